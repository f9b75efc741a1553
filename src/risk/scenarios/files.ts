import type { Selectable } from 'kysely';
import { recordAudit } from '../../audit/index.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { SaveScenarioRequest, ScenarioCheck, ScenarioVersion } from '../../contracts/risk-run.ts';
import type { ScenarioFile } from '../../contracts/risk-scenario.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import { NAMED_SETS } from './named-sets.ts';
import { checkScenarioText, readScenarioText } from './scenario-text.ts';

export interface ScenarioFiles {
  /** The newest version of each, the shipped ones first. */
  list(): Promise<ScenarioVersion[]>;
  /** One version; the newest without a number. */
  find(name: string, version?: number): Promise<Result<ScenarioVersion>>;
  versions(name: string): Promise<Result<ScenarioVersion[]>>;
  /** What a text says, or its first fault with its place; nothing is kept. */
  check(text: string): Promise<ScenarioCheck>;
  save(request: SaveScenarioRequest, by: string): Promise<Result<ScenarioVersion>>;
  retire(name: string, reason: string, by: string): Promise<Result<ScenarioVersion>>;
}

const SHIPPED = new Map(NAMED_SETS.map((scenario) => [scenario.name, scenario]));

/** Scenario files: shipped ones are read only; saved ones grow by versions. */
export function makeScenarioFiles({ db, clock }: { readonly db: Database; readonly clock: Clock }): ScenarioFiles {
  const rowsOf = (name: string) =>
    db.selectFrom('scenario_file').selectAll().where('name', '=', name).orderBy('version', 'desc').execute();
  const versions = async (name: string): Promise<Result<ScenarioVersion[]>> => {
    const shipped = SHIPPED.get(name);
    if (shipped !== undefined) return ok([shippedVersion(shipped)]);
    const rows = await rowsOf(name);
    return rows.length === 0 ? reject('NOT_FOUND', `scenario ${name} was not found`) : ok(rows.map(toVersion));
  };
  const write = (row: Written) => writeVersion(db, { ...row, at: new Date(clock.now()) });
  return {
    versions,
    async list() {
      const rows = await db
        .selectFrom('scenario_file')
        .distinctOn('name')
        .selectAll()
        .orderBy('name')
        .orderBy('version', 'desc')
        .execute();
      return [...NAMED_SETS.map(shippedVersion), ...rows.map(toVersion)];
    },
    async find(name, version) {
      const all = await versions(name);
      if (!all.ok) return all;
      const found = version === undefined ? all.value[0] : all.value.find((one) => one.version === version);
      return found === undefined ? reject('NOT_FOUND', `scenario ${name} has no version ${version}`) : ok(found);
    },
    check: checkScenarioText,
    async save({ text, reason }, by) {
      const scenario = await readScenarioText(text);
      if (!scenario.ok) return scenario;
      return write({ name: scenario.value.name, body: scenario.value, reason, by });
    },
    async retire(name, reason, by) {
      const all = await versions(name);
      if (!all.ok) return all;
      if (all.value[0]?.scenario === null) return reject('ILLEGAL_TRANSITION', `scenario ${name} is retired`);
      return write({ name, body: null, reason, by });
    },
  };
}

interface Written {
  readonly name: string;
  readonly body: ScenarioFile | null;
  readonly reason: string;
  readonly by: string;
}

async function writeVersion(
  db: Database,
  { name, body, reason, by, at }: Written & { readonly at: Date },
): Promise<Result<ScenarioVersion>> {
  if (SHIPPED.has(name))
    return reject('ILLEGAL_TRANSITION', `scenario ${name} comes with the product: save yours by another name`);
  return db.transaction().execute(async (tx) => {
    const newest = await tx
      .selectFrom('scenario_file')
      .select('version')
      .where('name', '=', name)
      .orderBy('version', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    const version = (newest?.version ?? 0) + 1;
    const row = await tx
      .insertInto('scenario_file')
      .values({ name, version, body: body === null ? null : JSON.stringify(body), reason, saved_by: by, saved_at: at })
      // Two people saved at once: the second one reads the first one's version before trying again.
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined)
      return reject('ILLEGAL_TRANSITION', `scenario ${name} v${version} was saved just now: read it first`);
    await recordAudit(tx, {
      at: at.getTime(),
      actor: { kind: 'user', id: by },
      action: body === null ? 'scenario.retire' : 'scenario.save',
      object: { type: 'scenario', id: name, version },
      reason,
      after: body,
    });
    return ok(toVersion(row));
  });
}

function shippedVersion(scenario: ScenarioFile): ScenarioVersion {
  return {
    name: scenario.name,
    version: 1,
    origin: 'shipped',
    scenario,
    reason: 'shipped',
    savedBy: 'otc-desk',
    savedAt: null,
  };
}

function toVersion(row: Selectable<Schema['scenario_file']>): ScenarioVersion {
  return {
    name: row.name,
    version: row.version,
    origin: 'saved',
    scenario: row.body as ScenarioFile | null,
    reason: row.reason,
    savedBy: row.saved_by,
    savedAt: row.saved_at.toISOString(),
  };
}

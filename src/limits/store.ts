import type { Selectable } from 'kysely';
import { raiseEpoch } from '../approvals/index.ts';
import { recordAudit } from '../audit/index.ts';
import { hasAccount } from '../clients/index.ts';
import type {
  LimitPer,
  LimitScope,
  LimitView,
  ProposeCreditRequest,
  ProposeLimitRequest,
} from '../contracts/limits.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { canonicalJson } from '../platform/canonical-json.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor, Tx } from '../platform/database/database.ts';
import type { Schema } from '../platform/database/schema.ts';
import { Decimal } from '../platform/decimal.ts';
import type { Limit } from './limit.ts';

/** The bounds in force; credit lines are with the accounts. */
export async function loadLimits(db: Executor): Promise<Limit[]> {
  const rows = await latestDecided(db).execute();
  return rows.flatMap(({ status, measure, max, ...row }) =>
    status !== 'inForce' || measure === 'creditUsd' || max === null
      ? []
      : [
          {
            limitId: row.limit_id,
            version: row.version,
            scope: row.scope as LimitScope,
            per: row.per as LimitPer,
            measure: measure as Limit['measure'],
            max: Number(max),
          },
        ],
  );
}

/** Every version, the newest of each limit first. */
export async function listLimits(db: Executor): Promise<LimitView[]> {
  const rows = await db.selectFrom('risk_limit').selectAll().orderBy('limit_id').orderBy('version', 'desc').execute();
  return rows.map(toLimitView);
}

export interface LimitBooks {
  propose(request: ProposeLimitRequest, by: string): Promise<Result<LimitView>>;
  proposeCredit(request: ProposeCreditRequest, by: string): Promise<Result<LimitView>>;
  decide(of: Decision): Promise<Result<LimitView>>;
}

interface Decision {
  readonly limitId: string;
  readonly version: number;
  readonly to: 'approve' | 'decline';
  readonly by: string;
}

/** Changes of bounds. What comes into force raises the epoch in the same transaction, and live quotes are judged anew. */
export function makeLimitBooks({ db, clock }: { readonly db: Database; readonly clock: Clock }): LimitBooks {
  const write = (asked: Asked) => db.transaction().execute((tx) => writeVersion(tx, asked, new Date(clock.now())));
  return {
    async propose(request, by) {
      const { accountId } = request.scope;
      if (accountId !== undefined && !(await hasAccount(db, accountId))) return noAccount(accountId);
      return write({ ...request, by });
    },
    async proposeCredit({ accountId, max, reason }, by) {
      if (!(await hasAccount(db, accountId))) return noAccount(accountId);
      if (max.startsWith('-')) return reject('VALIDATION_FAILED', `max must be >= 0, was ${max}`, { path: 'max' });
      const limitId = `credit.${accountId}`;
      return write({ limitId, scope: { accountId }, per: 'client', measure: 'creditUsd', max, reason, by });
    },
    decide: (of) => db.transaction().execute((tx) => decide(tx, of, new Date(clock.now()))),
  };
}

interface Asked extends Omit<ProposeLimitRequest, 'measure'> {
  readonly measure: LimitView['measure'];
  readonly by: string;
}

async function writeVersion(tx: Tx, asked: Asked, at: Date): Promise<Result<LimitView>> {
  // First, as everybody does: nothing of this limit moves until the commit.
  await raiseEpoch(tx);
  const { limitId, max } = asked;
  const versions = await tx
    .selectFrom('risk_limit')
    .selectAll()
    .where('limit_id', '=', limitId)
    .orderBy('version', 'desc')
    .execute();
  const waiting = versions.find(({ status }) => status === 'proposed');
  if (waiting !== undefined) {
    return reject('ILLEGAL_TRANSITION', `${limitId} v${waiting.version} waits for a decision: approve or decline it`);
  }
  const current = versions.find(({ status }) => status === 'inForce' || status === 'ended');
  const isInForce = current?.status === 'inForce';
  if (max === null && !isInForce) return reject('NOT_FOUND', `limitId ${limitId} is not in force: nothing to end`);
  const tightens = await isTighter(tx, asked, isInForce ? current : undefined);
  const status = tightens ? 'inForce' : 'proposed';
  const row = await tx
    .insertInto('risk_limit')
    .values({
      limit_id: limitId,
      version: (versions[0]?.version ?? 0) + 1,
      status,
      scope: JSON.stringify(asked.scope),
      per: asked.per,
      measure: asked.measure,
      max,
      reason: asked.reason,
      proposed_by: asked.by,
      proposed_at: at,
      decided_by: tightens ? asked.by : null,
      decided_at: tightens ? at : null,
      tightens,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (tightens) await applyCredit(tx, row);
  await record(tx, row, { action: tightens ? 'limit.tighten' : 'limit.propose', by: asked.by, at });
  return ok(toLimitView(row));
}

/** For the audit log: what the version says, and who did what with it. */
async function record(
  tx: Tx,
  row: LimitRow,
  { action, by, at }: { action: string; by: string; at: Date },
): Promise<void> {
  const { scope, per, measure, max, reason } = row;
  await recordAudit(tx, {
    at: at.getTime(),
    actor: { kind: 'user', id: by },
    action,
    object: { type: 'limit', id: row.limit_id, version: row.version },
    accountId: (scope as LimitScope).accountId ?? null,
    reason,
    after: { scope, per, measure, max },
  });
}

/** A first bound, or a lower one on the same thing. */
async function isTighter(tx: Tx, asked: Asked, current: LimitRow | undefined): Promise<boolean> {
  const { max, scope, per, measure } = asked;
  if (max === null) return false;
  if (measure === 'creditUsd') {
    const account = await tx
      .selectFrom('account')
      .select('credit_limit_usd')
      .where('account_id', '=', scope.accountId ?? '')
      .executeTakeFirstOrThrow();
    return new Decimal(max).lte(account.credit_limit_usd);
  }
  if (current === undefined) return true;
  const same = canonicalJson({ scope, per, measure }) === canonicalJson(pickTerms(current));
  return same && current.max !== null && new Decimal(max).lte(current.max);
}

function pickTerms({ scope, per, measure }: LimitRow) {
  return { scope, per, measure };
}

async function decide(tx: Tx, { limitId, version, to, by }: Decision, at: Date): Promise<Result<LimitView>> {
  await raiseEpoch(tx);
  const row = await tx
    .selectFrom('risk_limit')
    .selectAll()
    .where('limit_id', '=', limitId)
    .where('version', '=', version)
    .executeTakeFirst();
  if (row === undefined) return reject('NOT_FOUND', `limitId ${limitId} has no version ${version}`);
  if (row.status !== 'proposed') return reject('ILLEGAL_TRANSITION', `${limitId} v${version} is ${row.status}`);
  if (to === 'approve' && row.proposed_by === by) {
    return reject(
      'FORBIDDEN',
      `${by} proposed ${limitId} v${version}: somebody else must approve what loosens a limit`,
    );
  }
  const inForce = row.max === null ? ('ended' as const) : ('inForce' as const);
  const decided = await tx
    .updateTable('risk_limit')
    .set({ status: to === 'decline' ? 'declined' : inForce, decided_by: by, decided_at: at })
    .where('limit_id', '=', limitId)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirstOrThrow();
  await applyCredit(tx, decided);
  await record(tx, decided, { action: `limit.${to}`, by, at });
  return ok(toLimitView(decided));
}

/** A credit line in force is its account's. */
async function applyCredit(tx: Tx, { measure, status, max, scope }: LimitRow): Promise<void> {
  const { accountId } = scope as LimitScope;
  if (measure !== 'creditUsd' || status !== 'inForce' || max === null || accountId === undefined) return;
  await tx.updateTable('account').set({ credit_limit_usd: max }).where('account_id', '=', accountId).execute();
}

function latestDecided(db: Executor) {
  return db
    .selectFrom('risk_limit')
    .distinctOn('limit_id')
    .selectAll()
    .where('status', 'in', ['inForce', 'ended'])
    .orderBy('limit_id')
    .orderBy('version', 'desc');
}

function noAccount(accountId: string): Result<never> {
  return reject('NOT_FOUND', `accountId ${accountId} was not found`, { path: 'accountId' });
}

type LimitRow = Selectable<Schema['risk_limit']>;

function toLimitView(row: LimitRow): LimitView {
  return {
    limitId: row.limit_id,
    version: row.version,
    status: row.status as LimitView['status'],
    scope: row.scope as LimitScope,
    per: row.per as LimitPer,
    measure: row.measure as LimitView['measure'],
    max: row.max,
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
  };
}

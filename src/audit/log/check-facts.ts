import { sql } from 'kysely';
import type { Database, Executor } from '../../platform/database/database.ts';
import type { EventRow } from './check-chain.ts';
import type { SealedFact } from './compose-events.ts';
import { FACT_TABLES, type FactTableName, isFactTable, readFacts } from './facts.ts';

export interface FactFinding {
  readonly fault: 'altered' | 'removed' | 'unrecorded';
  /** Of the event that tells of the row; null when none does. */
  readonly seq: number | null;
  readonly block: null;
  readonly message: string;
}

/** Compares the rows of facts with what the events say of them. */
export async function checkFacts(
  db: Database,
  events: readonly EventRow[],
): Promise<{ facts: number; findings: FactFinding[] }> {
  const sealed = events.flatMap(({ seq, line }) => factsOf(line).map((fact) => ({ seq, fact })));
  const groups = new Map<string, { seq: number; fact: SealedFact }[]>();
  for (const one of sealed) {
    const name = `${one.fact.table} ${one.fact.format}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  const findings = await db.transaction().execute(async (tx) => {
    await sql`select set_config('timezone', 'UTC', true)`.execute(tx);
    const found: FactFinding[] = [];
    for (const group of groups.values()) found.push(...(await checkGroup(tx, group)));
    return found;
  });
  return { facts: sealed.length, findings };
}

async function checkGroup(
  tx: Executor,
  group: readonly { readonly seq: number; readonly fact: SealedFact }[],
): Promise<FactFinding[]> {
  const [first] = group;
  if (first === undefined || !isFactTable(first.fact.table)) return [];
  const { table, format } = first.fact;
  const keys = group.map(({ fact }) => fact.key);
  const hashes = new Map(
    (await readFacts(tx, { table: first.fact.table, format, keys })).map((row) => [row.key, row.hash]),
  );
  return group.flatMap(({ seq, fact: { key, hash } }) => {
    const now = hashes.get(key) ?? null;
    if (now !== null && now === hash) return [];
    const gone = now === null;
    const message = `${table} ${key}, told of at seq ${seq}, ${gone ? 'is gone' : 'differs from what was sealed'}`;
    return [{ fault: gone ? 'removed' : 'altered', seq, block: null, message } satisfies FactFinding];
  });
}

function factsOf(line: string): readonly SealedFact[] {
  try {
    return (JSON.parse(line) as { facts?: readonly SealedFact[] }).facts ?? [];
  } catch {
    return []; // an altered line is a finding of its own
  }
}

/** Rows of facts that no event tells of, such as one added past the triggers; so many requests are gone through at once. */
export async function* findUnrecorded(
  db: Database,
  { excused, most }: { readonly excused: ReadonlySet<string>; readonly most: number },
): AsyncGenerator<FactFinding[]> {
  let after = '';
  for (;;) {
    const page = await db
      .selectFrom('rfq')
      .select('rfq_id')
      .where('rfq_id', '>', after)
      .orderBy('rfq_id')
      .limit(most)
      .execute();
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.rfq_id;
    yield await unrecordedOf(
      db,
      page.map((row) => row.rfq_id).filter((rfqId) => !excused.has(rfqId)),
    );
  }
}

async function unrecordedOf(db: Database, rfqIds: readonly string[]): Promise<FactFinding[]> {
  const ids = JSON.stringify(rfqIds);
  // What is written first, then what waits, then what is sealed: a row moves that way, so that none is missed.
  const { rows: written } = await sql<{ name: string }>`
    with r as (select value as rfq_id from json_array_elements_text(${ids}::json)) ${sql.raw(ALL_ROWS)}`.execute(db);
  const waiting = await sql<{ name: string }>`select source || ' ' || key as name from audit_pending`.execute(db);
  const sealed = await sql<{ line: string }>`
    select line from audit_event where rfq_id in (select json_array_elements_text(${ids}::json))`.execute(db);
  const known = new Set(waiting.rows.map(({ name }) => name));
  for (const { table, key } of sealed.rows.flatMap(({ line }) => factsOf(line))) known.add(`${table} ${key}`);
  return written
    .filter(({ name }) => !known.has(name))
    .map(({ name }) => ({ fault: 'unrecorded', seq: null, block: null, message: `${name} is told of by no event` }));
}

function rowsOf(table: FactTableName): string {
  const { key } = FACT_TABLES[table];
  const owner =
    table === 'confirmation'
      ? 'join trade using (trade_id) join r on r.rfq_id = trade.rfq_id'
      : 'join r using (rfq_id)';
  return `select '${table} ' || ${key} as name from ${table} t ${owner}`;
}

const ALL_ROWS = (Object.keys(FACT_TABLES) as FactTableName[]).map(rowsOf).join(' union all ');

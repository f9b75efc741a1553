import { sql } from 'kysely';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { type Clock, toInstant } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import type { IdSource } from '../../platform/ids.ts';
import { type Block, GENESIS, sealBlock } from './chain.ts';
import { columnsOfEvent } from './check-chain.ts';
import { composeEvents, type PendingPart, type RowChange } from './compose-events.ts';
import { type FactReading, type FactTableName, formatOf, isFactTable, readFacts } from './facts.ts';

export interface SealDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Monotonic, ms. */
  readonly elapsed?: () => number;
  /** Awaited before each block: what ends quotes goes first. */
  readonly giveWay?: () => Promise<void>;
}

/** Rows of one block: as many as are sealed in so long, because an embedded database does nothing else meanwhile. */
const BLOCK_MS = 10;
const BLOCK_ROWS = { min: 50, first: 250, max: 2_000 };
/** What is deleted leaves room that only a vacuum gives back; an embedded database has nobody else to do it. */
const VACUUM_AFTER_ROWS = 20_000;
/** The chain has one writer at a time, in all processes. */
const SEALER_LOCK = 4_018_001;

/**
 * Moves what waits into the chain, block by block, until nothing waits; returns how many rows it took. Sequence
 * numbers are given here, to what is committed, by one process at a time: a transaction that commits late is in a later
 * block, and none can slip in between.
 */
export function makeSealer(deps: SealDeps) {
  const { elapsed = () => performance.now(), giveWay = async () => undefined } = deps;
  let sinceVacuum = 0;
  let rows = BLOCK_ROWS.first;
  return async function sealPending(): Promise<number> {
    let total = 0;
    for (;;) {
      await giveWay();
      const [most, began] = [rows, elapsed()];
      const taken = await sealOnce(deps, most);
      total += taken;
      if (taken < most) break;
      rows = nextSize(most, elapsed() - began);
    }
    sinceVacuum += total;
    if (sinceVacuum >= VACUUM_AFTER_ROWS) {
      sinceVacuum = 0;
      await sql`vacuum (truncate false) audit_pending`.execute(deps.db);
    }
    return total;
  };
}

/** At most twice what it was: one quick block says little. */
function nextSize(rows: number, tookMs: number): number {
  const wanted = Math.round((rows * BLOCK_MS) / Math.max(tookMs, 1));
  return Math.max(BLOCK_ROWS.min, Math.min(wanted, 2 * rows, BLOCK_ROWS.max));
}

async function sealOnce(deps: SealDeps, most: number): Promise<number> {
  const { rows } = await sql`select 1 from audit_pending limit 1`.execute(deps.db);
  return rows.length === 0 ? 0 : deps.db.transaction().execute((tx) => sealBatch(deps, tx, most));
}

async function sealBatch({ clock, ids }: SealDeps, tx: Tx, most: number): Promise<number> {
  const { rows } = await sql<{ mine: boolean }>`
    select set_config('timezone', 'UTC', true), pg_try_advisory_xact_lock(${SEALER_LOCK}) as mine`.execute(tx);
  if (rows[0]?.mine !== true) return 0;
  const pending = await takePending(tx, most);
  if (pending.length === 0) return 0;
  const drafts = composeEvents(await readParts(tx, pending));
  const previous = await lastBlock(tx);
  const events = drafts.map((draft, index) => {
    const event = { ...draft, seq: previous.toSeq + index + 1, eventId: ids('evt') };
    return { ...columnsOfEvent(event), line: canonicalJson(event) };
  });
  const block = sealBlock(
    previous,
    events.map(({ line }) => line),
    toInstant(clock.now()),
  );
  await writeBlock(tx, block, events);
  return pending.length;
}

interface PendingRow {
  readonly id: string;
  readonly tx: string;
  readonly recorded_at: Date;
  readonly source: string;
  readonly key: string;
  readonly rfq_id: string | null;
  readonly body: unknown;
}

async function takePending(tx: Tx, most: number): Promise<PendingRow[]> {
  const { rows } = await sql<PendingRow>`
    delete from audit_pending
    where ctid = any(array(select ctid from audit_pending order by id limit ${most}))
    returning id, tx::text as tx, recorded_at, source, key, rfq_id, body`.execute(tx);
  return rows.sort((a, b) => Number(a.id) - Number(b.id));
}

/** With what the database shows of facts, read in one statement for each table. */
async function readParts(tx: Tx, pending: readonly PendingRow[]): Promise<PendingPart[]> {
  const keys = new Map<FactTableName, string[]>();
  for (const { source, key } of pending) {
    if (!isFactTable(source)) continue;
    const wanted = keys.get(source);
    if (wanted === undefined) keys.set(source, [key]);
    else wanted.push(key);
  }
  const readings = new Map<string, FactReading>();
  for (const [table, wanted] of keys) {
    for (const reading of await readFacts(tx, { table, format: formatOf(table), keys: wanted })) {
      readings.set(`${table} ${reading.key}`, reading);
    }
  }
  return pending.map((row) => partOf(row, readings));
}

function partOf(row: PendingRow, readings: ReadonlyMap<string, FactReading>): PendingPart {
  const { source, key, body } = row;
  const common = {
    id: Number(row.id),
    tx: row.tx,
    rfqId: row.rfq_id,
    recordedAt: row.recorded_at.toISOString(),
  };
  if (source === 'entry') {
    return { ...common, kind: 'entry', entry: body as Extract<PendingPart, { kind: 'entry' }>['entry'] };
  }
  if (source === 'change') return { ...common, kind: 'change', change: body as RowChange };
  if (!isFactTable(source)) throw new Error(`audit_pending names ${source}, which is no table of facts`);
  const { hash = null, shown = {} } = readings.get(`${source} ${key}`) ?? {};
  return { ...common, kind: 'fact', fact: { table: source, format: formatOf(source), key, hash }, shown };
}

async function lastBlock(tx: Tx): Promise<Pick<Block, 'number' | 'toSeq' | 'hash'>> {
  const row = await tx
    .selectFrom('audit_block')
    .select(['number', 'to_seq', 'hash'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? GENESIS : { number: Number(row.number), toSeq: Number(row.to_seq), hash: row.hash };
}

async function writeBlock(tx: Tx, block: Block, rows: readonly object[]): Promise<void> {
  await sql`/* prepared: audit_seal */
    with sealed as (
      insert into audit_event
      select * from json_populate_recordset(null::audit_event, ${JSON.stringify(rows)}::json)
    )
    insert into audit_block (number, from_seq, to_seq, leaves, root, prev_hash, hash, sealed_at)
    values (${block.number}, ${block.fromSeq}, ${block.toSeq}, decode(${block.leaves.join('')}, 'hex'), ${block.root},
      ${block.prevHash}, ${block.hash}, ${block.sealedAt})`.execute(tx);
}

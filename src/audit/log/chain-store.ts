import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import type { Block } from './chain.ts';
import type { EventRow } from './check-chain.ts';
import type { ChainRange, ChainSource } from './walk-chain.ts';

/** How much of the chain is read at once: whole blocks, and one of them at least. */
interface ChainPage {
  readonly events: number;
  readonly blocks: number;
}

export const WHOLE_PAGE: ChainPage = { events: 2_000, blocks: 500 };
const OUTSIDE_MAX = 100;

interface BlockRow {
  readonly number: string;
  readonly from_seq: string;
  readonly to_seq: string;
  readonly leaves: string;
  readonly root: string;
  readonly prev_hash: string;
  readonly hash: string;
  readonly sealed_at: Date;
}

/** The chain in the database, read a page at a time in statements of their own: nobody waits for a verification. */
export async function chainInDatabase(db: Database, page: ChainPage = WHOLE_PAGE): Promise<ChainSource> {
  const deleted = (await readDeletions(db)).flatMap(({ ranges }) => ranges);
  return {
    async blocksAfter(number) {
      const { rows } = await sql<BlockRow>`
        select number, from_seq, to_seq, encode(leaves, 'hex') as leaves, root, prev_hash, hash, sealed_at
        from (
          select *, sum(to_seq - from_seq + 1) over (order by number) as events, row_number() over (order by number) as nth
          from (select * from audit_block where number > ${number} order by number limit ${sql.lit(page.blocks)}) page
        ) counted
        where events <= ${sql.lit(page.events)} or nth = 1 order by number`.execute(db);
      return rows.map(toBlock);
    },
    async eventsBetween(fromSeq, toSeq) {
      const rows = await db
        .selectFrom('audit_event')
        .selectAll()
        .where('seq', '>=', String(fromSeq))
        .where('seq', '<=', String(toSeq))
        .orderBy('seq')
        .execute();
      return rows.map(({ line, ...columns }): EventRow => {
        const seq = Number(columns.seq);
        return { seq, line, columns: { ...columns, seq, at: columns.at.toISOString() } };
      });
    },
    async eventsOutside() {
      const { rows } = await sql<{ seq: string }>`
        select seq from audit_event e
        where not exists (select from audit_block b where e.seq between b.from_seq and b.to_seq)
        order by seq limit ${sql.lit(OUTSIDE_MAX)}`.execute(db);
      return rows.map(({ seq }) => Number(seq));
    },
    async leafAt(seq) {
      const { rows } = await sql<{ leaf: string }>`
        select encode(substr(leaves, (32 * (${seq}::bigint - from_seq) + 1)::integer, 32), 'hex') as leaf
        from audit_block where from_seq <= ${seq} and to_seq >= ${seq}`.execute(db);
      return rows[0]?.leaf ?? null;
    },
    isDeleted: (seq) => deleted.some(([from, to]) => seq >= from && seq <= to),
  };
}

/** Pages of the chain's blocks, the first one first, as far as it reaches when each page is read. */
export async function* exportBlocks(db: Database): AsyncGenerator<readonly Block[]> {
  const chain = await chainInDatabase(db);
  let after = 0;
  for (;;) {
    const page = await chain.blocksAfter(after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.number;
  }
}

function toBlock(row: BlockRow): Block {
  return {
    number: Number(row.number),
    fromSeq: Number(row.from_seq),
    toSeq: Number(row.to_seq),
    leaves: row.leaves.match(/.{64}/g) ?? [],
    root: row.root,
    prevHash: row.prev_hash,
    hash: row.hash,
    sealedAt: row.sealed_at.toISOString(),
  };
}

interface Deletion {
  /** Sequences, both ends included. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly rfqIds: readonly string[];
}

/** What deletions after the end of retention took: each is an event of the chain, and checked as one, or about to be. */
export async function readDeletions(db: Database): Promise<Deletion[]> {
  const { rows } = await sql<{ details: Deletion }>`
    select line::json -> 'details' as details from audit_event where object_id = ${RETENTION} and action = ${DELETION}
    union all
    select body::json -> 'details' from audit_pending
    where source = 'entry' and key = ${RETENTION} and body ->> 'action' = ${DELETION}`.execute(db);
  return rows.map(({ details }) => details);
}

/** How a deletion stands in the log. */
export const RETENTION = 'retention';
export const DELETION = 'audit.delete';

/** The blocks sealed between two instants (UTC epoch ms; half-open): what comes before them, and the last of them. */
export async function rangeOf(
  db: Database,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ChainRange> {
  const before = await lastBlockBefore(db, from);
  const last = await lastBlockBefore(db, to);
  return { after: before ?? { number: 0, toSeq: 0, hash: '0'.repeat(64) }, until: last?.number ?? 0 };
}

/** The last block sealed before an instant (UTC epoch ms); null when there is none. */
async function lastBlockBefore(
  db: Database,
  at: number,
): Promise<Pick<Block, 'number' | 'toSeq' | 'hash' | 'sealedAt'> | null> {
  const row = await db
    .selectFrom('audit_block')
    .select(['number', 'to_seq', 'hash', 'sealed_at'])
    .where('sealed_at', '<', new Date(at))
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    number: Number(row.number),
    toSeq: Number(row.to_seq),
    hash: row.hash,
    sealedAt: row.sealed_at.toISOString(),
  };
}

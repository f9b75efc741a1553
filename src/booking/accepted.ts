import { sql } from 'kysely';
import type { Side } from '../contracts/scalars.ts';
import type { Tx } from '../platform/database/database.ts';
import type { Passport } from '../quoting/index.ts';
import type { RfqRow } from '../rfq/index.ts';

/** An acceptance that won, and the quote it took, as their columns. */
export interface AcceptedRow {
  readonly trade_id: string | null;
  readonly side: string;
  readonly quote_id: string;
  readonly quote_version: number;
  readonly credit_use_usd: string;
  readonly received_at: Date;
  readonly bid: string | null;
  readonly offer: string | null;
  readonly passport: unknown;
  /** Of the market that it was priced on. */
  readonly source: string;
  /** What was said of the mark-up with the quote; null where nothing was. */
  readonly disclosure: string | null;
}

export type Accepted = ReturnType<typeof toAccepted>;

/** The acceptance that won, with the price of its side and what the quote was made of. */
export async function readAccepted(tx: Tx, rfq: RfqRow): Promise<Accepted> {
  const row = await tx
    .selectFrom('acceptance')
    .innerJoin('quote', (join) =>
      join.onRef('quote.quote_id', '=', 'acceptance.quote_id').onRef('quote.version', '=', 'acceptance.quote_version'),
    )
    .innerJoin('market_snapshot', 'market_snapshot.snapshot_id', 'quote.snapshot_id')
    .select(['trade_id', 'side', 'acceptance.quote_id', 'quote_version', 'credit_use_usd', 'received_at'])
    .select(['bid', 'offer', 'passport', 'source'])
    .select(sql<string | null>`quote.view ->> 'markUpDisclosure'`.as('disclosure'))
    .where('acceptance.rfq_id', '=', rfq.rfqId)
    .where('accepted', '=', true)
    .executeTakeFirstOrThrow();
  return toAccepted(row, rfq);
}

/** @throws Error when it has no trade id, or no price on its side. */
export function toAccepted(row: AcceptedRow, rfq: RfqRow) {
  const side = row.side as Side;
  const price = side === 'buy' ? row.offer : row.bid;
  if (row.trade_id === null || price === null)
    throw new Error(`the acceptance of ${rfq.rfqId} has no trade id or no price`);
  return { ...row, tradeId: row.trade_id, side, price, passport: row.passport as Passport, request: rfq.request };
}

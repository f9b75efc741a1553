import type { Selectable } from 'kysely';
import type { Instrument } from '../contracts/instrument.ts';
import type { Allocation, CreateRfqRequest, Leg } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';
import type { PositionView, TradeView } from '../contracts/trade.ts';
import { contentHash } from '../platform/canonical-json.ts';
import type { Executor } from '../platform/database/database.ts';
import type { Schema } from '../platform/database/schema.ts';
import { Decimal } from '../platform/decimal.ts';
import { clientSideOfLeg, type Passport } from '../quoting/index.ts';
import { heldInstrument, type RfqRow } from '../rfq/index.ts';
import type { Accepted } from './accepted.ts';

/** What an acceptance and its quote say of the trade to be. */
export interface AcceptedQuote {
  readonly request: CreateRfqRequest;
  readonly side: Side;
  readonly price: string;
  readonly passport: Passport;
}

/** Each leg at the price it had inside the package's: bought at its offer, sold at its bid. */
export function tradeLegs({ request, side, passport }: AcceptedQuote): (Leg & { price: string })[] {
  return request.legs.map((leg, index) => {
    const parts = passport.legs[index];
    if (parts === undefined) throw new Error(`the passport has no leg ${index}`);
    const price = clientSideOfLeg(leg.side, side) === 'buy' ? parts.offer.price : parts.bid.price;
    return { ...leg, price };
  });
}

/** What the client pays when positive and receives when negative; an outright forward changes hands for nothing. */
export function premiumOf({ request, side, price }: AcceptedQuote): string {
  if (request.legs.some(({ instrument }) => isOutrightForward(instrument))) return '0';
  const amount = new Decimal(price).times(request.quantity);
  return (side === 'buy' ? amount : amount.neg()).toString();
}

/** A trade without the marks of what is still open of it. */
export type TradeRow = Omit<Selectable<Schema['trade']>, 'affirmed_at' | 'note_settled_at' | 'report_state'>;

export interface PositionChange {
  readonly instrumentKey: string;
  readonly instrument: Instrument;
  /** Signed units of the base asset, the client's. */
  readonly quantity: string;
}

export interface NewTrade {
  readonly rfq: RfqRow;
  readonly accepted: Accepted;
  /** Null when it is booked. */
  readonly heldReason: string | null;
  readonly at: Date;
}

/** A trade as its columns: JSON as values. */
export function tradeRowOf({ rfq, accepted, heldReason, at }: NewTrade) {
  return {
    trade_id: accepted.tradeId,
    rfq_id: rfq.rfqId,
    quote_id: accepted.quote_id,
    quote_version: accepted.quote_version,
    account_id: rfq.accountId,
    state: heldReason === null ? 'booked' : 'held',
    held_reason: heldReason,
    side: accepted.side,
    legs: tradeLegs(accepted),
    quantity: rfq.request.quantity,
    price: accepted.price,
    premium_currency: rfq.request.premiumCurrency,
    premium: premiumOf(accepted),
    credit_use_usd: accepted.credit_use_usd,
    market_source: accepted.source,
    accepted_at: accepted.received_at,
    booked_at: heldReason === null ? at : null,
    unwinds: rfq.request.unwinds ?? null,
    allocations: rfq.request.allocations ?? null,
  };
}

/** What the trade does to the client's positions, one change an instrument, ordered by key so that locks never cross. */
export function positionChanges({ request, side, price }: AcceptedQuote): PositionChange[] {
  const changes = new Map<string, PositionChange>();
  for (const leg of request.legs) {
    const instrument = heldInstrument(leg.instrument, price);
    const instrumentKey = `ins_${contentHash(instrument).slice(0, 40)}`;
    const units = new Decimal(request.quantity).times(leg.ratio);
    const signed = clientSideOfLeg(leg.side, side) === 'buy' ? units : units.neg();
    const before = changes.get(instrumentKey)?.quantity ?? '0';
    changes.set(instrumentKey, { instrumentKey, instrument, quantity: signed.plus(before).toString() });
  }
  return [...changes.values()].sort((a, b) => (a.instrumentKey < b.instrumentKey ? -1 : 1));
}

function isOutrightForward(instrument: Instrument): instrument is Extract<Instrument, { kind: 'forward' }> {
  return instrument.kind === 'forward' && instrument.strike === undefined;
}

export async function addToPosition(
  tx: Executor,
  { accountId, change, at }: { accountId: string; change: PositionChange; at: Date },
): Promise<void> {
  await tx
    .insertInto('position')
    .values({
      account_id: accountId,
      instrument_key: change.instrumentKey,
      instrument: JSON.stringify(change.instrument),
      quantity: change.quantity,
      updated_at: at,
    })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'instrument_key']).doUpdateSet((eb) => ({
        quantity: eb('position.quantity', '+', eb.ref('excluded.quantity')),
        updated_at: at,
      })),
    )
    .execute();
}

/** What a client is told of a held trade: the rules that hold it are the desk's own. */
export const HELD_WORDS = 'Trade confirmed, confirmation to follow.';

export function toTradeView(row: TradeRow, { forStaff }: { forStaff: boolean }): TradeView {
  return {
    tradeId: row.trade_id,
    rfqId: row.rfq_id,
    quoteId: row.quote_id,
    quoteVersion: row.quote_version,
    accountId: row.account_id,
    state: row.state as TradeView['state'],
    heldReason: forStaff || row.held_reason === null ? row.held_reason : HELD_WORDS,
    side: row.side as Side,
    legs: row.legs as TradeView['legs'],
    quantity: row.quantity,
    price: row.price,
    premiumCurrency: row.premium_currency as TradeView['premiumCurrency'],
    premium: row.premium,
    capacity: 'principal',
    marketSource: row.market_source as TradeView['marketSource'],
    acceptedAt: row.accepted_at.toISOString(),
    bookedAt: row.booked_at?.toISOString() ?? null,
    unwinds: row.unwinds,
    ...(row.allocations === null ? {} : { allocations: row.allocations as Allocation[] }),
  };
}

export interface TradePage {
  /** Null reads every account's. */
  readonly accountId: string | null;
  /** The last id of the page before. */
  readonly cursor: string | null;
  readonly limit: number;
}

/** Newest first. */
export async function listTrades(db: Executor, { accountId, cursor, limit }: TradePage): Promise<TradeView[]> {
  let query = db.selectFrom('trade').selectAll().orderBy('trade_id', 'desc').limit(limit);
  if (accountId !== null) query = query.where('account_id', '=', accountId);
  if (cursor !== null) query = query.where('trade_id', '<', cursor);
  return (await query.execute()).map((row) => toTradeView(row, { forStaff: accountId === null }));
}

export async function findTrade(db: Executor, tradeId: string, accountId: string | null): Promise<TradeView | null> {
  const row = await db.selectFrom('trade').selectAll().where('trade_id', '=', tradeId).executeTakeFirst();
  if (row === undefined || (accountId !== null && row.account_id !== accountId)) return null;
  return toTradeView(row, { forStaff: accountId === null });
}

export async function listPositions(db: Executor, accountId: string | null): Promise<PositionView[]> {
  let query = db.selectFrom('position').selectAll().orderBy('account_id').orderBy('instrument_key');
  if (accountId !== null) query = query.where('account_id', '=', accountId);
  return (await query.execute()).map((row) => ({
    accountId: row.account_id,
    instrument: row.instrument as Instrument,
    quantity: row.quantity,
    updatedAt: row.updated_at.toISOString(),
  }));
}

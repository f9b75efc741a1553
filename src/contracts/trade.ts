import { z } from 'zod';
import { Allocation, Leg } from './rfq.ts';
import {
  AccountId,
  ClientId,
  Currency,
  DecimalText,
  Instant,
  PositiveDecimalText,
  QuoteId,
  RfqId,
  Side,
  TradeId,
} from './scalars.ts';

/** A trade as both sides see it. `side` is the client's. */
export const TradeView = z.object({
  tradeId: TradeId,
  rfqId: RfqId,
  quoteId: QuoteId,
  quoteVersion: z.int(),
  accountId: AccountId,
  /** `rejected`: a held trade that two people resolved so. */
  state: z.enum(['booked', 'held', 'rejected']),
  /** Why a trade is or was held; null when it is booked. */
  heldReason: z.string().nullable(),
  side: Side,
  legs: z.array(Leg.extend({ price: DecimalText })),
  quantity: PositiveDecimalText,
  /** Per unit, as quoted. */
  price: DecimalText,
  premiumCurrency: Currency,
  /** price × quantity; what the client pays when positive, receives when negative. An outright forward has none. */
  premium: DecimalText,
  capacity: z.literal('principal'),
  marketSource: z.enum(['live', 'recorded', 'simulated']),
  acceptedAt: Instant,
  bookedAt: Instant.nullable(),
  /** The trade that this one closes, wholly or in part. */
  unwinds: TradeId.nullable(),
  /** How the client splits it over sub-accounts; absent when it does not. */
  allocations: z.array(Allocation).optional(),
});
export type TradeView = z.infer<typeof TradeView>;

export const PositionView = z.object({
  accountId: AccountId,
  instrument: Leg.shape.instrument,
  /** Signed units of the base asset, the client's: positive is long. */
  quantity: DecimalText,
  updatedAt: Instant,
});
export type PositionView = z.infer<typeof PositionView>;

/** POST /api/v1/trades/:id/unwind: asks for the price at which the trade is closed. */
export const UnwindTradeRequest = z.strictObject({
  clientRfqId: ClientId,
  /** All that is still open, if it is left out. */
  quantity: PositiveDecimalText.optional(),
  /** The trade's own, if it is left out. */
  premiumCurrency: Currency.optional(),
});
export type UnwindTradeRequest = z.infer<typeof UnwindTradeRequest>;

/** `trade.resolve`: what one of two people wants done with a held trade. */
export const ResolveTradeRequest = z.strictObject({
  tradeId: TradeId,
  action: z.enum(['book', 'reject']),
  reason: z.string().min(1).max(500),
});
export type ResolveTradeRequest = z.infer<typeof ResolveTradeRequest>;

export const ResolveTradeAnswer = z.object({
  tradeId: TradeId,
  state: z.enum(['held', 'booked', 'rejected']),
  action: z.enum(['book', 'reject']),
  /** `second person` until somebody else asks for the same. */
  waitsFor: z.literal('second person').nullable(),
  reason: z.string(),
});
export type ResolveTradeAnswer = z.infer<typeof ResolveTradeAnswer>;

import { z } from 'zod';
import { Leg } from './rfq.ts';
import {
  AccountId,
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
  state: z.enum(['booked', 'held']),
  /** Why a held trade is held; null when booked. */
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

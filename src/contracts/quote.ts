import { z } from 'zod';
import {
  ClientId,
  Currency,
  DecimalText,
  Instant,
  PositiveDecimalText,
  QuoteId,
  RealText,
  RfqId,
  SnapshotId,
} from './scalars.ts';

/** One leg's own prices per unit, as its holder would see them; volatilities are absent on forwards. */
export const LegQuote = z.object({
  bid: DecimalText.nullable(),
  offer: DecimalText.nullable(),
  delta: RealText,
  impliedVolBid: RealText.nullable(),
  impliedVolOffer: RealText.nullable(),
});
export type LegQuote = z.infer<typeof LegQuote>;

/** What the quote was computed from. Greeks are per unit of the package, in the quote currency. */
export const QuoteReference = z.object({
  spot: RealText,
  /** To the first leg's expiry. */
  forward: RealText,
  /** Of the first option leg; null for a package without options. */
  impliedVol: RealText.nullable(),
  delta: RealText,
  gamma: RealText,
  vega: RealText,
  theta: RealText,
  asOf: Instant,
  snapshotId: SnapshotId,
  source: z.enum(['live', 'recorded', 'simulated']),
});
export type QuoteReference = z.infer<typeof QuoteReference>;

/** What moved since the version before: the market, the desk's policy, or the trader's own view. */
export const RequoteReason = z.enum(['spot', 'volatility', 'policy', 'trader']);
export type RequoteReason = z.infer<typeof RequoteReason>;

/** Why a version replaced the one before: also because that one was about to end. */
export const QuoteChange = z.enum([...RequoteReason.options, 'validity']);
export type QuoteChange = z.infer<typeof QuoteChange>;

/** The data of `quote.live`. A side that was not asked for is null. */
export const QuoteView = z.object({
  quoteId: QuoteId,
  version: z.int(),
  /** The version before this one, which cannot be accepted any more. */
  replaces: z.int().nullable(),
  /** Of a version that replaces another. */
  reason: QuoteChange.optional(),
  rfqId: RfqId,
  clientRfqId: ClientId,
  bid: DecimalText.nullable(),
  offer: DecimalText.nullable(),
  quantity: PositiveDecimalText,
  /** The request's: a version at least as good trades by itself, under the id that `limitAcceptId` gives. */
  limitPrice: DecimalText.optional(),
  /** Later versions follow as the market moves. */
  streaming: z.boolean().optional(),
  premiumCurrency: Currency,
  firm: z.boolean(),
  legs: z.array(LegQuote),
  reference: QuoteReference,
  serverTime: Instant,
  validUntil: Instant,
  ttlMs: z.int(),
  capacity: z.literal('principal'),
  warnings: z.array(z.object({ id: z.string(), text: z.string() })),
  /** What the approval of the product says of the firm's mark-up; absent where it says nothing. */
  markUpDisclosure: z.string().optional(),
});
export type QuoteView = z.infer<typeof QuoteView>;

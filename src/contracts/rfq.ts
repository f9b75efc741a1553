import { z } from 'zod';
import { WireError } from './errors.ts';
import { Instrument } from './instrument.ts';
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

export const RFQ_STATES = [
  'received',
  'queued',
  'pickedUp',
  'onHold',
  'quoted',
  'accepted',
  'held',
  'booked',
  'rejected',
  'cancelled',
  'passed',
  'expired',
  'withdrawn',
  'revoked',
] as const;
export const RfqState = z.enum(RFQ_STATES);
export type RfqState = z.infer<typeof RfqState>;

/** One leg as written: buying the package executes it so, selling the package reverses it. */
export const Leg = z.strictObject({
  instrument: Instrument,
  side: Side.default('buy'),
  ratio: PositiveDecimalText.default('1'),
});
export type Leg = z.infer<typeof Leg>;

export const RfqSide = z.enum(['buy', 'sell', 'two-way']);
export type RfqSide = z.infer<typeof RfqSide>;

export const MAX_LEGS = 20;

export const Allocation = z.strictObject({ accountId: AccountId, quantity: PositiveDecimalText });
export type Allocation = z.infer<typeof Allocation>;

/** `rfq.create` and POST /api/v1/rfqs. `side` is the client's: `buy` pays the offer. */
export const CreateRfqRequest = z.strictObject({
  clientRfqId: ClientId,
  legs: z.array(Leg).min(1).max(MAX_LEGS),
  side: RfqSide,
  /** Units of the base asset; each leg trades quantity × ratio. */
  quantity: PositiveDecimalText,
  premiumCurrency: Currency,
  desiredTtlMs: z.int().min(1_000).max(120_000).optional(),
  limitPrice: DecimalText.optional(),
  /** Of the product's warnings, confirmed beforehand: a request with a limit price trades without asking again. */
  acknowledgedWarningId: z.string().min(1).max(64).optional(),
  manual: z.boolean().optional(),
  /** An automatic quote is replaced as the market moves, for as long as the spread policy allows. */
  streaming: z.boolean().optional(),
  /** Closes this booked trade of the account, wholly or in part: its legs, the other side, no more than is open. */
  unwinds: TradeId.optional(),
  /** Shares of sub-accounts, which add up to the quantity. */
  allocations: z.array(Allocation).min(1).max(100).optional(),
});
export type CreateRfqRequest = z.infer<typeof CreateRfqRequest>;

export const CreateRfqAnswer = z.object({
  rfqId: RfqId,
  clientRfqId: ClientId,
  state: RfqState,
  /** TR-08: the request of the last ten minutes, open or traded, that has the same terms. It is quoted all the same. */
  duplicateOf: RfqId.nullable(),
  serverTime: Instant,
});
export type CreateRfqAnswer = z.infer<typeof CreateRfqAnswer>;

export const CancelRfqRequest = z.strictObject({ rfqId: RfqId });
export type CancelRfqRequest = z.infer<typeof CancelRfqRequest>;

export const PassQuoteRequest = z.strictObject({
  rfqId: RfqId,
  quoteId: QuoteId,
  reason: z.string().min(1).max(200).optional(),
});
export type PassQuoteRequest = z.infer<typeof PassQuoteRequest>;

export const RfqStateAnswer = z.object({ rfqId: RfqId, state: RfqState });
export type RfqStateAnswer = z.infer<typeof RfqStateAnswer>;

/** What a screen sees of an RFQ: GET /api/v1/rfqs and /api/v1/rfqs/:id. */
export const RfqView = z.object({
  rfqId: RfqId,
  clientRfqId: ClientId,
  accountId: AccountId,
  state: RfqState,
  side: RfqSide,
  legs: z.array(Leg),
  quantity: PositiveDecimalText,
  premiumCurrency: Currency,
  quoteId: QuoteId.nullable(),
  quoteVersion: z.int().nullable(),
  validUntil: Instant.nullable(),
  error: WireError.nullable(),
  /** TR-08: the request, open or traded when this one came, that had the same terms. */
  duplicateOf: RfqId.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type RfqView = z.infer<typeof RfqView>;

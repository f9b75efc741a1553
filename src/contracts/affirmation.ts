import { z } from 'zod';
import { ConfirmationLeg } from './confirmation.ts';
import { AccountId, Currency, DecimalText, Instant, PositiveDecimalText, Side, TradeId } from './scalars.ts';

const Reason = z.string().min(3).max(500);
/** Of the confirmation that was read: one that was issued again has another. */
const Version = z.int().min(1).max(1_000);

/** `trade.affirm`: the client agrees with the confirmation of a trade. */
export const AffirmTradeRequest = z.strictObject({ tradeId: TradeId, version: Version });
export type AffirmTradeRequest = z.infer<typeof AffirmTradeRequest>;

/** `trade.dispute`: the client does not, and says why. */
export const DisputeTradeRequest = z.strictObject({ tradeId: TradeId, version: Version, reason: Reason });
export type DisputeTradeRequest = z.infer<typeof DisputeTradeRequest>;

/**
 * How a dispute ends: the confirmation `stands`, or it is `reissue`d with the two parties' records as they are now; the
 * client is asked to affirm again. The terms of a trade are never edited: where these were wrong, it is closed by another.
 */
export const ResolveDisputeRequest = z.strictObject({
  tradeId: TradeId,
  outcome: z.enum(['stands', 'reissue']),
  reason: Reason,
});
export type ResolveDisputeRequest = z.infer<typeof ResolveDisputeRequest>;

/** One thing that somebody said of a confirmation. */
export const AffirmationStep = z.object({
  /** `exempt`: booked before affirmations were asked for. */
  action: z.enum(['affirm', 'dispute', 'stands', 'reissue', 'exempt']),
  /** Of the confirmation that it was said of; of a `reissue` the new one. */
  version: z.int(),
  by: z.string(),
  at: Instant,
  reason: z.string().nullable(),
});
export type AffirmationStep = z.infer<typeof AffirmationStep>;

/** GET /api/v1/trades/:id/affirmation. */
export const AffirmationView = z.object({
  tradeId: TradeId,
  state: z.enum(['unaffirmed', 'affirmed', 'disputed']),
  /** Of the confirmation that counts now. */
  version: z.int(),
  /** The end of the first business day after the trade: from then on people are told that it waits … */
  warnsAt: Instant,
  /** … and the end of the second: from then on it is an alarm. */
  escalatesAt: Instant,
  /** The oldest first; nothing is ever changed or taken away. */
  steps: z.array(AffirmationStep),
});
export type AffirmationView = z.infer<typeof AffirmationView>;

const BothTimes = z.object({ utc: Instant, hongKong: z.string() });

/** GET /api/v1/trades/:id/contract-note: issued once, at the latest by the end of the second business day after the trade. */
export const ContractNote = z.object({
  tradeId: TradeId,
  issuedAt: BothTimes,
  dueBy: Instant,
  dealer: z.object({ name: z.string().nullable(), ceReference: z.string().nullable(), address: z.string().nullable() }),
  /** The dealer is the other party. */
  capacity: z.literal('principal'),
  client: z.object({ accountId: AccountId, name: z.string() }),
  /** Whether the account is a margin account; null where the client's record does not say. */
  marginAccount: z.boolean().nullable(),
  tradedAt: BothTimes,
  clientSide: Side,
  legs: z.array(ConfirmationLeg),
  quantity: PositiveDecimalText,
  price: DecimalText,
  premium: z.object({
    amount: DecimalText,
    currency: Currency,
    payer: z.enum(['client', 'dealer', 'nobody']),
    date: z.iso.date().nullable(),
  }),
  unwinds: TradeId.nullable(),
  marketSource: z.enum(['live', 'recorded', 'simulated']),
  /** What the firm's or the client's record does not say, by path. */
  missing: z.array(z.string()),
});
export type ContractNote = z.infer<typeof ContractNote>;

import { z } from 'zod';
import { ClientId, DecimalText, Instant, PositiveDecimalText, QuoteId, RfqId, Side, TradeId } from './scalars.ts';

/** Ids of acceptances start so that the service makes for a client. */
export const LIMIT_PREFIX = 'limit:';

/** The `clientAcceptId` under which the service accepts a quote for a client whose `limitPrice` it meets. */
export function limitAcceptId({ rfqId, version }: { readonly rfqId: string; readonly version: number }): string {
  return `${LIMIT_PREFIX}${rfqId}:${version}`;
}

/** `quote.accept`: price, side, quantity and version are echoed so that the wrong quote cannot be hit. */
export const AcceptQuoteRequest = z.strictObject({
  clientAcceptId: ClientId.refine(
    (id) => !id.startsWith(LIMIT_PREFIX),
    `must not start with ${LIMIT_PREFIX}: the service makes those ids`,
  ),
  rfqId: RfqId,
  quoteId: QuoteId,
  version: z.int().min(1),
  side: Side,
  price: DecimalText,
  quantity: PositiveDecimalText,
  /**
   * What happens when the version was replaced meanwhile: a better price is the client's, a worse one too if it is worse by
   * at most `tolerance` (per unit, in the premium currency). Without it, a replaced version trades at no price.
   */
  slippage: z
    .strictObject({ tolerance: DecimalText.refine((text) => !text.startsWith('-'), 'must be >= 0') })
    .optional(),
  acknowledgedWarningId: z.string().min(1).max(64).optional(),
  clientSentAt: Instant.optional(),
});
export type AcceptQuoteRequest = z.infer<typeof AcceptQuoteRequest>;

/** The receipt: durable before it is sent, and the same bytes however often it is asked for again. */
export const AcceptReceipt = z.object({
  clientAcceptId: ClientId,
  quoteId: QuoteId,
  state: z.literal('accepted'),
  receivedAt: Instant,
  /** How long before `validUntil` the acceptance was received. */
  marginMs: z.int(),
  tradeId: TradeId.optional(),
  /** The version traded on, and at what price per unit. */
  version: z.int().optional(),
  executedPrice: DecimalText.optional(),
  /** What the client named; another than `executedPrice` only within the slippage that the client allowed. */
  requestedVersion: z.int().optional(),
  requestedPrice: DecimalText.optional(),
});
export type AcceptReceipt = z.infer<typeof AcceptReceipt>;

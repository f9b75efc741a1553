import { z } from 'zod';
import { SideLimitsView } from './limits.ts';
import { QuoteView, RequoteReason } from './quote.ts';
import { Leg, MAX_LEGS, RfqSide, RfqState } from './rfq.ts';
import {
  AccountId,
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
import { Role } from './session.ts';
import { TradeView } from './trade.ts';

/** Why something was done, for the record of the desk; the client never sees it. */
const DeskReason = z.string().min(3).max(500);
const Username = z.string().min(1).max(64);

export const PickUpRequest = z.strictObject({ rfqId: RfqId });
export type PickUpRequest = z.infer<typeof PickUpRequest>;

export const HoldRequest = z.strictObject({ rfqId: RfqId, reason: DeskReason });
export type HoldRequest = z.infer<typeof HoldRequest>;

export const ReleaseRequest = z.strictObject({ rfqId: RfqId, reason: DeskReason.optional() });
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;

export const HandOverRequest = z.strictObject({ rfqId: RfqId, to: Username, reason: DeskReason.optional() });
export type HandOverRequest = z.infer<typeof HandOverRequest>;

/** GET /api/v1/desk/traders: to whom a request may be handed over, by name. */
export const TradersView = z.object({
  items: z.array(z.object({ username: z.string(), role: Role })),
  nextCursor: z.string().nullable(),
});
export type TradersView = z.infer<typeof TradersView>;

export const RejectRfqRequest = z.strictObject({ rfqId: RfqId, reason: DeskReason });
export type RejectRfqRequest = z.infer<typeof RejectRfqRequest>;

/** After each of them: where the request stands, and whose it is until when. */
export const DeskMoveAnswer = z.object({
  rfqId: RfqId,
  state: RfqState,
  pickedUpBy: z.string().nullable(),
  /** End of the queueing, the lock or the hold; null once the request is over. */
  endsAt: Instant.nullable(),
});
export type DeskMoveAnswer = z.infer<typeof DeskMoveAnswer>;

const WAYS = 'must be given in exactly one way: bid and/or offer, spread, or volatility';

/** Of an option: at `bid` the client sells it, at `offer` it buys it. */
const Volatilities = z.strictObject({ bid: PositiveDecimalText.optional(), offer: PositiveDecimalText.optional() });

const VOLATILITY_WAYS = 'must be given in exactly one way: bid and/or offer, legs, or shiftPoints';

/**
 * One volatility for all options of the package, one for each leg in the order of the request (`{}` for a leg that is no
 * option), or points to add to the market's own volatility of each leg: 1 point is 0.01, and it may be negative.
 */
const QuoteVolatility = z
  .strictObject({
    ...Volatilities.shape,
    legs: z.array(Volatilities).min(1).max(MAX_LEGS).optional(),
    shiftPoints: z.strictObject({ bid: DecimalText.optional(), offer: DecimalText.optional() }).optional(),
  })
  .superRefine(({ bid, offer, legs, shiftPoints }, context) => {
    const ways = [bid !== undefined || offer !== undefined, legs !== undefined, shiftPoints !== undefined];
    if (ways.filter((way) => way).length === 1) return;
    context.addIssue({ code: 'custom', path: [], message: VOLATILITY_WAYS });
  });

/** `quote.send`: by price, by the full width around the model's mid, or by volatility. */
export const SendQuoteRequest = z
  .strictObject({
    rfqId: RfqId,
    bid: DecimalText.optional(),
    offer: DecimalText.optional(),
    spread: PositiveDecimalText.optional(),
    volatility: QuoteVolatility.optional(),
    ttlMs: z.int().min(500).max(120_000).optional(),
    /** Why the price changed; found by comparison when it is left out. */
    reason: RequoteReason.optional(),
  })
  .superRefine(({ bid, offer, spread, volatility }, context) => {
    const ways = [bid !== undefined || offer !== undefined, spread !== undefined, volatility !== undefined];
    if (ways.filter((way) => way).length !== 1) context.addIssue({ code: 'custom', path: ['bid'], message: WAYS });
  });
export type SendQuoteRequest = z.infer<typeof SendQuoteRequest>;

/** A rule that brought a request to the desk, or asks for a second person. For staff. */
export const DeskRule = z.object({ rule: z.string(), message: z.string() });
export type DeskRule = z.infer<typeof DeskRule>;

export const SendQuoteAnswer = z.object({
  rfqId: RfqId,
  quoteId: QuoteId,
  version: z.int(),
  /** `proposed`: the client has seen nothing, a second person must approve it first. */
  status: z.enum(['live', 'proposed']),
  needs: z.array(DeskRule),
  bid: DecimalText.nullable(),
  offer: DecimalText.nullable(),
  /** Of the quote when it is live, of the proposal when it is proposed. */
  validUntil: Instant,
});
export type SendQuoteAnswer = z.infer<typeof SendQuoteAnswer>;

/** Of the live quote. With `rework` the trader goes on working on the request, without it the request ends. */
export const WithdrawQuoteRequest = z.strictObject({
  quoteId: QuoteId,
  version: z.int().min(1).optional(),
  rework: z.boolean().optional(),
  reason: DeskReason.optional(),
});
export type WithdrawQuoteRequest = z.infer<typeof WithdrawQuoteRequest>;

export const ApproveQuoteRequest = z.strictObject({ quoteId: QuoteId, version: z.int().min(1) });
export type ApproveQuoteRequest = z.infer<typeof ApproveQuoteRequest>;

/** The second person says no: the proposal ends, the trader still has the request. */
export const DeclineQuoteRequest = z.strictObject({
  quoteId: QuoteId,
  version: z.int().min(1),
  reason: DeskReason,
});
export type DeclineQuoteRequest = z.infer<typeof DeclineQuoteRequest>;

export const WatchRequest = z.strictObject({ rfqId: RfqId });
export type WatchRequest = z.infer<typeof WatchRequest>;
export const WatchAnswer = z.object({ rfqIds: z.array(RfqId) });
export type WatchAnswer = z.infer<typeof WatchAnswer>;

/** A request as the desk works on it. */
export const DeskItem = z.object({
  rfqId: RfqId,
  clientRfqId: ClientId,
  accountId: AccountId,
  accountName: z.string(),
  tier: z.string(),
  state: RfqState,
  side: RfqSide,
  legs: z.array(Leg),
  quantity: PositiveDecimalText,
  premiumCurrency: Currency,
  desiredTtlMs: z.int().nullable(),
  /** TR-08: the request of the account, open or traded when this one came, that has the same terms. */
  duplicateOf: RfqId.nullable(),
  /** 1 and up; the highest is looked at first. */
  priority: z.int(),
  /** Why it is on the desk: every rule that applied. */
  reasons: z.array(DeskRule),
  notionalUsd: DecimalText.nullable(),
  queuedAt: Instant,
  /** By when the client should have an answer. */
  slaDueAt: Instant,
  slaMissed: z.boolean(),
  pickedUpBy: z.string().nullable(),
  holdReason: z.string().nullable(),
  /** End of the queueing, the lock or the hold. */
  endsAt: Instant.nullable(),
  quoteId: QuoteId.nullable(),
  quoteVersion: z.int().nullable(),
  validUntil: Instant.nullable(),
});
export type DeskItem = z.infer<typeof DeskItem>;

/** A quote that waits for its second person. */
export const ProposalView = z.object({
  quoteId: QuoteId,
  version: z.int(),
  rfqId: RfqId,
  accountId: AccountId,
  bid: DecimalText.nullable(),
  offer: DecimalText.nullable(),
  /** The model's value of one unit when it was proposed. */
  mid: RealText,
  ttlMs: z.int(),
  needs: z.array(DeskRule),
  passport: z.unknown(),
  proposedBy: z.string(),
  proposedAt: Instant,
  expiresAt: Instant,
});
export type ProposalView = z.infer<typeof ProposalView>;

/** A live quote as the desk sees it. */
export const LiveQuote = z.object({
  accountId: AccountId,
  /** Null for an automatic quote. */
  quotedBy: z.string().nullable(),
  quote: QuoteView,
  passport: z.unknown(),
});
export type LiveQuote = z.infer<typeof LiveQuote>;

/** `opening`: made by a page each time it is opened; under one, a view of a quote is recorded once. */
export const DeskQueueRequest = z.strictObject({ opening: ClientId.optional() });
export type DeskQueueRequest = z.infer<typeof DeskQueueRequest>;

/** Everything on the desk at one moment: what a screen starts from, and starts again from after a lost connection. */
export const DeskSnapshot = z.object({
  at: Instant,
  /** Queued, picked up or on hold; the most urgent first. */
  items: z.array(DeskItem),
  live: z.array(LiveQuote),
  proposals: z.array(ProposalView),
  held: z.array(TradeView),
  /** The last event of each account that is in this snapshot already: later ones follow as `event`. */
  lastSeq: z.record(AccountId, z.int()),
  /** More of one kind than a snapshot holds: the lists are cut. */
  truncated: z.boolean(),
});
export type DeskSnapshot = z.infer<typeof DeskSnapshot>;

/** What a price would be now: pushed on each market snapshot to who watches the request. */
export const DeskValuation = z.object({
  rfqId: RfqId,
  at: Instant,
  snapshotId: SnapshotId,
  /** Null with `fault`: the model or the market gives no price now. */
  price: z
    .object({
      mid: RealText,
      /** By the spread policy. */
      bid: DecimalText.nullable(),
      offer: DecimalText.nullable(),
      /** Further from mid than this needs a second person; premium currency. */
      tolerance: RealText,
      reference: QuoteView.shape.reference,
      legs: QuoteView.shape.legs,
      passport: z.unknown(),
      notionalUsd: DecimalText,
      /** Dollars per 1.00 of volatility, for the whole quantity. */
      vegaUsd: RealText,
    })
    .nullable(),
  fault: z.string().nullable(),
});
export type DeskValuation = z.infer<typeof DeskValuation>;

/** What somebody did with a request; `actor` is a username, or `system` for what time did. */
export const DeskActionView = z.object({
  action: z.string(),
  actor: z.string(),
  details: z.record(z.string(), z.unknown()),
  at: Instant,
});
export type DeskActionView = z.infer<typeof DeskActionView>;

/** GET /api/v1/desk/rfqs/:id. */
export const DeskRequestView = z.object({
  /** Null for a request that never came to the desk. */
  item: DeskItem.nullable(),
  valuation: DeskValuation.nullable(),
  /** What a trade at that value would leave of each bound, for each side asked for; empty without a value. */
  limits: z.array(SideLimitsView),
  actions: z.array(DeskActionView),
});
export type DeskRequestView = z.infer<typeof DeskRequestView>;

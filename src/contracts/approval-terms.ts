import { z } from 'zod';
import { Currency, DecimalText, Instant, PositiveDecimalText, Underlying } from './scalars.ts';
import { STRATEGY_NAMES } from './strategy.ts';

export const CLIENT_CLASSES = ['IPI', 'QCPI', 'CPI', 'IND_PI', 'RETAIL'] as const;
/** Institutional, qualified corporate, corporate and individual professional investors; retail is always refused. */
export const ClientClass = z.enum(CLIENT_CLASSES);
export type ClientClass = z.infer<typeof ClientClass>;

/** The contracts that a leg can be. */
export const LEG_PRODUCT_TYPES = ['FWD', 'OPT_EU_CALL', 'OPT_EU_PUT', 'DIGITAL'] as const;
export type LegProductType = (typeof LEG_PRODUCT_TYPES)[number];
export const ANY_STRATEGY = 'STRAT(*)';

/** A leg's contract, or a package: by its name, `STRAT(custom)` for one without a name, `STRAT(*)` for every package. */
export const PRODUCT_TYPES: readonly string[] = [
  ...LEG_PRODUCT_TYPES,
  ANY_STRATEGY,
  'STRAT(custom)',
  ...STRATEGY_NAMES.map((name) => `STRAT(${name})`),
];
export const ProductType = z
  .string()
  .refine((text) => PRODUCT_TYPES.includes(text), `must be one of ${PRODUCT_TYPES.join(', ')}`);

export const SettlementCell = z.strictObject({
  method: z.enum(['cash', 'physical']),
  style: z.enum(['linear', 'inverse']),
  currency: Currency,
});
export type SettlementCell = z.infer<typeof SettlementCell>;

export const APPROVAL_CHANNELS = ['RFQ_API', 'RFQ_UI', 'VOICE'] as const;

const CalendarDate = z.iso.date('must be a date such as "2026-11-03"');
const Name = z.string().min(1).max(64);
const Title = z.string().min(3).max(200);
const UsdLimit = PositiveDecimalText.nullable();

/** A document behind the record; the hash holds it to what was read. */
export const EvidenceItem = z.strictObject({
  docId: Name,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the 64 hexadecimal digits of a SHA-256'),
  title: Title,
  date: CalendarDate,
});
export type EvidenceItem = z.infer<typeof EvidenceItem>;

/** US dollars unless said otherwise; null is no limit of this record. */
export const ApprovalLimits = z.strictObject({
  perTradeNotionalUsd: UsdLimit,
  perClientNotionalUsd: UsdLimit,
  perDayNotionalUsd: UsdLimit,
  outstandingNotionalUsd: UsdLimit,
  /** Per trade, absolute: dollars per 1.00 of volatility. */
  perTradeVegaUsd: UsdLimit,
  /** Per trade, absolute: change of delta in coins, per dollar of spot. */
  perTradeGamma: UsdLimit,
  /** Per trade, absolute: coins. */
  perTradeDelta: UsdLimit,
});
export type ApprovalLimits = z.infer<typeof ApprovalLimits>;

/** The six factors of a complex product, and what the record says of its risk (rule PA-11). */
export const ApprovalClassification = z.strictObject({
  complexFactors: z.strictObject({
    isDerivative: z.boolean(),
    hasSecondaryMarket: z.boolean(),
    hasTransparentInformation: z.boolean(),
    canLoseMoreThanInvested: z.boolean(),
    hasAlteringFeatures: z.boolean(),
    isIlliquidOrHardToValue: z.boolean(),
  }),
  isVaRelated: z.boolean(),
  isDerivative: z.boolean(),
  principalProtected: z.boolean(),
  maxLossUnbounded: z.boolean(),
  /** 1 (low) to 5 (high). */
  riskRating: z.int().min(1).max(5),
});
export type ApprovalClassification = z.infer<typeof ApprovalClassification>;

const ApprovalLegal = z.strictObject({
  licenceBasis: Title,
  sfcReference: z
    .strictObject({ letterId: Name, date: CalendarDate, conditions: z.array(z.string().min(1).max(2_000)).max(50) })
    .nullable(),
  /** Signed by the person who found that no reference is needed. */
  notRequiredMemo: z.strictObject({ memoId: Name, signedBy: Name, date: CalendarDate, reason: Title }).nullable(),
});

/**
 * What may lie between a price and the model's value (rule TR-13): basis points of the notional at spot, inclusive, of
 * each side that is shown; below zero the price is better than the model's. The text goes with every quote under it.
 */
const MarkUpTerms = z.strictObject({
  minBps: DecimalText,
  maxBps: DecimalText,
  disclosure: z.string().min(3).max(1_000),
});

const daysRange = z.strictObject({ min: z.number().min(0).max(4_000), max: z.number().min(0).max(4_000) });

/**
 * What a record says, and what approvers sign. An `allow` names every field of its scope; in a `deny` an empty list
 * means "all". Bounds are inclusive.
 */
export const ApprovalTerms = z.strictObject({
  title: Title,
  effect: z.enum(['allow', 'deny']),
  /** The record that this one replaces, from the instant that it takes effect. */
  supersedes: z.string().max(64).nullable(),

  productTypes: z.array(ProductType).max(30),
  underlyings: z.array(Underlying).max(20),
  /** What the client does. A sold option is a permission of its own: only packages and denials may say `any`. */
  direction: z.enum(['buy', 'sell', 'any']),
  settlements: z.array(SettlementCell).max(20),
  premiumCurrencies: z.array(Currency).max(10),
  fixings: z.array(z.string().regex(/^[A-Z0-9_]{2,32}$/)).max(20),
  clientClasses: z.array(ClientClass).max(CLIENT_CLASSES.length),
  /** The category that a corporate client's assessment has to cover, such as VA_VANILLA_OTC. */
  cpiCategory: z
    .string()
    .regex(/^[A-Z_]{2,40}$/)
    .nullable(),
  /** Only these accounts, where there are any; never those denied, whatever else allows them. */
  allowAccounts: z.array(Name).max(1_000),
  denyAccounts: z.array(Name).max(1_000),
  channels: z.array(z.enum(APPROVAL_CHANNELS)).max(APPROVAL_CHANNELS.length),

  /** Units of the base asset a leg. */
  quantity: z.strictObject({ min: PositiveDecimalText, max: PositiveDecimalText }),
  /** Days of 24 hours from now to expiry. */
  tenorDays: daysRange,
  /** Expiries at another time than 08:00 UTC (rule ST-05). */
  nonStandardExpiry: z.boolean(),
  /** Percent of the forward to the leg's expiry. */
  strikePercentOfForward: z.strictObject({ min: PositiveDecimalText, max: PositiveDecimalText }).nullable(),
  limits: ApprovalLimits,
  /** Absent: this record sets no band. */
  markUp: MarkUpTerms.optional(),

  autoQuoteAllowed: z.boolean(),
  maxAutoNotionalUsd: UsdLimit,
  fourEyesAboveUsd: UsdLimit,

  legal: ApprovalLegal,
  classification: ApprovalClassification.nullable(),
  model: z.strictObject({ id: Name, version: Name, validationReport: Name }).nullable(),
  evidence: z.array(EvidenceItem).max(50),
  clientNoticeText: z.string().max(500).nullable(),

  reviewBy: CalendarDate,
  /** Null: from the second signature on. */
  effectiveFrom: Instant.nullable(),
  expiresAt: Instant,
});
export type ApprovalTerms = z.infer<typeof ApprovalTerms>;

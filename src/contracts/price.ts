import { z } from 'zod';
import { Instrument } from './instrument.ts';
import { oneForm } from './one-form.ts';
import { PriceMarket } from './price-market.ts';
import { Leg, MAX_LEGS } from './rfq.ts';
import { ClientId, Currency, DecimalText, Instant, Side } from './scalars.ts';
import { Strategy } from './strategy.ts';

export const QUOTE_CONVENTIONS = ['price', 'percent-of-notional', 'implied-volatility'] as const;
export type QuoteConvention = (typeof QUOTE_CONVENTIONS)[number];

const WHAT = ['instrument', 'legs', 'strategy'] as const;
type What = (typeof WHAT)[number];

/** One line of `otc price`: an instrument, or a package by its legs or by its name. */
export const PriceRequest = oneForm((input) => FORMS[formOf(input)]);
export type PriceRequest = z.infer<typeof PriceRequest>;

const LINE = {
  side: Side.default('buy'),
  /** Units of the base asset; negative is sold. A leg trades quantity × ratio. */
  quantity: DecimalText.refine((text) => Number(text) !== 0, 'must not be 0').default('1'),
  /** Default: the settlement currency, so an inverse option answers in coin. */
  premiumCurrency: Currency.optional(),
  /** Asks for `quote` beside the value. */
  quoteAs: z.enum(QUOTE_CONVENTIONS).optional(),
  vegaBuckets: z.boolean().optional(),
  market: PriceMarket,
};

const absentBeside = (what: What) => z.undefined(`must be absent when ${what} is given`).optional();
const legs = z.array(Leg).min(1, 'must have at least one leg').max(MAX_LEGS, `must have at most ${MAX_LEGS} legs`);

const FORMS = {
  instrument: z.strictObject({ id: ClientId.optional(), instrument: Instrument, ...LINE }).superRefine(soldOnce),
  legs: z
    .strictObject({ id: ClientId.optional(), instrument: absentBeside('legs'), legs, ...LINE })
    .superRefine(soldOnce),
  strategy: z
    .strictObject({
      id: ClientId.optional(),
      instrument: absentBeside('strategy'),
      legs: absentBeside('strategy'),
      strategy: Strategy,
      ...LINE,
    })
    .superRefine(soldOnce),
} as const;

/** The last that the line has: beside it, the others are faults. */
function formOf(input: unknown): What {
  if (typeof input !== 'object' || input === null) return 'instrument';
  return WHAT.findLast((name) => Object.hasOwn(input, name)) ?? 'instrument';
}

function soldOnce(
  { side, quantity }: { readonly side: Side; readonly quantity: string },
  context: z.core.$RefinementCtx,
): void {
  if (side !== 'sell' || !quantity.startsWith('-')) return;
  context.addIssue({ code: 'custom', path: ['quantity'], message: 'must be > 0 when side is "sell"' });
}

/** Of the value in the quote currency, whatever the premium currency; signed, for the whole quantity. */
const GREEKS = {
  delta: z.string(),
  gamma: z.string(),
  vega: z.string(),
  theta: z.string(),
  rho: z.string(),
  vanna: z.string(),
  volga: z.string(),
  charm: z.string(),
  speed: z.string(),
  zomma: z.string(),
  deltaForward: z.string(),
  deltaPremiumAdjusted: z.string(),
};

/** Vega to one volatility of the surface alone. */
const PriceVegaBucket = z.object({
  expiry: Instant,
  strike: z.string(),
  /** ln(strike / forward) of this expiry. */
  logMoneyness: z.string(),
  /** Per 1.00 of that volatility; signed, for the whole quantity. */
  vega: z.string(),
});
export type PriceVegaBucket = z.infer<typeof PriceVegaBucket>;

/**
 * One unit, as written: neither side nor quantity changes it. In the premium currency, in per cent of the notional at
 * spot, or as annualised decimal; the volatility of a package is the average of its bought options, by ratio, less
 * that of its sold ones.
 */
const PriceQuote = z.object({ as: z.enum(QUOTE_CONVENTIONS), value: z.string() });
export type PriceQuote = z.infer<typeof PriceQuote>;

const MONEY = {
  /** Of the whole quantity, signed: positive is what its holder pays. */
  value: z.string(),
  currency: Currency,
};

const ASKED = {
  /** The same in the quote currency. */
  presentValue: z.string(),
  quote: PriceQuote.optional(),
  vegaBuckets: z.array(PriceVegaBucket).optional(),
};

/** Every number is the shortest decimal that reads back to the same double (at most 17 significant digits). */
export const PriceValue = z.object({
  ...MONEY,
  /** Quote currency per unit, to the expiry. */
  forward: z.string(),
  /** Null for forwards and at expiry. */
  impliedVol: z.string().nullable(),
  ...GREEKS,
  ...ASKED,
});
export type PriceValue = z.infer<typeof PriceValue>;

/** One leg's share of the package: signed by both sides, for quantity × ratio. */
const LegValue = PriceValue.omit({ quote: true, vegaBuckets: true }).extend(Leg.shape);
export type LegValue = z.infer<typeof LegValue>;

/** Added up in doubles in the order of the legs, each number is the sum of its legs' exactly. */
export const PackageValue = z.object({ ...MONEY, ...GREEKS, ...ASKED, legs: z.array(LegValue) });
export type PackageValue = z.infer<typeof PackageValue>;

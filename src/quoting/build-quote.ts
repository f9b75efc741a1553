import { type MarketSnapshot, MODEL_VERSION } from '../../pricing/index.ts';
import type { Tier } from '../clients/index.ts';
import type { LegQuote, QuoteReference } from '../contracts/quote.ts';
import type { Leg, RfqSide } from '../contracts/rfq.ts';
import type { Currency, Side } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';
import type { DeskTerms } from './desk-terms.ts';
import { type LegPrice, type PriceParts, type PricingContext, priceLeg } from './leg-price.ts';
import type { VersionedPolicy } from './spread-policy.ts';
import { toDecimalText } from './terms.ts';

export interface QuoteInput {
  readonly legs: readonly Leg[];
  readonly side: RfqSide;
  readonly premiumCurrency: Currency;
  readonly tier: Tier;
  readonly policy: VersionedPolicy;
  readonly market: MarketSnapshot;
  readonly snapshotId: string;
}

/** A price before it has an id and a clock: what a replay compares digit by digit. */
export interface BuiltQuote {
  readonly bid: string | null;
  readonly offer: string | null;
  readonly legs: LegQuote[];
  readonly reference: QuoteReference;
  readonly passport: Passport;
  readonly modelVersion: string;
  readonly inputs: QuoteInputs;
}

/** What a price rests on besides contract terms, market, policy and model, all of which have ids of their own. */
export interface QuoteInputs {
  readonly tier: Tier;
  /** How a person priced; null for the policy's own price. */
  readonly terms: DeskTerms | null;
}

/** Decimal text throughout; a side that was not asked for is null. */
export interface Passport {
  readonly bid: TextParts | null;
  readonly offer: TextParts | null;
  readonly legs: readonly { readonly bid: TextParts; readonly offer: TextParts }[];
}
export type TextParts = { readonly [K in keyof Omit<PriceParts, 'adjustment'>]: string } & {
  readonly adjustment?: string;
};

/**
 * A quote is a pure function of market snapshot, terms, policy version and model version. The package's price is the
 * exact sum of its legs' prices: bought legs at their offer and sold legs at their bid on the offer side, and the
 * other way round on the bid side.
 */
export function buildQuote(input: QuoteInput): BuiltQuote {
  return assembleQuote(input, priceLegs(input));
}

/** What the legs of a request are priced on. */
export function contextOf({ premiumCurrency, tier, policy, market }: QuoteInput): PricingContext {
  return { market, premiumCurrency, tier, policy: policy.policy };
}

/** Each leg by the policy, before they become a package. */
export function priceLegs(input: QuoteInput): PricedLeg[] {
  const context = contextOf(input);
  return input.legs.map((leg) => ({ leg, price: priceLeg(leg.instrument, context) }));
}

/** The package of priced legs: only the sides that were asked for, unless `sides` says fewer. */
export function assembleQuote(
  input: QuoteInput,
  priced: readonly PricedLeg[],
  sides: { readonly bid: boolean; readonly offer: boolean } = {
    bid: input.side !== 'buy',
    offer: input.side !== 'sell',
  },
): BuiltQuote {
  const ofLegs = priced.map(({ price }) => ({ bid: toText(price.bid), offer: toText(price.offer) }));
  const [alone] = priced.length === 1 && isOneBought(priced[0]) ? ofLegs : [];
  // What is one unit of its only leg is made of the leg's own parts.
  const bid = sides.bid ? (alone?.bid ?? toText(sumOf(priced, 'sell'))) : null;
  const offer = sides.offer ? (alone?.offer ?? toText(sumOf(priced, 'buy'))) : null;
  return {
    bid: bid?.price ?? null,
    offer: offer?.price ?? null,
    legs: priced.map((one) => toLegQuote(one, input.side)),
    reference: referenceOf(priced, input),
    passport: { bid, offer, legs: ofLegs },
    modelVersion: MODEL_VERSION,
    inputs: { tier: input.tier, terms: null },
  };
}

export interface PricedLeg {
  readonly leg: Leg;
  readonly price: LegPrice;
}

/** Whether the client, on this side of the package, buys or sells the leg. */
export function clientSideOfLeg(legSide: Side, side: Side): Side {
  return legSide === side ? 'buy' : 'sell';
}

function isOneBought(one: PricedLeg | undefined): boolean {
  return one !== undefined && one.leg.side === 'buy' && one.leg.ratio === '1';
}

const PARTS = [
  'modelValue',
  'volatilitySpread',
  'hedgeSpread',
  'creditCharge',
  'salesMargin',
  'rounding',
  'adjustment',
  'price',
] as const satisfies readonly (keyof PriceParts)[];

/** The package's parts when the client is on `side`; signed so that the offer is what a buyer pays, the bid what a seller gets. */
export function sumOf(priced: readonly PricedLeg[], side: Side): PriceParts {
  const chosen = priced.map(({ leg, price }) => ({
    units: leg.side === 'buy' ? new Decimal(leg.ratio) : new Decimal(leg.ratio).neg(),
    parts: clientSideOfLeg(leg.side, side) === 'buy' ? price.offer : price.bid,
  }));
  const total = (part: keyof PriceParts) =>
    chosen.reduce((sum, { units, parts }) => sum.plus(units.times(parts[part] ?? 0)), new Decimal(0));
  const isAdjusted = chosen.some(({ parts }) => parts.adjustment !== undefined);
  const named = PARTS.filter((part) => part !== 'adjustment' || isAdjusted);
  return Object.fromEntries(named.map((part) => [part, total(part)])) as unknown as PriceParts;
}

function toText(parts: PriceParts): TextParts {
  const named = PARTS.flatMap((part) => (parts[part] === undefined ? [] : [[part, parts[part].toString()]]));
  return Object.fromEntries(named) as unknown as TextParts;
}

function toLegQuote({ leg, price }: PricedLeg, side: RfqSide): LegQuote {
  const sides = side === 'two-way' ? ['buy', 'sell'] : [clientSideOfLeg(leg.side, side)];
  const shown = <T>(on: Side, thing: T) => (sides.includes(on) ? thing : null);
  const volatility = (number: number | null) => (number === null ? null : toDecimalText(number));
  return {
    bid: shown('sell', price.bid.price.toString()),
    offer: shown('buy', price.offer.price.toString()),
    delta: toDecimalText(price.valuation.greeks.delta),
    impliedVolBid: shown('sell', volatility(price.bidVolatility)),
    impliedVolOffer: shown('buy', volatility(price.offerVolatility)),
  };
}

function referenceOf(priced: readonly PricedLeg[], { market, snapshotId }: QuoteInput): QuoteReference {
  const first = priced[0];
  if (first === undefined) throw new RangeError('a package must have 1 leg or more, was 0');
  const option = priced.find(({ price }) => price.valuation.impliedVolatility !== null);
  const greek = (name: 'delta' | 'gamma' | 'vega' | 'theta') =>
    toDecimalText(
      priced.reduce((sum, { leg, price }) => {
        const sign = leg.side === 'buy' ? 1 : -1;
        return sum + sign * Number(leg.ratio) * price.valuation.greeks[name];
      }, 0),
    );
  const source = market.source === 'supplied' ? 'simulated' : market.source;
  const volatility = option?.price.valuation.impliedVolatility;
  return {
    spot: toDecimalText(market.underlyings[first.leg.instrument.underlying]?.spot ?? Number.NaN),
    forward: toDecimalText(first.price.valuation.forward),
    impliedVol: volatility === undefined || volatility === null ? null : toDecimalText(volatility),
    delta: greek('delta'),
    gamma: greek('gamma'),
    vega: greek('vega'),
    theta: greek('theta'),
    asOf: new Date(market.asOf).toISOString(),
    snapshotId,
    source,
  };
}

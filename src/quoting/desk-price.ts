import { ok, type Result } from '../contracts/result.ts';
import { Decimal } from '../platform/decimal.ts';
import {
  assembleQuote,
  type BuiltQuote,
  clientSideOfLeg,
  contextOf,
  type PricedLeg,
  priceLegs,
  type QuoteInput,
  sumOf,
} from './build-quote.ts';
import { boundsFault, sidesFault, type Target, wrong } from './desk-bounds.ts';
import type { DeskTerms, VolatilityTerms } from './desk-terms.ts';
import { byVolatility, type PricedByVolatility } from './desk-volatility.ts';
import { adjustedLeg, spotIn } from './leg-price.ts';
import { roundDown, roundUp } from './terms.ts';

/** A person's price, and how it stands to the model's. All per unit of the package, in the premium currency. */
export interface DeskPrice {
  readonly built: BuiltQuote;
  readonly mid: string;
  /** The largest distance of a price from mid. */
  readonly deviation: number;
}

/** What a request weighs: per unit of the package in the premium currency, unless it says dollars. */
export interface Weight {
  readonly mid: Decimal;
  /** Of all legs, none offsetting another; per 1.00 of volatility. */
  readonly grossVega: number;
  /** Of the first option leg; 0 without one. */
  readonly volatility: number;
  /** The base asset. */
  readonly notional: number;
}

export function weigh(input: QuoteInput): Weight {
  return weightOf(input, priceLegs(input));
}

function weightOf({ market, premiumCurrency }: QuoteInput, priced: readonly PricedLeg[]): Weight {
  const underlying = priced[0]?.leg.instrument.underlying ?? '';
  const notional = spotIn(premiumCurrency, underlying, market);
  const unit = notional / (market.underlyings[underlying]?.spot ?? Number.NaN);
  const grossVega = priced.reduce(
    (sum, { leg, price }) => sum + Math.abs(Number(leg.ratio) * price.valuation.greeks.vega),
    0,
  );
  const option = priced.find(({ price }) => price.valuation.impliedVolatility !== null);
  return {
    mid: sumOf(priced, 'buy').modelValue,
    grossVega: grossVega * unit,
    volatility: option?.price.valuation.impliedVolatility ?? 0,
    notional,
  };
}

/**
 * The quote that a person wants: the policy's price with the difference on a line of its own, so that the passport's
 * parts still add up to the price exactly. Refuses what no client could be shown: a side that was not asked for, prices
 * off the tick, crossed, or outside the bounds of no arbitrage (TR-04).
 */
export function priceForDesk(input: QuoteInput, terms: DeskTerms): Result<DeskPrice> {
  const priced = priceLegs(input);
  const { mid } = weightOf(input, priced);
  const wanted = wantedOf(input, { terms, priced, mid });
  if (!wanted.ok) return wanted;
  const { target } = wanted.value;
  const fault = sidesFault(input, target) ?? boundsFault(input, priced, target);
  if (fault !== null) return fault;
  const adjusted = adjustTo(input, wanted.value.priced, target);
  if (!adjusted.ok) return adjusted;
  const { bid, offer } = target;
  const built = assembleQuote(input, adjusted.value, { bid: bid !== null, offer: offer !== null });
  const distances = [bid, offer].flatMap((price) => (price === null ? [] : [price.minus(mid).abs().toNumber()]));
  return ok({
    built: { ...built, inputs: { tier: input.tier, terms } },
    mid: mid.toDecimalPlaces(MID_DECIMALS).toString(),
    deviation: Math.max(...distances),
  });
}

/** Of the wire. */
const MID_DECIMALS = 18;

interface Wanted {
  readonly terms: DeskTerms;
  readonly priced: readonly PricedLeg[];
  readonly mid: Decimal;
}

/** The prices of the package, and of its legs where those were what was said. */
function wantedOf(input: QuoteInput, wanted: Wanted): Result<PricedByVolatility> {
  const { terms, priced } = wanted;
  if (terms.by === 'volatility') return byVolatility(input, priced, terms);
  return ok({ priced, target: targetOf(input, wanted, terms) });
}

function targetOf(input: QuoteInput, wanted: Wanted, terms: Exclude<DeskTerms, VolatilityTerms>): Target {
  if (terms.by === 'price') return { bid: orNull(terms.bid), offer: orNull(terms.offer) };
  return terms.by === 'spread' ? around(input, wanted, new Decimal(terms.spread).div(2)) : widened(input, wanted);
}

const orNull = (text: string | undefined) => (text === undefined ? null : new Decimal(text));

function around(input: QuoteInput, { mid }: Wanted, half: Decimal): Target {
  return onTick(input, { bid: mid.minus(half), offer: mid.plus(half) });
}

/** The policy's own distances from mid, times the factor. */
function widened(input: QuoteInput, { priced, mid, terms }: Wanted): Target {
  const factor = terms.by === 'policy' ? terms.spreadFactor : 1;
  const at = (side: 'buy' | 'sell') => mid.plus(sumOf(priced, side).price.minus(mid).times(factor));
  return onTick(input, { bid: at('sell'), offer: at('buy') });
}

/** Rounded outward, and only the sides that were asked for; an option's bid is never below zero. */
function onTick(
  { policy, premiumCurrency, side, legs }: QuoteInput,
  { bid, offer }: { bid: Decimal; offer: Decimal },
): Target {
  const tick = policy.policy.ticks[premiumCurrency];
  const isOption = legs.length === 1 && legs[0]?.instrument.kind !== 'forward';
  const rounded = roundDown(bid, tick);
  const down = isOption ? Decimal.max(rounded, 0) : rounded;
  return {
    bid: side === 'buy' ? null : down,
    offer: side === 'sell' ? null : roundUp(offer, tick),
  };
}

/** Puts the whole difference of each side on one leg whose ratio divides it exactly: of those, the most valuable one. */
function adjustTo(input: QuoteInput, priced: readonly PricedLeg[], target: Target): Result<PricedLeg[]> {
  let legs = [...priced];
  for (const [on, price] of [
    ['bid', target.bid],
    ['offer', target.offer],
  ] as const) {
    if (price === null) continue;
    const side = on === 'bid' ? 'sell' : 'buy';
    const difference = price.minus(sumOf(priced, side).price);
    if (difference.isZero() && sumOf(priced, side).adjustment !== undefined) continue;
    const index = legToAdjust(priced, difference);
    if (index === null) {
      return wrong(on, price.toString(), 'differs from the policy price by what no leg ratio divides exactly');
    }
    legs = legs.map((one, at) => (at === index ? adjustOne(input, one, { side, difference }) : one));
  }
  return ok(legs);
}

/** Fits the 18 decimals of the wire with those of a tick and a quantity. */
const DECIMALS = 12;

function legToAdjust(priced: readonly PricedLeg[], difference: Decimal): number | null {
  let best: { index: number; worth: number } | null = null;
  for (const [index, { leg, price }] of priced.entries()) {
    const share = difference.div(leg.ratio).toDecimalPlaces(DECIMALS);
    if (!share.times(leg.ratio).equals(difference)) continue;
    const worth = Math.abs(price.valuation.price * Number(leg.ratio));
    if (best === null || worth > best.worth) best = { index, worth };
  }
  return best?.index ?? null;
}

function adjustOne(
  input: QuoteInput,
  { leg, price }: PricedLeg,
  { side, difference }: { side: 'buy' | 'sell'; difference: Decimal },
): PricedLeg {
  const on = clientSideOfLeg(leg.side, side) === 'buy' ? 'offer' : 'bid';
  const share = difference.div(leg.ratio).toDecimalPlaces(DECIMALS);
  const amount = leg.side === 'buy' ? share : share.neg();
  return { leg, price: adjustedLeg(price, { on, amount, instrument: leg.instrument, context: contextOf(input) }) };
}

import { value } from '../../pricing/index.ts';
import { ok, type Result } from '../contracts/result.ts';
import type { Side } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';
import { clientSideOfLeg, contextOf, type PricedLeg, type QuoteInput, sumOf } from './build-quote.ts';
import { type Target, wrong } from './desk-bounds.ts';
import type { VolatilityTerms } from './desk-terms.ts';
import { adjustedLeg } from './leg-price.ts';
import { roundDown, roundUp, toDecimal, toPricingTerms } from './terms.ts';

type Refusal = Extract<Result<never>, { ok: false }>;

export interface PricedByVolatility {
  /** Each option at the price of its own volatility, on the tick. */
  readonly priced: readonly PricedLeg[];
  readonly target: Target;
}

/** One price of one leg that the package needs. */
interface Need {
  readonly index: number;
  readonly on: 'bid' | 'offer';
  readonly of: 'bid' | 'offer';
}

/**
 * Buying the package takes bought legs at their offers and sold legs at their bids; selling it the reverse. A side of
 * the package has a price when every option on it has its volatility.
 */
export function byVolatility(
  input: QuoteInput,
  priced: readonly PricedLeg[],
  terms: VolatilityTerms,
): Result<PricedByVolatility> {
  const options = priced.flatMap(({ leg }, index) => (leg.instrument.kind === 'option' ? [index] : []));
  const fault = termsFault(priced, options, terms);
  if (fault !== null) return fault;
  const needs = needsOf(input, priced, options);
  const unasked = unaskedFault(input, { options, needs, terms });
  if (unasked !== null) return unasked;
  const isGiven = (need: Need) => textOf(terms, need) !== undefined;
  const sides = (['bid', 'offer'] as const).filter((on) => {
    const ofSide = needs.filter((need) => need.on === on);
    return ofSide.length > 0 && ofSide.every(isGiven);
  });
  const missing = needs.find((need) => !isGiven(need) && !sides.includes(need.on) && hasSome(needs, need.on, isGiven));
  if (missing !== undefined || sides.length === 0) return missingFault(terms, missing ?? needs[0]);
  let legs = [...priced];
  for (const need of needs.filter(({ on }) => sides.includes(on))) {
    const adjusted = atVolatility(input, legs, { need, terms });
    if (!adjusted.ok) return adjusted;
    legs = adjusted.value;
  }
  const tick = input.policy.policy.ticks[input.premiumCurrency];
  const at = (side: Side) => sumOf(legs, side).price;
  const target = {
    bid: sides.includes('bid') ? roundDown(at('sell'), tick) : null,
    offer: sides.includes('offer') ? roundUp(at('buy'), tick) : null,
  };
  return ok({ priced: legs, target });
}

const hasSome = (needs: readonly Need[], on: Need['on'], isGiven: (need: Need) => boolean) =>
  needs.some((need) => need.on === on && isGiven(need));

function termsFault(
  priced: readonly PricedLeg[],
  options: readonly number[],
  { legs }: VolatilityTerms,
): Refusal | null {
  if (options.length === 0) return wrong('volatility', 'given', 'prices options, and the package has none');
  if (legs === undefined) return null;
  if (legs.length !== priced.length) {
    return wrong('volatility.legs', String(legs.length), `must have one entry for each of ${priced.length} legs`);
  }
  const other = legs.findIndex(
    ({ bid, offer }, index) => !options.includes(index) && (bid !== undefined || offer !== undefined),
  );
  if (other < 0) return null;
  const kind = priced[other]?.leg.instrument.kind ?? '';
  return wrong(`volatility.legs.${other}`, JSON.stringify(legs[other]), `must be {}: the leg is a ${kind}`);
}

/** Every option's price on every side of the package that was asked for. */
function needsOf({ side }: QuoteInput, priced: readonly PricedLeg[], options: readonly number[]): Need[] {
  const sides = side === 'two-way' ? (['sell', 'buy'] as const) : ([side] as const);
  return sides.flatMap((of) =>
    options.map((index): Need => {
      const client = clientSideOfLeg(priced[index]?.leg.side ?? 'buy', of);
      return { index, on: of === 'sell' ? 'bid' : 'offer', of: client === 'buy' ? 'offer' : 'bid' };
    }),
  );
}

/** A volatility that no side of the package uses is a slip of its author's. */
function unaskedFault(
  { side }: QuoteInput,
  { options, needs, terms }: { options: readonly number[]; needs: readonly Need[]; terms: VolatilityTerms },
): Refusal | null {
  const named = options.flatMap((index) => (['bid', 'offer'] as const).map((of) => ({ index, of })));
  for (const one of named) {
    const path = pathOf(terms, one);
    const text = textOf(terms, one);
    if (text === undefined || needs.some((need) => pathOf(terms, need) === path)) continue;
    return wrong(path, text, `was not asked for: the client ${side === 'buy' ? 'buys' : 'sells'}`);
  }
  return null;
}

function missingFault(terms: VolatilityTerms, need: Need | undefined): Refusal {
  const { on, index } = need ?? { on: 'offer', index: 0 };
  const path = need === undefined ? 'volatility' : pathOf(terms, need);
  return wrong(path, 'absent', `must be given: the ${on} of the package takes it for leg ${index}`);
}

function textOf({ bid, offer, legs, shiftPoints }: VolatilityTerms, { index, of }: Pick<Need, 'index' | 'of'>) {
  return (legs?.[index] ?? shiftPoints ?? { bid, offer })[of];
}

function pathOf({ legs, shiftPoints }: VolatilityTerms, { index, of }: Pick<Need, 'index' | 'of'>): string {
  if (legs !== undefined) return `volatility.legs.${index}.${of}`;
  return shiftPoints === undefined ? `volatility.${of}` : `volatility.shiftPoints.${of}`;
}

const POINT = 0.01;

/** The legs, with one price of one of them at its volatility: what it differs from the policy's is an adjustment. */
function atVolatility(
  input: QuoteInput,
  legs: readonly PricedLeg[],
  { need, terms }: { need: Need; terms: VolatilityTerms },
): Result<PricedLeg[]> {
  const one = legs[need.index];
  if (one === undefined) throw new RangeError(`leg must be one of ${legs.length}, was ${need.index}`);
  const { leg, price } = one;
  const surface = price.valuation.impliedVolatility ?? 0;
  const text = textOf(terms, need) ?? '0';
  const volatility = terms.shiftPoints === undefined ? Number(text) : surface + Number(text) * POINT;
  if (!(volatility > 0)) {
    return wrong(
      pathOf(terms, need),
      text,
      `must leave leg ${need.index}, now ${surface.toFixed(4)}, a volatility > 0`,
    );
  }
  const { market, premiumCurrency, policy } = input;
  const shifted = { premiumCurrency, volatilityShift: volatility - surface };
  const worth = toDecimal(value(toPricingTerms(leg.instrument), market, shifted).price);
  const tick = policy.policy.ticks[premiumCurrency];
  const rounded = need.of === 'bid' ? Decimal.max(roundDown(worth, tick), 0) : Decimal.max(roundUp(worth, tick), tick);
  const amount = rounded.minus(price[need.of].price);
  const context = contextOf(input);
  const adjusted = adjustedLeg(price, { on: need.of, amount, instrument: leg.instrument, context });
  return ok(legs.map((other, index) => (index === need.index ? { leg, price: adjusted } : other)));
}

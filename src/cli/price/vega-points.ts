import {
  type MarketSnapshot,
  type Instrument as PricedInstrument,
  type VegaBucket,
  vegaBuckets,
} from '../../../pricing/index.ts';
import type { PriceVegaBucket } from '../../contracts/price.ts';
import type { PriceMarket } from '../../contracts/price-market.ts';
import { toInstant } from '../../platform/clock.ts';
import { exactText, finiteText } from './exact-text.ts';
import { own } from './own.ts';
import { forwardTo, logMoneyness } from './snapshot.ts';

/** Signed units of each leg's contract. */
export interface VegaLeg {
  readonly terms: PricedInstrument;
  readonly units: number;
}

/**
 * Vega by expiry and smile point, both ascending; legs that hang on the same volatility share its bucket.
 * @throws PricingError where a leg has no value.
 */
export function vegaPoints(
  legs: readonly VegaLeg[],
  { market, snapshot }: { readonly market: PriceMarket; readonly snapshot: MarketSnapshot },
): PriceVegaBucket[] {
  const sums = new Map<string, VegaBucket>();
  for (const { terms, units } of legs) {
    if (terms.kind === 'forward') continue;
    for (const { vega, ...point } of vegaBuckets(terms, snapshot)) {
      const key = keyOf(point);
      sums.set(key, { ...point, vega: (sums.get(key)?.vega ?? 0) + units * vega });
    }
  }
  const strikeOf = strikeFinder(legs, { market, snapshot });
  return [...sums.values()]
    .sort((a, b) => a.expiry - b.expiry || a.logMoneyness - b.logMoneyness)
    .map((bucket) => ({
      expiry: toInstant(bucket.expiry),
      strike: strikeOf(bucket),
      logMoneyness: exactText(bucket.logMoneyness),
      vega: finiteText('vega', bucket.vega),
    }));
}

type Point = Omit<VegaBucket, 'vega'>;

function keyOf({ expiry, logMoneyness: k }: Point): string {
  return `${expiry} ${k}`;
}

/** A strike that the line itself names is given back as it was written; others are those of the forward. */
function strikeFinder(
  legs: readonly VegaLeg[],
  { market, snapshot }: { readonly market: PriceMarket; readonly snapshot: MarketSnapshot },
): (point: Point) => string {
  const underlying = legs[0]?.terms.underlying ?? '';
  const forwards = new Map<number, number>();
  const forwardAt = (expiry: number) => {
    const forward = forwards.get(expiry) ?? forwardTo(expiry, underlying, snapshot);
    forwards.set(expiry, forward);
    return forward;
  };
  const written = new Map<string, string>();
  const volatility = own(market.volatility, underlying);
  for (const node of Array.isArray(volatility) ? volatility : []) {
    if (!('strike' in node)) continue;
    const expiry = Date.parse(node.expiry);
    written.set(keyOf({ expiry, logMoneyness: logMoneyness(node.strike, forwardAt(expiry)) }), node.strike);
  }
  return (point) => {
    const strike = forwardAt(point.expiry) * Math.exp(point.logMoneyness);
    const own = legs.find(({ terms }) => terms.strike !== undefined && Math.abs(terms.strike / strike - 1) < SAME);
    return written.get(keyOf(point)) ?? exactText(own?.terms.strike ?? strike);
  };
}

/** Two strikes that differ by rounding alone. */
const SAME = 1e-12;

import {
  type DiscountCurve,
  type ForwardCurve,
  type MarketSnapshot,
  type SmilePoints,
  type VolatilitySurface,
  value,
} from '../../../pricing/index.ts';
import type { PriceMarket, VolatilityPoint } from '../../contracts/price-market.ts';
import { ok, type Result } from '../../contracts/result.ts';
import { baseOf, quoteCurrencyOf } from '../wording.ts';
import { fault } from './fault.ts';
import { own } from './own.ts';

/** Shown to a model that needs no volatility: whoever asks it for one is refused. */
const NO_SURFACE: VolatilitySurface = { kind: 'points', slices: [] };

interface Needs {
  readonly underlying: string;
  readonly hasOptions: boolean;
  readonly premiumCurrency: string;
}

/** The line's market as pricing sees it: the underlying, its discounting and the premium's conversion. */
export function toSnapshot(market: PriceMarket, needs: Needs): Result<MarketSnapshot> {
  const { underlying, premiumCurrency } = needs;
  const base = baseOf(underlying);
  const quote = quoteCurrencyOf(underlying);
  const missing = missingInput(market, needs);
  if (missing !== null) return fault(`market.${missing}`, undefined, `is required to value ${underlying}`);

  const conversions: Record<string, number> = {};
  if (premiumCurrency !== base && premiumCurrency !== quote) {
    const pair = `${premiumCurrency}-${quote}`;
    const rate = own(market.spot, pair);
    const rule = `is required to pay a ${quote} premium in ${premiumCurrency}`;
    if (rate === undefined) return fault(`market.spot.${pair}`, undefined, rule);
    conversions[premiumCurrency] = Number(rate);
  }
  const bare = bareSnapshot(market, { underlying, quote, conversions });
  return ok(withSurface(bare, underlying, surfaceOf(market, { underlying, bare })));
}

function missingInput(market: PriceMarket, { underlying, hasOptions }: Needs): string | null {
  const quote = quoteCurrencyOf(underlying);
  if (own(market.spot, underlying) === undefined) return `spot.${underlying}`;
  if (own(market.carry, underlying) === undefined && own(market.forward, underlying) === undefined) {
    return `carry.${underlying}`;
  }
  if (own(market.discount, quote) === undefined) return `discount.${quote}`;
  return hasOptions && own(market.volatility, underlying) === undefined ? `volatility.${underlying}` : null;
}

interface Names {
  readonly underlying: string;
  readonly quote: string;
  readonly conversions: Record<string, number>;
}

function bareSnapshot(market: PriceMarket, { underlying, quote, conversions }: Names): MarketSnapshot {
  const asOf = Date.parse(market.asOf);
  return {
    asOf,
    source: 'supplied',
    underlyings: {
      [underlying]: {
        spot: Number(own(market.spot, underlying)),
        spotAt: asOf,
        surfaceAt: asOf,
        forwards: forwardsOf(market, underlying),
        volatility: NO_SURFACE,
        ...realisedAverageOf(market, underlying),
      },
    },
    discounts: { [quote]: discountOf(own(market.discount, quote)) },
    conversions,
  };
}

function realisedAverageOf({ realisedAverage }: PriceMarket, underlying: string) {
  const average = own(realisedAverage, underlying);
  if (average === undefined) return {};
  return { realisedAverage: { from: Date.parse(average.from), price: Number(average.price) } };
}

function withSurface(snapshot: MarketSnapshot, underlying: string, volatility: VolatilitySurface): MarketSnapshot {
  const market = snapshot.underlyings[underlying];
  if (market === undefined) return snapshot;
  return { ...snapshot, underlyings: { [underlying]: { ...market, volatility } } };
}

function forwardsOf({ carry, forward }: PriceMarket, underlying: string): ForwardCurve {
  const nodes = own(forward, underlying);
  if (nodes === undefined) return { kind: 'carry', carry: Number(own(carry, underlying)) };
  return {
    kind: 'dated',
    nodes: ascending(nodes.map(({ expiry, price }) => ({ expiry: Date.parse(expiry), price: Number(price) }))),
  };
}

function discountOf(discount: PriceMarket['discount'][keyof PriceMarket['discount']]): DiscountCurve {
  if (!Array.isArray(discount)) return { kind: 'flat', rate: Number(discount) };
  return {
    kind: 'dated',
    nodes: ascending(discount.map(({ expiry, rate }) => ({ expiry: Date.parse(expiry), rate: Number(rate) }))),
  };
}

interface SurfaceContext {
  readonly underlying: string;
  /** The same market without its surface: enough for forwards. */
  readonly bare: MarketSnapshot;
}

function surfaceOf(market: PriceMarket, context: SurfaceContext): VolatilitySurface {
  const volatility = own(market.volatility, context.underlying);
  if (volatility === undefined) return NO_SURFACE;
  if (typeof volatility === 'string') return { kind: 'flat', volatility: Number(volatility) };
  if (isPoints(volatility)) return { kind: 'points', slices: smilesOf(volatility, context) };
  const slices = volatility.map(({ expiry, a, b, rho, m, sigma }) => ({
    expiry: Date.parse(expiry),
    a: Number(a),
    b: Number(b),
    rho: Number(rho),
    m: Number(m),
    sigma: Number(sigma),
  }));
  return { kind: 'svi', slices: ascending(slices) };
}

function isPoints(nodes: readonly object[]): nodes is VolatilityPoint[] {
  return nodes.every((node) => 'strike' in node);
}

/** Points by strike become smiles in log-moneyness of their own expiry's forward. */
function smilesOf(points: readonly VolatilityPoint[], { underlying, bare }: SurfaceContext): SmilePoints[] {
  const byExpiry = new Map<number, VolatilityPoint[]>();
  for (const point of points) {
    const expiry = Date.parse(point.expiry);
    byExpiry.set(expiry, [...(byExpiry.get(expiry) ?? []), point]);
  }
  const slices = [...byExpiry].map(([expiry, ofExpiry]) => {
    const forward = forwardTo(expiry, underlying, bare);
    const smile = ofExpiry
      .map(({ strike, volatility }) => ({ k: logMoneyness(strike, forward), volatility: Number(volatility) }))
      .sort((a, b) => a.k - b.k);
    return { expiry, logMoneyness: smile.map(({ k }) => k), volatilities: smile.map(({ volatility }) => volatility) };
  });
  return ascending(slices);
}

/** Of a point of the smile; the same bits wherever it is asked. */
export function logMoneyness(strike: string, forward: number): number {
  return Math.log(Number(strike) / forward);
}

export function forwardTo(expiry: number, underlying: string, bare: MarketSnapshot): number {
  const quote = quoteCurrencyOf(underlying);
  const outright = { kind: 'forward', underlying, expiry, settlement: { style: 'linear', currency: quote } } as const;
  return value(outright, bare, { premiumCurrency: quote }).price;
}

function ascending<T extends { readonly expiry: number }>(nodes: readonly T[]): T[] {
  return [...nodes].sort((a, b) => a.expiry - b.expiry);
}

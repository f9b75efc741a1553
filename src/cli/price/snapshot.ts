import {
  type DiscountCurve,
  type ForwardCurve,
  type MarketSnapshot,
  type SmilePoints,
  type VolatilitySurface,
  value,
} from '../../../pricing/index.ts';
import type { PriceMarket, PriceRequest, VolatilityPoint } from '../../contracts/price.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';

/** Shown to a model that needs no volatility: whoever asks it for one is refused. */
const NO_SURFACE: VolatilitySurface = { kind: 'points', slices: [] };

/** The line's market as pricing sees it: the instrument's underlying, its discounting and the premium's conversion. */
export function toSnapshot({ instrument, market }: PriceRequest, premiumCurrency: string): Result<MarketSnapshot> {
  const { underlying } = instrument;
  const [base = '', quote = ''] = underlying.split('-');
  const missing = missingInput(market, { underlying, quote, isOption: instrument.kind === 'option' });
  if (missing !== null) return absent(missing, `to value ${underlying}`);

  const conversions: Record<string, number> = {};
  if (premiumCurrency !== base && premiumCurrency !== quote) {
    const pair = `${premiumCurrency}-${quote}`;
    const rate = own(market.spot, pair);
    if (rate === undefined) return absent(`spot.${pair}`, `to pay a ${quote} premium in ${premiumCurrency}`);
    conversions[premiumCurrency] = Number(rate);
  }
  const bare = bareSnapshot(market, { underlying, quote, conversions });
  return ok(withSurface(bare, underlying, surfaceOf(market, { underlying, bare })));
}

interface Needs {
  readonly underlying: string;
  readonly quote: string;
  readonly isOption: boolean;
}

function missingInput(market: PriceMarket, { underlying, quote, isOption }: Needs): string | null {
  if (own(market.spot, underlying) === undefined) return `spot.${underlying}`;
  if (own(market.carry, underlying) === undefined && own(market.forward, underlying) === undefined) {
    return `carry.${underlying}`;
  }
  if (own(market.discount, quote) === undefined) return `discount.${quote}`;
  return isOption && own(market.volatility, underlying) === undefined ? `volatility.${underlying}` : null;
}

function absent(path: string, purpose: string): Result<never> {
  const rule = `is required ${purpose}`;
  return reject('VALIDATION_FAILED', `market.${path} ${rule}, was absent`, {
    path: `market.${path}`,
    value: 'absent',
    rule,
  });
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
      },
    },
    discounts: { [quote]: discountOf(own(market.discount, quote)) },
    conversions,
  };
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
      .map(({ strike, volatility }) => ({ k: Math.log(Number(strike) / forward), volatility: Number(volatility) }))
      .sort((a, b) => a.k - b.k);
    return { expiry, logMoneyness: smile.map(({ k }) => k), volatilities: smile.map(({ volatility }) => volatility) };
  });
  return ascending(slices);
}

function forwardTo(expiry: number, underlying: string, bare: MarketSnapshot): number {
  const quote = underlying.slice(underlying.lastIndexOf('-') + 1);
  const outright = { kind: 'forward', underlying, expiry, settlement: { style: 'linear', currency: quote } } as const;
  return value(outright, bare, { premiumCurrency: quote }).price;
}

function ascending<T extends { readonly expiry: number }>(nodes: readonly T[]): T[] {
  return [...nodes].sort((a, b) => a.expiry - b.expiry);
}

/** A record's own entry: `toString` is not an underlying. */
function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

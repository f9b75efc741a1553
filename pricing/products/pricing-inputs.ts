import { discountFactor, zeroRate } from '../curves/discount.ts';
import { forwardPrice } from '../curves/forward.ts';
import { PricingError, requirePositive } from '../errors.ts';
import type { MarketSnapshot, UnderlyingMarket } from '../market.ts';
import { logRatio } from '../numerics/elementary.ts';
import { yearsBetween } from '../time.ts';

/** What one instrument needs of the snapshot. Rates and carry are continuous zero rates to the expiry. */
export interface PricingInputs {
  readonly asOf: number;
  readonly expiry: number;
  readonly base: string;
  readonly quoteCurrency: string;
  readonly underlying: UnderlyingMarket;
  readonly spot: number;
  readonly forward: number;
  readonly discountFactor: number;
  readonly rate: number;
  readonly carry: number;
  /** 0 at and after expiry. */
  readonly yearsToExpiry: number;
}

/** @throws PricingError MISSING_DATA when the snapshot does not know the underlying or its quote currency's curve. */
export function pricingInputs(
  terms: { readonly underlying: string; readonly expiry: number },
  market: MarketSnapshot,
): PricingInputs {
  const { expiry } = terms;
  const { asOf } = market;
  if (!Number.isFinite(expiry)) {
    throw new PricingError('INVALID_INPUT', `expiry must be a finite instant, was ${expiry}`, { expiry });
  }
  const { base, quoteCurrency } = currenciesOf(terms.underlying);
  const underlying = own(market.underlyings, terms.underlying);
  if (underlying === undefined) throw missing('underlying', terms.underlying);
  const curve = own(market.discounts, quoteCurrency);
  if (curve === undefined) throw missing('discount curve', quoteCurrency);
  const { spot } = underlying;
  requirePositive('spot', spot);
  const yearsToExpiry = Math.max(yearsBetween({ from: asOf, to: expiry }), 0);
  const forward = forwardPrice(underlying.forwards, { spot, asOf, at: expiry });
  const alive = yearsToExpiry > 0;
  return {
    asOf,
    expiry,
    base,
    quoteCurrency,
    underlying,
    spot,
    forward,
    discountFactor: discountFactor(curve, { asOf, at: expiry }),
    rate: alive ? zeroRate(curve, { asOf, at: expiry }) : 0,
    carry: alive ? carryTo(underlying, { forward, yearsToExpiry }) : 0,
    yearsToExpiry,
  };
}

function carryTo(market: UnderlyingMarket, to: { readonly forward: number; readonly yearsToExpiry: number }): number {
  if (market.forwards.kind === 'carry') return market.forwards.carry;
  return logRatio(to.forward, market.spot) / to.yearsToExpiry;
}

/** `BTC-USD` is base `BTC`, quote currency `USD`. */
function currenciesOf(underlying: string): { readonly base: string; readonly quoteCurrency: string } {
  const dash = underlying.lastIndexOf('-');
  if (dash > 0 && dash < underlying.length - 1) {
    return { base: underlying.slice(0, dash), quoteCurrency: underlying.slice(dash + 1) };
  }
  throw new PricingError('INVALID_INPUT', `underlying must read BASE-QUOTE, was "${underlying}"`, { underlying });
}

/** Quote currency per unit of the premium currency: 1, the spot, or the snapshot's conversion. */
export function premiumRate(currency: string, inputs: PricingInputs, market: MarketSnapshot): number {
  if (currency === inputs.quoteCurrency) return 1;
  if (currency === inputs.base) return inputs.spot;
  const rate = own(market.conversions, currency);
  if (rate === undefined) throw missing('conversion', currency);
  requirePositive(`conversion ${currency}`, rate);
  return rate;
}

/** A record's own entry: `toString` is not a currency. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function missing(what: string, name: string): PricingError {
  return new PricingError('MISSING_DATA', `market has no ${what} ${name}`, { [what]: name });
}

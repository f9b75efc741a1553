import { PricingError, requirePositive } from '../errors.ts';
import type { MarketSnapshot } from '../market.ts';
import { exp } from '../numerics/elementary.ts';
import { type PricingInputs, pricingInputs } from '../products/pricing-inputs.ts';
import { MS_PER_YEAR } from '../time.ts';
import type { CellShock, VolatilityShock } from './cell-shock.ts';
import type { Series } from './instrument-book.ts';
import { type ExpirySmile, expirySmile } from './smile-columns.ts';

/** A series on the market before any shock. */
export interface BaseSeries {
  readonly series: Series;
  readonly inputs: PricingInputs;
  /** Null once expired. */
  readonly smile: ExpirySmile | null;
}

/** A series in one scenario. */
export interface SeriesState {
  readonly inputs: PricingInputs;
  /** Factor on its dollars. */
  readonly conversion: number;
  readonly volatility: VolatilityShock | null;
  /** Of the smile before its own shock: the forward that its moneyness is measured from. */
  readonly smileForward: number;
}

/** @throws PricingError as `value` does for the underlying and the expiry. */
export function baseSeries(series: Series, market: MarketSnapshot): BaseSeries {
  const inputs = pricingInputs(series, market);
  const { asOf, expiry, underlying } = inputs;
  const smile = inputs.yearsToExpiry > 0 ? expirySmile(underlying.volatility, { asOf, expiry }) : null;
  return { series, inputs, smile };
}

/**
 * The series after a shock: F' = F · (S'/S) · exp(b'T' − bT) and df' = df · exp(rT − r'T'), so that no shock leaves every bit.
 * @throws PricingError INVALID_INPUT naming what is not finite and > 0 after it.
 */
export function shockedSeries({ series, inputs }: BaseSeries, shock: CellShock): SeriesState {
  const { spot: from, carry, rate, yearsToExpiry, asOf } = inputs;
  const of = shock.underlying(series.underlying);
  const spot = of.spot(from);
  requirePositive(`shocked spot of ${series.underlying}`, spot);
  const conversion = shock.conversion(series.settles);
  requirePositive(`shocked conversion of ${series.settles}`, conversion);
  const years = Math.max(yearsToExpiry - shock.rollMs / MS_PER_YEAR, 0);
  const { expiry, base, quoteCurrency, underlying } = inputs;
  const rolled = asOf + shock.rollMs;
  const roll = { series, rollMs: shock.rollMs, asOf };
  if (years === 0) {
    const expired: PricingInputs = {
      asOf: rolled,
      expiry,
      base,
      quoteCurrency,
      underlying,
      spot,
      forward: spot,
      discountFactor: 1,
      rate: 0,
      carry: 0,
      yearsToExpiry: 0,
    };
    return { inputs: withAverage(expired, roll), conversion, volatility: null, smileForward: spot };
  }
  const newCarry = of.carry(carry, years);
  const newRate = of.rate(rate, years);
  const forward = inputs.forward * (spot / from) * exp(newCarry * years - carry * yearsToExpiry);
  const discountFactor = inputs.discountFactor * exp(rate * yearsToExpiry - newRate * years);
  requirePositive(`shocked forward of ${series.underlying}`, forward);
  requirePositive(`shocked discount factor of ${series.underlying}`, discountFactor);
  // Field by field: there is one a series and cell, and copying what is replaced would cost as much as the shock.
  const shocked: PricingInputs = {
    asOf: rolled,
    expiry,
    base,
    quoteCurrency,
    underlying,
    spot,
    forward,
    discountFactor,
    rate: newRate,
    carry: newCarry,
    yearsToExpiry: years,
  };
  const smileForward = shock.smile === 'strike' ? inputs.forward : forward;
  return { inputs: withAverage(shocked, roll), conversion, volatility: of.volatility, smileForward };
}

interface Roll {
  readonly series: Series;
  readonly rollMs: number;
  /** Before the roll. */
  readonly asOf: number;
}

/** The average of a window that time is rolled into: what was realised, then the shocked spot. */
function withAverage(inputs: PricingInputs, { series, rollMs, asOf }: Roll): PricingInputs {
  const opens = series.expiry - series.averagingMs;
  const elapsed = Math.min(inputs.asOf, series.expiry) - opens;
  if (series.averagingMs === 0 || rollMs === 0 || elapsed <= 0) return inputs;
  return { ...inputs, underlying: { ...inputs.underlying, realisedAverage: { from: opens, price: averageOf() } } };

  function averageOf(): number {
    const before = Math.max(asOf - opens, 0);
    if (before === 0) return inputs.spot;
    const realised = inputs.underlying.realisedAverage?.price;
    if (realised !== undefined) return (realised * before + inputs.spot * (elapsed - before)) / elapsed;
    throw new PricingError('MISSING_DATA', `market has no realised average of ${series.underlying} inside its window`, {
      asOf,
    });
  }
}

/** Whether an option of the series is an average-price option by now. */
export function isAveraging({ averagingMs, expiry }: Series, { inputs }: SeriesState): boolean {
  return averagingMs > 0 && inputs.yearsToExpiry > 0 && inputs.asOf >= expiry - averagingMs;
}

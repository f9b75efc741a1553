/** A line of `otc price` as an object: the reference market and a 30-day call at 105,000. */
export function aPriceRequest(changes: PriceChanges = {}): Record<string, unknown> {
  const { instrument, market, ...rest } = changes;
  return {
    id: '1',
    quantity: '1',
    premiumCurrency: 'USD',
    instrument: {
      kind: 'option',
      underlying: 'BTC-USD',
      optionType: 'call',
      strike: '105000',
      exercise: 'european',
      expiry: '2026-12-22T08:00:00.000Z',
      settlement: { method: 'cash', style: 'linear', currency: 'USD', fixing: 'DERIBIT_TWAP30' },
      ...instrument,
    },
    market: {
      asOf: '2026-11-22T08:00:00.000Z',
      spot: { 'BTC-USD': '100000' },
      carry: { 'BTC-USD': '0.07' },
      discount: { USD: '0.04' },
      volatility: { 'BTC-USD': '0.5' },
      ...market,
    },
    ...rest,
  };
}

export interface PriceChanges extends Record<string, unknown> {
  readonly instrument?: Record<string, unknown>;
  readonly market?: Record<string, unknown>;
}

export function aForwardRequest(changes: PriceChanges = {}): Record<string, unknown> {
  const { instrument, ...rest } = aPriceRequest(changes);
  const { optionType: _type, exercise: _exercise, strike, ...terms } = instrument as Record<string, unknown>;
  const isOffMarket = changes.instrument !== undefined && 'strike' in changes.instrument;
  return { ...rest, instrument: { ...terms, kind: 'forward', ...(isOffMarket ? { strike } : {}) } };
}

export const INVERSE = { method: 'cash', style: 'inverse', currency: 'BTC', fixing: 'DERIBIT_TWAP30' };

/** A digital that pays 1,000 dollars above 105,000. */
export function aDigitalRequest(changes: PriceChanges = {}): Record<string, unknown> {
  const { instrument, ...rest } = aPriceRequest(changes);
  const { exercise: _exercise, ...terms } = instrument as Record<string, unknown>;
  return { ...rest, instrument: { ...terms, kind: 'digital', payout: '1000', ...changes.instrument } };
}

type LegChanges = { readonly side?: string; readonly ratio?: string } & Record<string, unknown>;

/** The reference call with changes, as a leg. */
export function aLeg({ side, ratio, ...instrument }: LegChanges = {}): Record<string, unknown> {
  return {
    instrument: { ...(aPriceRequest()['instrument'] as object), ...instrument },
    ...(side === undefined ? {} : { side }),
    ...(ratio === undefined ? {} : { ratio }),
  };
}

/** The reference market and a package of these legs. */
export function aPackageRequest(legs: readonly unknown[], changes: PriceChanges = {}): Record<string, unknown> {
  const { instrument: _single, ...rest } = aPriceRequest(changes);
  return { ...rest, legs };
}

/** The reference market and a strategy by its name, 30 days, in dollars. */
export function aStrategyRequest(
  strategy: Record<string, unknown>,
  changes: PriceChanges = {},
): Record<string, unknown> {
  const { instrument, ...rest } = aPriceRequest(changes);
  const { underlying, expiry, settlement } = instrument as Record<string, unknown>;
  return { ...rest, strategy: { underlying, expiry, settlement, ...strategy } };
}

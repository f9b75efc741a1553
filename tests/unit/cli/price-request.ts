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

interface PriceChanges extends Record<string, unknown> {
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

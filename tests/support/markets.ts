import type { MarketSnapshot, OptionTerms, UnderlyingMarket } from '../../pricing/index.ts';

export const DAY_MS = 86_400_000;
export const AS_OF = Date.UTC(2026, 10, 22, 8);

/** The reference market of the test vectors: spot 100,000, carry 7%, dollars 4%, flat volatility 50%. */
export function aBtcMarket(changes: Partial<UnderlyingMarket> & { readonly asOf?: number } = {}): MarketSnapshot {
  const { asOf = AS_OF, ...underlying } = changes;
  return {
    asOf,
    source: 'supplied',
    underlyings: {
      'BTC-USD': {
        spot: 100_000,
        spotAt: asOf,
        surfaceAt: asOf,
        forwards: { kind: 'carry', carry: 0.07 },
        volatility: { kind: 'flat', volatility: 0.5 },
        ...underlying,
      },
    },
    discounts: { USD: { kind: 'flat', rate: 0.04 } },
    conversions: { USDT: 0.9998, HKD: 0.128 },
  };
}

/** A 30-day call at 105,000, paid in dollars. */
export function aCall(changes: Partial<OptionTerms> = {}): OptionTerms {
  return {
    kind: 'option',
    underlying: 'BTC-USD',
    optionType: 'call',
    strike: 105_000,
    expiry: AS_OF + 30 * DAY_MS,
    settlement: { style: 'linear', currency: 'USD' },
    ...changes,
  };
}

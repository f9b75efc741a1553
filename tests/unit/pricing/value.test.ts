import { type ForwardTerms, type MarketSnapshot, PricingError, value, valuePackage } from '../../../pricing/index.ts';
import { AS_OF, aBtcMarket, aCall, DAY_MS } from '../../support/markets.ts';

const usd = { premiumCurrency: 'USD' };
const inverse = { style: 'inverse', currency: 'BTC' } as const;

function aForward(changes: Partial<ForwardTerms> = {}): ForwardTerms {
  const settlement = { style: 'linear', currency: 'USD' } as const;
  return { kind: 'forward', underlying: 'BTC-USD', expiry: AS_OF + 30 * DAY_MS, settlement, ...changes };
}

describe('the published test vectors (flat 50%, dollars 4%, carry 7%, spot 100,000, 30 days)', () => {
  // Printed roundings are the tolerances.
  it.each([
    { what: 'call 105,000', terms: aCall(), currency: 'USD', price: 3910.943, digits: 3 },
    { what: 'inverse call', terms: aCall({ settlement: inverse }), currency: 'BTC', price: 0.03910943, digits: 8 },
    {
      what: 'put 95,000',
      terms: aCall({ optionType: 'put', strike: 95_000 }),
      currency: 'USD',
      price: 3224.106,
      digits: 3,
    },
    {
      what: 'inverse put',
      terms: aCall({ optionType: 'put', strike: 95_000, settlement: inverse }),
      currency: 'BTC',
      price: 0.03224106,
      digits: 8,
    },
    { what: 'forward', terms: aForward(), currency: 'USD', price: 100_577.0, digits: 2 },
  ])('prices the $what in $currency', ({ terms, currency, price, digits }) => {
    const valuation = value(terms, aBtcMarket(), { premiumCurrency: currency });

    expect(valuation.price).toBeCloseTo(price, digits);
    expect(valuation.currency).toBe(currency);
    expect(valuation.forward).toBeCloseTo(100_577.0, 2);
    expect(valuation.discountFactor).toBeCloseTo(Math.exp((-0.04 * 30) / 365), 15);
  });
});

describe('the currency of the premium', () => {
  const inDollars = value(aCall(), aBtcMarket(), usd);

  it.each([
    { currency: 'BTC', rate: 100_000 },
    { currency: 'USDT', rate: 0.9998 },
    { currency: 'HKD', rate: 0.128 },
  ])('divides the dollar price by the $currency rate and leaves the greeks in dollars', ({ currency, rate }) => {
    const converted = value(aCall(), aBtcMarket(), { premiumCurrency: currency });

    expect(converted.price).toBe(inDollars.price / rate);
    expect(converted.greeks).toEqual(inDollars.greeks);
  });

  it('refuses a currency the market has no rate for', () => {
    expect(() => value(aCall(), aBtcMarket(), { premiumCurrency: 'EUR' })).toThrow('market has no conversion EUR');
  });

  it('does not mistake a property of every object for a currency', () => {
    expect(() => value(aCall(), aBtcMarket(), { premiumCurrency: 'toString' })).toThrow(
      'market has no conversion toString',
    );
  });
});

describe('a forward', () => {
  it('is quoted outright without a strike, with the greeks of the forward price', () => {
    const { price, greeks, impliedVolatility } = value(aForward(), aBtcMarket(), usd);

    expect(greeks.delta).toBeCloseTo(price / 100_000, 15);
    expect(greeks.theta).toBeCloseTo((-0.07 * price) / 365, 9);
    expect(greeks).toMatchObject({ gamma: 0, vega: 0, rho: 0, vanna: 0, volga: 0 });
    expect(impliedVolatility).toBeNull();
  });

  it('is worth df (forward − strike) with one', () => {
    const { price, forward, discountFactor, greeks } = value(aForward({ strike: 105_000 }), aBtcMarket(), usd);

    expect(price).toBe(discountFactor * (forward - 105_000));
    expect(greeks.delta).toBeCloseTo((discountFactor * forward) / 100_000, 15);
    expect(greeks.rho).toBeCloseTo((-price * 30) / 365, 9);
  });

  it('stays in the quote currency when an outright is asked in coin', () => {
    expect(value(aForward(), aBtcMarket(), { premiumCurrency: 'BTC' })).toMatchObject({ currency: 'USD' });
  });
});

describe('around the expiry of an option', () => {
  const expiry = AS_OF + 30 * DAY_MS;

  it.each([
    { spot: 104_999.5, call: 0, put: 0.5, callDelta: 0, putDelta: -1 },
    { spot: 105_000, call: 0, put: 0, callDelta: 0, putDelta: 0 },
    { spot: 105_000.5, call: 0.5, put: 0, callDelta: 1, putDelta: 0 },
  ])('is worth the intrinsic value on spot $spot at and after expiry', ({ spot, call, put, callDelta, putDelta }) => {
    for (const asOf of [expiry, expiry + 1, expiry + DAY_MS]) {
      const market = aBtcMarket({ spot, asOf });
      const calls = value(aCall(), market, usd);
      const puts = value(aCall({ optionType: 'put' }), market, usd);

      expect([calls.price, puts.price]).toEqual([call, put]);
      expect([calls.greeks.delta, puts.greeks.delta]).toEqual([callDelta, putDelta]);
      expect(calls).toMatchObject({ yearsToExpiry: 0, discountFactor: 1, forward: spot, impliedVolatility: null });
      expect(calls.greeks).toMatchObject({ gamma: 0, vega: 0, theta: 0, rho: 0 });
    }
  });

  it('still has time value one millisecond before', () => {
    const valuation = value(aCall(), aBtcMarket({ spot: 105_000, asOf: expiry - 1 }), usd);

    expect(valuation.price).toBeGreaterThan(0);
    expect(valuation.yearsToExpiry).toBe(1 / 31_536_000_000);
    expect(valuation.greeks.theta).toBeLessThan(0);
  });
});

describe('a package', () => {
  const near = aCall({ strike: 100_000 });
  const far = aCall({ strike: 110_000 });

  it('is the signed sum of its legs times their ratios', () => {
    const market = aBtcMarket();
    const spread = valuePackage(
      [
        { instrument: near, side: 'buy', ratio: 1 },
        { instrument: far, side: 'sell', ratio: 2 },
      ],
      market,
      usd,
    );

    const [bought, sold] = [value(near, market, usd), value(far, market, usd)];
    expect(spread.price).toBe(bought.price - 2 * sold.price);
    expect(spread.greeks.vega).toBe(bought.greeks.vega - 2 * sold.greeks.vega);
    expect(spread.legs).toEqual([bought, sold]);
  });

  it('prices a roll of two outright forwards', () => {
    const later = aForward({ expiry: AS_OF + 60 * DAY_MS });
    const roll = valuePackage(
      [
        { instrument: later, side: 'buy', ratio: 1 },
        { instrument: aForward(), side: 'sell', ratio: 1 },
      ],
      aBtcMarket(),
      usd,
    );

    expect(roll.price).toBeCloseTo(100_000 * (Math.exp((0.07 * 60) / 365) - Math.exp((0.07 * 30) / 365)), 8);
  });

  it.each([
    { why: 'no legs', legs: [], code: 'INVALID_INPUT' },
    { why: 'a ratio of 0', legs: [{ instrument: near, side: 'buy', ratio: 0 }], code: 'INVALID_INPUT' },
    {
      why: 'an outright forward beside an option',
      legs: [
        { instrument: near, side: 'buy', ratio: 1 },
        { instrument: aForward(), side: 'sell', ratio: 0.5 },
      ],
      code: 'NOT_APPLICABLE',
    },
  ] as const)('is refused with $why', ({ legs, code }) => {
    expect(refusal(() => valuePackage(legs, aBtcMarket(), usd)).code).toBe(code);
  });
});

describe('what cannot be priced', () => {
  const unknown = (changes: Partial<MarketSnapshot>) => ({ ...aBtcMarket(), ...changes });

  it.each([
    { terms: aCall({ strike: -1 }), market: aBtcMarket(), message: 'strike must be finite and > 0, was -1' },
    { terms: aCall({ strike: Number.NaN }), market: aBtcMarket(), message: 'strike must be finite and > 0, was NaN' },
    {
      terms: aCall({ underlying: 'BTC' }),
      market: aBtcMarket(),
      message: 'underlying must read BASE-QUOTE, was "BTC"',
    },
    { terms: aCall({ underlying: 'ETH-USD' }), market: aBtcMarket(), message: 'market has no underlying ETH-USD' },
    { terms: aCall(), market: unknown({ discounts: {} }), message: 'market has no discount curve USD' },
    { terms: aCall(), market: aBtcMarket({ spot: 0 }), message: 'spot must be finite and > 0, was 0' },
    {
      terms: aCall(),
      market: aBtcMarket({ volatility: { kind: 'flat', volatility: Number.NaN } }),
      message: 'volatility must be finite and >= 0, was NaN at k = 0.0430',
    },
    { terms: aCall({ expiry: Number.NaN }), market: aBtcMarket(), message: 'expiry must be a finite instant, was NaN' },
  ])('says "$message"', ({ terms, market, message }) => {
    expect(refusal(() => value(terms, market, usd)).message).toContain(message);
  });

  it('refuses a volatility shift that leaves no volatility', () => {
    expect(() => value(aCall(), aBtcMarket(), { ...usd, volatilityShift: -0.6 })).toThrow(
      'must be finite and >= 0, was -0.09',
    );
  });
});

describe('a volatility shift', () => {
  it('moves the volatility used by exactly the shift', () => {
    const shifted = value(aCall(), aBtcMarket(), { ...usd, volatilityShift: 0.25 });
    const direct = value(aCall(), aBtcMarket({ volatility: { kind: 'flat', volatility: 0.75 } }), usd);

    expect(shifted).toEqual(direct);
  });
});

function refusal(work: () => unknown): PricingError {
  try {
    work();
  } catch (error) {
    if (error instanceof PricingError) return error;
    throw error;
  }
  throw new Error('expected a PricingError, nothing was thrown');
}

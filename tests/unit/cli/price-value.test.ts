import { answered, valued } from './price-answers.ts';
import { aForwardRequest, aPriceRequest, INVERSE } from './price-request.ts';

const GREEKS = ['delta', 'gamma', 'vega', 'theta', 'rho', 'vanna', 'volga'] as const;

describe('the answer to a line', () => {
  // Flat volatility 50%, dollars 4%, carry 7%, spot 100,000, 30 days: computed independently, to the digits given.
  it.each([
    { what: 'a call at 105,000 in dollars', request: aPriceRequest(), value: 3910.943, within: 5e-4 },
    {
      what: 'a put at 95,000 in dollars',
      request: aPriceRequest({ instrument: { optionType: 'put', strike: '95000' } }),
      value: 3224.106,
      within: 5e-4,
    },
    {
      what: 'a call at 105,000 in coin',
      request: aPriceRequest({ instrument: { settlement: INVERSE }, premiumCurrency: 'BTC' }),
      value: 0.03910943,
      within: 5e-9,
    },
    {
      what: 'a put at 95,000 in coin',
      request: aPriceRequest({
        instrument: { optionType: 'put', strike: '95000', settlement: INVERSE },
        premiumCurrency: 'BTC',
      }),
      value: 0.03224106,
      within: 5e-9,
    },
    { what: 'the outright forward', request: aForwardRequest(), value: 100_577, within: 5e-3 },
    {
      what: 'an off-market forward at 100,000',
      request: aForwardRequest({ instrument: { strike: '100000' } }),
      value: 577.0007392431 * Math.exp((-0.04 * 30) / 365),
      within: 1e-6,
    },
  ])('is the value of $what', ({ request, value, within }) => {
    expect(Math.abs(Number(valued(request).value) - value)).toBeLessThan(within);
  });

  it('echoes the id and names currency, forward and volatility', () => {
    const answer = answered(aPriceRequest({ id: 'trade:7' }));

    expect(answer).toMatchObject({ id: 'trade:7', ok: true, data: { currency: 'USD', impliedVol: '0.5' } });
    expect(answer).toHaveProperty('data.forward', '100577.0007392431');
  });

  it('has no volatility for a forward', () => {
    expect(valued(aForwardRequest()).impliedVol).toBeNull();
  });

  it('answers an inverse option in coin when no premium currency is asked', () => {
    const { premiumCurrency: _dollars, ...request } = aPriceRequest({ instrument: { settlement: INVERSE } });

    expect(valued(request).currency).toBe('BTC');
  });

  it.each(['USD', 'BTC', 'USDT', 'HKD'])(
    'says beside a premium in %s what it is worth in the quote currency',
    (premiumCurrency) => {
      const spot = { 'BTC-USD': '100000', 'USDT-USD': '0.9998', 'HKD-USD': '0.128' };

      const answer = valued(aPriceRequest({ premiumCurrency, market: { spot }, quantity: '-2' }));

      expect(answer.presentValue).toBe(valued(aPriceRequest({ quantity: '-2' })).value);
    },
  );

  it('keeps the greeks of an inverse option those of its dollar value', () => {
    const inverse = valued(aPriceRequest({ instrument: { settlement: INVERSE }, premiumCurrency: 'BTC' }));
    const linear = valued(aPriceRequest());

    for (const greek of GREEKS) expect(inverse[greek]).toBe(linear[greek]);
    expect(Number(inverse.value) * 100_000).toBeCloseTo(Number(linear.value), 9);
  });

  it.each([
    { how: 'side "sell"', change: { side: 'sell' }, times: -1 },
    { how: 'a negative quantity', change: { quantity: '-1' }, times: -1 },
    { how: 'a quantity of 4', change: { quantity: '4' }, times: 4 },
    { how: 'side "sell" and a quantity of 4', change: { side: 'sell', quantity: '4' }, times: -4 },
  ])('multiplies value and greeks by $times for $how, and nothing else', ({ change, times }) => {
    const one = valued(aPriceRequest());

    const some = valued(aPriceRequest(change));

    for (const name of ['value', ...GREEKS] as const) expect(Number(some[name])).toBe(times * Number(one[name]));
    expect([some.forward, some.impliedVol]).toEqual([one.forward, one.impliedVol]);
  });

  it('converts a premium with the spot of its currency', () => {
    const spot = { 'BTC-USD': '100000', 'USDT-USD': '0.5' };

    const inTether = valued(aPriceRequest({ premiumCurrency: 'USDT', market: { spot } }));

    expect(Number(inTether.value)).toBeCloseTo(2 * Number(valued(aPriceRequest()).value), 9);
  });
});

describe('the forms of a market', () => {
  const EXPIRY = '2026-12-22T08:00:00.000Z';
  const LATER = '2027-01-21T08:00:00.000Z';
  const FORWARD = '100577.0007392431';
  const flat = () => valued(aPriceRequest());

  it.each([
    {
      form: 'dated forwards',
      market: { carry: undefined, forward: { 'BTC-USD': [{ expiry: EXPIRY, price: FORWARD }] } },
    },
    {
      form: 'dated forwards in any order',
      market: {
        carry: undefined,
        forward: {
          'BTC-USD': [
            { expiry: LATER, price: '101000' },
            { expiry: EXPIRY, price: FORWARD },
          ],
        },
      },
    },
    { form: 'dated rates', market: { discount: { USD: [{ expiry: EXPIRY, rate: '0.04' }] } } },
    {
      form: 'one volatility point',
      market: { volatility: { 'BTC-USD': [{ expiry: EXPIRY, strike: '105000', volatility: '0.5' }] } },
    },
    {
      form: 'volatility points in any order',
      market: {
        volatility: {
          'BTC-USD': [
            { expiry: LATER, strike: '105000', volatility: '0.7' },
            { expiry: EXPIRY, strike: '120000', volatility: '0.6' },
            { expiry: EXPIRY, strike: '105000', volatility: '0.5' },
            { expiry: EXPIRY, strike: '90000', volatility: '0.6' },
          ],
        },
      },
    },
    {
      form: 'a flat SVI slice',
      market: {
        volatility: {
          // Total variance 0.25 · 30/365, whatever the strike.
          'BTC-USD': [{ expiry: EXPIRY, a: String((0.25 * 30) / 365), b: '0', rho: '0', m: '0', sigma: '0.1' }],
        },
      },
    },
  ])('give the same value as flat inputs: $form', ({ market }) => {
    const given = valued(aPriceRequest({ market }));

    expect(Number(given.value)).toBeCloseTo(Number(flat().value), 8);
    expect(Number(given.impliedVol)).toBeCloseTo(0.5, 12);
  });

  it('let an SVI slice bend with the strike', () => {
    const slice = { expiry: EXPIRY, a: '0.01', b: '0.1', rho: '-0.3', m: '0', sigma: '0.1' };
    const volatility = { 'BTC-USD': [slice] };

    const at = (strike: string) =>
      Number(valued(aPriceRequest({ instrument: { strike }, market: { volatility } })).impliedVol);

    // w(k) = 0.01 + 0.1 (−0.3 k + sqrt(k² + 0.01)), k = ln(strike / forward)
    const k = Math.log(80_000 / Number(FORWARD));
    const w = 0.01 + 0.1 * (-0.3 * k + Math.sqrt(k * k + 0.01));
    expect(at('80000')).toBeCloseTo(Math.sqrt((w * 365) / 30), 12);
    expect(at('80000')).toBeGreaterThan(at('105000'));
  });
});

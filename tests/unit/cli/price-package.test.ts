import { AMOUNTS, packageValued, valued } from './price-answers.ts';
import { aForwardRequest, aLeg, aPackageRequest, aPriceRequest, aStrategyRequest, INVERSE } from './price-request.ts';

const SMILE = [
  { expiry: '2026-12-22T08:00:00.000Z', strike: '90000', volatility: '0.6' },
  { expiry: '2026-12-22T08:00:00.000Z', strike: '105000', volatility: '0.5' },
  { expiry: '2026-12-22T08:00:00.000Z', strike: '120000', volatility: '0.54' },
  { expiry: '2027-03-26T08:00:00.000Z', strike: '100000', volatility: '0.62' },
];
const smile = { volatility: { 'BTC-USD': SMILE } };

/** A strategy's legs in short: "+1 call 105000", with the day where it is not the far one. */
function legsOf(strategy: Record<string, unknown>): string[] {
  return packageValued(aStrategyRequest(strategy)).legs.map(({ side, ratio, instrument }) => {
    const what = instrument.kind === 'forward' ? 'forward' : instrument.optionType;
    const day = instrument.expiry.startsWith('2026-12-22') ? '' : ` ${instrument.expiry.slice(0, 10)}`;
    return `${side === 'buy' ? '+' : '-'}${ratio} ${what} ${instrument.strike}${day}`;
  });
}

describe('a strategy by its name', () => {
  const nearExpiry = '2026-12-04T08:00:00.000Z';
  it.each([
    { strategy: { name: 'call-spread', low: '90000', high: '120000' }, legs: ['+1 call 90000', '-1 call 120000'] },
    { strategy: { name: 'put-spread', low: '90000', high: '120000' }, legs: ['+1 put 120000', '-1 put 90000'] },
    {
      strategy: { name: 'ratio-spread', optionType: 'call', bought: '105000', sold: '120000', ratio: '2.5' },
      legs: ['+1 call 105000', '-2.5 call 120000'],
    },
    { strategy: { name: 'risk-reversal', put: '90000', call: '120000' }, legs: ['+1 call 120000', '-1 put 90000'] },
    { strategy: { name: 'collar', put: '90000', call: '120000' }, legs: ['+1 put 90000', '-1 call 120000'] },
    { strategy: { name: 'straddle', strike: '105000.5' }, legs: ['+1 call 105000.5', '+1 put 105000.5'] },
    { strategy: { name: 'strangle', put: '90000', call: '120000' }, legs: ['+1 call 120000', '+1 put 90000'] },
    {
      strategy: { name: 'butterfly', optionType: 'put', low: '90000', middle: '105000', high: '120000' },
      legs: ['+1 put 90000', '-2 put 105000', '+1 put 120000'],
    },
    {
      strategy: { name: 'butterfly', optionType: 'call', low: '90000', middle: '105000', high: '110000', broken: true },
      legs: ['+1 call 90000', '-2 call 105000', '+1 call 110000'],
    },
    {
      strategy: { name: 'iron-butterfly', low: '90000', middle: '105000', high: '120000' },
      legs: ['-1 call 105000', '-1 put 105000', '+1 call 120000', '+1 put 90000'],
    },
    {
      strategy: { name: 'iron-condor', lowest: '80000', low: '90000', high: '110000', highest: '120000' },
      legs: ['-1 call 110000', '-1 put 90000', '+1 call 120000', '+1 put 80000'],
    },
    {
      strategy: { name: 'calendar', optionType: 'call', nearExpiry, strike: '105000' },
      legs: ['+1 call 105000', '-1 call 105000 2026-12-04'],
    },
    {
      strategy: { name: 'diagonal', optionType: 'put', nearExpiry, nearStrike: '90000', farStrike: '95000' },
      legs: ['+1 put 95000', '-1 put 90000 2026-12-04'],
    },
    { strategy: { name: 'synthetic-forward', strike: '105000' }, legs: ['+1 call 105000', '-1 put 105000'] },
    {
      strategy: { name: 'box', low: '90000', high: '120000' },
      legs: ['+1 call 90000', '-1 put 90000', '-1 call 120000', '+1 put 120000'],
    },
    {
      strategy: { name: 'conversion', strike: '105000' },
      legs: ['+1 forward 105000', '-1 call 105000', '+1 put 105000'],
    },
  ])('$strategy.name is $legs', ({ strategy, legs }) => {
    expect(legsOf(strategy)).toEqual(legs);
  });

  it('is worth what its legs, written out, are worth', () => {
    const named = aStrategyRequest({ name: 'risk-reversal', put: '90000', call: '120000' }, { market: smile });
    const written = [aLeg({ strike: '120000' }), aLeg({ optionType: 'put', strike: '90000', side: 'sell' })];

    expect(packageValued(named)).toEqual(packageValued(aPackageRequest(written, { market: smile })));
  });

  it('keeps parity: a box is its strikes apart, discounted, and a conversion nothing', () => {
    const box = packageValued(aStrategyRequest({ name: 'box', low: '90000', high: '120000' }, { market: smile }));
    const conversion = packageValued(aStrategyRequest({ name: 'conversion', strike: '105000' }, { market: smile }));

    expect(Number(box.value)).toBeCloseTo(30_000 * Math.exp((-0.04 * 30) / 365), 6);
    expect(Number(conversion.value)).toBeCloseTo(0, 6);
  });
});

describe('a package by its legs', () => {
  const legs = [aLeg(), aLeg({ strike: '120000', side: 'sell', ratio: '1.5' })];

  it('answers with each leg as a line of its own would, for its share of the quantity', () => {
    const { legs: [bought, sold] = [] } = packageValued(aPackageRequest(legs, { quantity: '4', market: smile }));

    expect(bought).toMatchObject({
      ...valued(aPriceRequest({ quantity: '4', market: smile })),
      side: 'buy',
      ratio: '1',
    });
    const alone = aPriceRequest({ quantity: '-6', instrument: { strike: '120000' }, market: smile });
    expect(sold).toMatchObject({ ...valued(alone), side: 'sell', ratio: '1.5' });
  });

  it('echoes the terms of each leg', () => {
    expect(packageValued(aPackageRequest(legs)).legs[1]).toMatchObject(legs[1] as object);
  });

  it('may be one leg', () => {
    const { legs: _legs, ...total } = packageValued(aPackageRequest([aLeg()]));

    const { forward: _forward, impliedVol: _volatility, ...single } = valued(aPriceRequest());
    expect(total).toEqual(single);
  });

  it('answers in the settlement currency that its legs share', () => {
    const { premiumCurrency: _dollars, ...request } = aPackageRequest([aLeg({ settlement: INVERSE })]);

    expect(packageValued(request)).toMatchObject({ currency: 'BTC', legs: [{ currency: 'BTC' }] });
  });

  it('is a roll, in the quote currency, when it is outright forwards alone', () => {
    const far = { instrument: { ...(aForwardRequest()['instrument'] as object), expiry: '2027-03-26T08:00:00.000Z' } };
    const near = { instrument: aForwardRequest()['instrument'], side: 'sell' };
    const market = { spot: { 'BTC-USD': '100000', 'USDT-USD': '0.9998' } };

    const roll = packageValued(aPackageRequest([far, near], { premiumCurrency: 'USDT', market }));

    const [farLeg, nearLeg] = roll.legs;
    expect(roll.currency).toBe('USD');
    expect(Number(roll.value)).toBe(Number(farLeg?.forward) - Number(nearLeg?.forward));
  });

  it.each([
    { how: 'side "sell"', change: { side: 'sell' }, times: -1 },
    { how: 'a quantity of -4', change: { quantity: '-4' }, times: -4 },
  ])('is multiplied by $times for $how', ({ change, times }) => {
    const one = packageValued(aPackageRequest(legs));
    const some = packageValued(aPackageRequest(legs, change));

    for (const name of AMOUNTS) expect(Number(some[name])).toBe(times * Number(one[name]));
  });
});

describe('a quote in the convention asked', () => {
  const quoteOf = (request: Record<string, unknown>, quoteAs: string) =>
    'instrument' in request ? valued({ ...request, quoteAs }).quote : packageValued({ ...request, quoteAs }).quote;
  const riskReversal = aStrategyRequest({ name: 'risk-reversal', put: '90000', call: '120000' }, { market: smile });

  it('is left out when none is asked', () => {
    expect(valued(aPriceRequest())).not.toHaveProperty('quote');
  });

  it.each([{ premiumCurrency: 'USD' }, { premiumCurrency: 'BTC' }, { premiumCurrency: 'HKD' }])(
    'is the price of one unit in $premiumCurrency, whatever side and quantity',
    ({ premiumCurrency }) => {
      const market = { spot: { 'BTC-USD': '100000', 'HKD-USD': '0.128' } };
      const request = aPriceRequest({ premiumCurrency, market });

      const quote = quoteOf({ ...request, side: 'sell', quantity: '7' }, 'price');

      expect(quote).toEqual({ as: 'price', value: valued(request).value });
    },
  );

  it.each([{ premiumCurrency: 'USD' }, { premiumCurrency: 'BTC' }])(
    'is per cent of the notional at spot, also for a premium in $premiumCurrency',
    ({ premiumCurrency }) => {
      const quote = quoteOf(aPriceRequest({ premiumCurrency }), 'percent-of-notional');

      expect(Number(quote?.value)).toBeCloseTo(3.910943, 5);
    },
  );

  it('is the volatility of the surface at the strike', () => {
    expect(quoteOf(aPriceRequest({ market: smile }), 'implied-volatility')).toEqual({
      as: 'implied-volatility',
      value: '0.5',
    });
  });

  it('of a package is that of one unit of it as written', () => {
    const { value } = packageValued(riskReversal);

    expect(quoteOf({ ...riskReversal, side: 'sell', quantity: '3' }, 'price')).toEqual({ as: 'price', value });
    expect(Number(quoteOf(riskReversal, 'percent-of-notional')?.value)).toBeCloseTo(Number(value) / 1_000, 12);
  });

  it.each([
    {
      what: 'a risk reversal: call less put',
      strategy: { name: 'risk-reversal', put: '90000', call: '120000' },
      volatility: -0.06,
    },
    { what: 'a straddle: the one of its strike', strategy: { name: 'straddle', strike: '105000' }, volatility: 0.5 },
    { what: 'a strangle: the average', strategy: { name: 'strangle', put: '90000', call: '120000' }, volatility: 0.57 },
    {
      what: 'a butterfly: the wings’ average less the middle',
      strategy: { name: 'butterfly', optionType: 'call', low: '90000', middle: '105000', high: '120000' },
      volatility: 0.07,
    },
    {
      what: 'a ratio spread: bought less sold',
      strategy: { name: 'ratio-spread', optionType: 'call', bought: '105000', sold: '120000', ratio: '2' },
      volatility: -0.04,
    },
    { what: 'a conversion: nothing', strategy: { name: 'conversion', strike: '105000' }, volatility: 0 },
  ])('is the volatility of $what', ({ strategy, volatility }) => {
    const quote = quoteOf(aStrategyRequest(strategy, { market: smile }), 'implied-volatility');

    expect(Number(quote?.value)).toBeCloseTo(volatility, 12);
  });
});

import { answered, valued } from './price-answers.ts';
import { aDigitalRequest, aPriceRequest, INVERSE } from './price-request.ts';

const EXPIRY = '2026-12-22T08:00:00.000Z';
const SKEWED = [
  { expiry: EXPIRY, strike: '90000', volatility: '0.6' },
  { expiry: EXPIRY, strike: '100000', volatility: '0.52' },
  { expiry: EXPIRY, strike: '105000', volatility: '0.5' },
  { expiry: EXPIRY, strike: '110000', volatility: '0.49' },
  { expiry: EXPIRY, strike: '125000', volatility: '0.5' },
];
const skewed = { volatility: { 'BTC-USD': SKEWED } };
const worth = (request: unknown) => Number(valued(request).value);

describe('a digital on a line', () => {
  it('is the discounted payout times the probability, under a flat volatility', () => {
    // d2 of the reference market: ln(100577.0007392431 / 105000) / s − s / 2, s = 0.5 √(30/365); N(d2) by table: 0.35498.
    const discounted = 1_000 * Math.exp((-0.04 * 30) / 365);

    expect(worth(aDigitalRequest()) / discounted).toBeCloseTo(0.35498, 5);
  });

  it.each([{ optionType: 'call' }, { optionType: 'put' }])(
    'is what two $optionType s around its strike are worth, on a smile',
    ({ optionType }) => {
      const strikeApart = 0.5;
      const vanilla = (strike: number) =>
        worth(aPriceRequest({ instrument: { optionType, strike: String(strike) }, market: skewed }));
      const [low, high] = [vanilla(103_000 - strikeApart), vanilla(103_000 + strikeApart)];
      const spread = (optionType === 'call' ? low - high : high - low) / (2 * strikeApart);

      const digital = worth(aDigitalRequest({ instrument: { optionType, strike: '103000' }, market: skewed }));
      const unskewed = worth(aDigitalRequest({ instrument: { optionType, strike: '103000' } }));

      expect(digital / (1_000 * spread)).toBeCloseTo(1, 7);
      expect(Math.abs(digital / unskewed - 1)).toBeGreaterThan(0.01);
    },
  );

  it('pays the whole payout with its opposite, whatever the smile', () => {
    const put = aDigitalRequest({ instrument: { optionType: 'put' }, market: skewed });

    const both = worth(aDigitalRequest({ market: skewed })) + worth(put);

    expect(both).toBeCloseTo(1_000 * Math.exp((-0.04 * 30) / 365), 9);
  });

  it('pays coin when it is inverse: the pair is worth the payout of coin at the forward', () => {
    const inCoin = { settlement: INVERSE, payout: '0.01' };
    const pair = ['call', 'put'].map((optionType) =>
      valued(aDigitalRequest({ instrument: { ...inCoin, optionType }, premiumCurrency: 'BTC', market: skewed })),
    );

    const [call, put] = pair.map(({ value }) => Number(value)) as [number, number];

    expect(call + put).toBeCloseTo((0.01 * 100_577.0007392431 * Math.exp((-0.04 * 30) / 365)) / 100_000, 12);
    expect(pair.map(({ currency }) => currency)).toEqual(['BTC', 'BTC']);
  });

  it('may say that it is European, and is the same', () => {
    expect(answered(aDigitalRequest({ instrument: { exercise: 'european' } }))).toEqual(answered(aDigitalRequest()));
  });

  it.each([
    { when: 'at its expiry above the strike', spot: '105000.01', value: '1000' },
    { when: 'at its expiry on the strike', spot: '105000', value: '500' },
    { when: 'at its expiry below the strike', spot: '104999.99', value: '0' },
  ])('is $value $when', ({ spot, value }) => {
    const answer = valued(aDigitalRequest({ market: { asOf: EXPIRY, spot: { 'BTC-USD': spot } } }));

    expect([answer.value, answer.delta, answer.impliedVol]).toEqual([value, '0', null]);
  });
});

import { packageValued, valued } from './price-answers.ts';
import { aForwardRequest, aLeg, aPackageRequest, aPriceRequest } from './price-request.ts';

const NEAR = '2026-12-22T08:00:00.000Z';
const FAR = '2027-03-26T08:00:00.000Z';
const POINTS = [
  { expiry: NEAR, strike: '90000', volatility: '0.6' },
  { expiry: NEAR, strike: '105000.10', volatility: '0.5' },
  { expiry: NEAR, strike: '120000', volatility: '0.54' },
  { expiry: FAR, strike: '90000', volatility: '0.62' },
  { expiry: FAR, strike: '120000', volatility: '0.58' },
];
const market = { volatility: { 'BTC-USD': POINTS } };
const bucketsOf = (request: Record<string, unknown>) => {
  const asked = { ...request, vegaBuckets: true };
  return ('instrument' in request ? valued(asked) : packageValued(asked)).vegaBuckets ?? [];
};
const sumOf = (buckets: readonly { readonly vega: string }[]) =>
  buckets.reduce((sum, { vega }) => sum + Number(vega), 0);

describe('vega by expiry and smile point', () => {
  it('is left out when it is not asked', () => {
    expect(valued(aPriceRequest())).not.toHaveProperty('vegaBuckets');
    expect(valued(aPriceRequest({ vegaBuckets: false }))).not.toHaveProperty('vegaBuckets');
  });

  it('is one bucket at the option itself on a flat surface', () => {
    const { vega } = valued(aPriceRequest());

    expect(bucketsOf(aPriceRequest())).toMatchObject([{ expiry: NEAR, strike: '105000', vega }]);
  });

  it('names the points as the line gave them, by expiry and strike', () => {
    const between = aPriceRequest({ instrument: { expiry: '2027-01-29T08:00:00.000Z', strike: '100000' }, market });

    expect(bucketsOf(between).map(({ expiry, strike }) => `${expiry} ${strike}`)).toEqual(
      POINTS.map(({ expiry, strike }) => `${expiry} ${strike}`),
    );
  });

  it('adds up to the vega on the points of one expiry', () => {
    const request = aPriceRequest({ instrument: { strike: '100000' }, quantity: '-3', market });

    const buckets = bucketsOf(request);

    expect(buckets).toHaveLength(3);
    expect(sumOf(buckets) / Number(valued(request).vega)).toBeCloseTo(1, 8);
  });

  it('says how the value moves with one point alone', () => {
    const h = 1e-5;
    const bumped = (by: number) => {
      const moved = POINTS.map((point) =>
        point.expiry === NEAR && point.strike === '120000' ? { ...point, volatility: (0.54 + by).toFixed(6) } : point,
      );
      return Number(
        valued(aPriceRequest({ instrument: { strike: '112000' }, market: { volatility: { 'BTC-USD': moved } } })).value,
      );
    };

    const point = bucketsOf(aPriceRequest({ instrument: { strike: '112000' }, market })).find(
      ({ strike }) => strike === '120000',
    );

    expect(Number(point?.vega) / ((bumped(h) - bumped(-h)) / (2 * h))).toBeCloseTo(1, 5);
  });

  it('reads an SVI slice at five points around the forward', () => {
    const slice = { expiry: NEAR, a: '0.01', b: '0.1', rho: '-0.3', m: '0', sigma: '0.1' };

    const buckets = bucketsOf(aPriceRequest({ market: { volatility: { 'BTC-USD': [slice] } } }));

    expect(buckets.map(({ expiry }) => expiry)).toEqual(Array(5).fill(NEAR));
    expect(Number(buckets[2]?.strike)).toBeCloseTo(100_577.0007392431, 6);
    expect(Number(buckets[2]?.logMoneyness)).toBe(0);
  });

  it('of a package is that of its legs, signed, each volatility once', () => {
    const legs = [aLeg({ strike: '100000' }), aLeg({ strike: '110000', side: 'sell', ratio: '2' })];
    const alone = (strike: string, quantity: string) =>
      bucketsOf(aPriceRequest({ instrument: { strike }, quantity, market }));

    const buckets = bucketsOf(aPackageRequest(legs, { market }));

    const [bought, sold] = [alone('100000', '1'), alone('110000', '-2')];
    expect(buckets.map(({ strike }) => strike)).toEqual(['90000', '105000.10', '120000']);
    for (const [index, { vega }] of buckets.entries()) {
      expect(Number(vega)).toBe(Number(bought[index]?.vega) + Number(sold[index]?.vega));
    }
  });

  it('is nothing of a forward', () => {
    expect(bucketsOf(aForwardRequest())).toEqual([]);
  });
});

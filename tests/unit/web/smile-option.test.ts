import type { ListedOptionView } from '../../../src/contracts/market-chain.ts';
import { nearestListed } from '../../../src/web/desk/smile-curve.ts';
import { fitInside, smileOption } from '../../../src/web/ui/smile-option.ts';

const option = (strike: string, changes: Partial<ListedOptionView> = {}): ListedOptionView => ({
  strike,
  optionType: 'call',
  bid: '0.48',
  ask: '0.52',
  fit: '0.5',
  ...changes,
});
const LISTED = [
  option('90000', { optionType: 'put', fit: '0.47' }),
  option('100000'),
  option('110000', { bid: null }),
  option('120000', { bid: null, ask: '0.4' }),
];
const seriesOf = (listed: readonly ListedOptionView[]) =>
  new Map(smileOption({ points: [[1, 50]], listed, marks: [] }).series.map((one) => [one.name, one]));

describe('the smile as a chart', () => {
  it('has a whisker where there is a bid and an ask, and marks where the fit lies outside of what there is', () => {
    const series = seriesOf(LISTED);
    expect(series.get('bid, %')).toMatchObject({
      data: [
        [90000, 48],
        [100000, 48],
      ],
      markLine: {
        data: [
          [{ coord: [90000, 48] }, { coord: [90000, 52] }],
          [{ coord: [100000, 48] }, { coord: [100000, 52] }],
        ],
      },
    });
    expect(series.get('fit outside, %')?.data).toEqual([
      [90000, 47],
      [120000, 50],
    ]);
    expect(fitInside(LISTED)).toEqual({ twoSided: 2, inside: 1 });
  });

  it('is the model’s own curve alone where nothing is listed', () => {
    expect([...seriesOf([])].map(([name, { data }]) => [name, data])).toEqual([['fit, %', [[1, 50]]]]);
  });
});

describe('the listed options around a strike', () => {
  it('are the two on each side, once each', () => {
    const strikes = ['80', '90', '100', '110', '120', '130'].map((strike) => option(strike));
    const near = (...of: string[]) => nearestListed(strikes, of).map(({ strike }) => strike);
    expect(near('100')).toEqual(['90', '100', '110', '120']);
    expect(near('75')).toEqual(['80', '90']);
    expect(near('100', '115')).toEqual(['90', '100', '110', '120', '130']);
  });
});

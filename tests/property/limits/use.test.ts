import fc from 'fast-check';
import type { RfqSide } from '../../../src/contracts/rfq.ts';
import { type OpenExposure, usesOf } from '../../../src/limits/index.ts';
import { aLimit, anExposure, NOW, open } from '../../support/exposures.ts';

const dollars = fc.integer({ min: -1_000, max: 1_000 });
const side = fc.constantFrom<RfqSide>('buy', 'sell', 'two-way');
const opened = fc.array(
  fc.record({ side, vegaUsd: dollars, certain: fc.boolean() }).map(({ vegaUsd, ...of }) =>
    // A trade has one side.
    open({ side: of.certain && of.side === 'two-way' ? 'buy' : of.side, certain: of.certain, measures: { vegaUsd } }),
  ),
  { maxLength: 6 },
);
const vega = aLimit({ per: 'firm', measure: 'vegaUsd' });

/** Every total that may come about, by trying each way in which each quote may end. */
function outcomes(exposures: readonly OpenExposure[]): number[] {
  return exposures.reduce<number[]>(
    (totals, one) => totals.flatMap((total) => endings(one).map((change) => total + change)),
    [0],
  );
}

function endings({ side: on, certain, measures: { vegaUsd } }: OpenExposure): number[] {
  const moves = [...(on === 'sell' ? [] : [vegaUsd]), ...(on === 'buy' ? [] : [-vegaUsd])];
  return certain ? moves : [0, ...moves];
}

const farthest = (exposures: readonly OpenExposure[]) => Math.max(...outcomes(exposures).map(Math.abs));

describe('what is taken of a limit', () => {
  it('is the farthest total that any outcome of the live quotes leads to', () => {
    fc.assert(
      fc.property(opened, fc.record({ on: side, vegaUsd: dollars, isCertain: fc.boolean() }), (before, asked) => {
        const { on, vegaUsd, isCertain } = asked;
        const certain = isCertain && on !== 'two-way';
        const exposure = anExposure({ side: on, measures: { vegaUsd } });

        const [use] = usesOf([vega], { exposure, certain, open: before }, NOW);

        const beside = before.filter((one) => one.certain || !certain);
        expect(use?.used).toBe(farthest(beside));
        expect(use?.after).toBe(farthest([...beside, { ...exposure, certain, today: true }]));
      }),
    );
  });

  it('is within its bound, or a quote does not make it worse', () => {
    fc.assert(
      fc.property(opened, dollars, fc.integer({ min: 1, max: 2_000 }), (before, vegaUsd, max) => {
        const exposure = anExposure({ measures: { vegaUsd } });

        const [use] = usesOf([{ ...vega, max }], { exposure, certain: true, open: before }, NOW);

        const traded = before.filter(({ certain }) => certain);
        const after = farthest([...traded, { ...exposure, certain: true, today: true }]);
        expect(use?.within).toBe(after <= max || after <= farthest(traded));
      }),
    );
  });
});

import fc from 'fast-check';
import { makeFixingAverages } from '../../../src/market/fixing-averages.ts';
import { aBtcMarket } from '../../support/markets.ts';

const OPENING = Date.UTC(2026, 10, 23, 7, 30);
const CUT = Date.UTC(2026, 10, 23, 8);

/** The average shown after these spots, each seen at its time. */
function averageAfter(spots: readonly (readonly [at: number, spot: number])[]) {
  const averages = makeFixingAverages();
  const shown = spots.map(([asOf, spot]) => averages.withAverages(aBtcMarket({ asOf, spot })));
  return shown.at(-1)?.underlyings['BTC-USD']?.realisedAverage;
}

describe('the average of the half hour before the cut', () => {
  it('weighs each spot by how long it stood', () => {
    const average = averageAfter([
      [OPENING - 1_000, 100_000],
      [OPENING + 60_000, 103_000],
      [OPENING + 90_000, 90_000],
    ]);

    expect(average).toEqual({ from: OPENING, price: (100_000 * 60 + 103_000 * 30) / 90 });
  });

  it('is the spot itself at the very opening', () => {
    const average = averageAfter([
      [OPENING - 1, 100_000],
      [OPENING, 101_000],
    ]);

    expect(average).toEqual({ from: OPENING, price: 101_000 });
  });

  it.each([
    {
      what: 'before the window',
      spots: [
        [OPENING - 2_000, 1],
        [OPENING - 1, 2],
      ],
    },
    {
      what: 'at the cut',
      spots: [
        [OPENING - 1, 1],
        [OPENING + 1, 2],
        [CUT, 3],
      ],
    },
    {
      what: 'when nothing was seen before the opening',
      spots: [
        [OPENING + 1, 1],
        [OPENING + 2, 2],
      ],
    },
    {
      what: 'when the last spot before the opening was too old',
      spots: [
        [OPENING - 10_001, 1],
        [OPENING + 1, 2],
      ],
    },
    {
      what: 'when time ran backwards',
      spots: [
        [OPENING - 1, 1],
        [OPENING + 5, 2],
        [OPENING + 4, 3],
      ],
    },
  ] as const)('is not shown $what', ({ spots }) => {
    expect(averageAfter(spots)).toBeUndefined();
  });

  it('begins anew with each day’s window', () => {
    const nextDay = OPENING + 86_400_000;
    const average = averageAfter([
      [OPENING - 1, 100_000],
      [OPENING + 1_000, 100_000],
      [nextDay - 1, 120_000],
      [nextDay + 1_000, 90_000],
    ]);

    expect(average).toEqual({ from: nextDay, price: 120_000 });
  });

  it('leaves every other snapshot as it is', () => {
    const snapshot = aBtcMarket({ asOf: OPENING - 1 });

    expect(makeFixingAverages().withAverages(snapshot)).toBe(snapshot);
  });

  it('stays between the lowest and the highest spot, however the spots come', () => {
    const steps = fc.tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 200_000 }));
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 25 }), (moves) => {
        const seen: [number, number][] = [[OPENING - 1, 100_000]];
        for (const [step, spot] of moves) seen.push([(seen.at(-1)?.[0] ?? OPENING) + 1 + step, spot]);
        const stood = seen.slice(0, -1).map(([, spot]) => spot);

        const average = averageAfter(seen)?.price ?? Number.NaN;

        // Sums of at most 25 products: a few ulp.
        const slack = 1e-12 * Math.max(...stood);
        return average >= Math.min(...stood) - slack && average <= Math.max(...stood) + slack;
      }),
    );
  });
});

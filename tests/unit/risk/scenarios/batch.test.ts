import { makeBatch } from '../../../../src/risk/scenarios/batch.ts';
import { makeEvaluator } from '../../../../src/risk/scenarios/evaluate.ts';
import type { LimitGroups, Plan } from '../../../../src/risk/scenarios/plan.ts';
import { aPlan, manyHoldings } from '../../../support/scenario-plan.ts';

const GRID = { grid: { spot: [-0.3, 0, 0.2], volatility: [0, 0.1], days: [0, 7] } };

/** More rows than one part has, held more than once and out of order. */
const HOLDINGS = [...manyHoldings(1_300), ...manyHoldings(1_300).reverse(), ...manyHoldings(3)];

function limitsOn(legs: number): LimitGroups[] {
  const groups = Array.from({ length: 40 }, (_, group) => `acc_${group}`);
  const groupOf = Int32Array.from({ length: legs }, (_, leg) => (leg % 41) - 1);
  return (['deltaUsd', 'gammaUsd', 'vegaUsd', 'notionalUsd'] as const).map((measure) => ({
    limitId: measure,
    per: 'client',
    measure,
    max: 1,
    groupOf,
    groups,
  }));
}

/** Cell by cell, the whole book at once. */
function oneByOne(plan: Plan): Float64Array {
  const evaluator = makeEvaluator(plan);
  const out = new Float64Array(plan.cells.length * evaluator.width);
  for (const [index, spec] of plan.cells.entries()) evaluator.cell({ index, spec }, out, index * evaluator.width);
  return out;
}

const bits = (doubles: Float64Array) => Buffer.from(doubles.buffer);

describe('cells valued part by part of the book', () => {
  it.each(['all', 'value'] as const)('have the bits of the whole book, cell by cell: %s', async (measures) => {
    const plan = await aPlan({ holdings: HOLDINGS, file: GRID, measures, limits: limitsOn(HOLDINGS.length) });

    const { value } = makeBatch(plan);

    expect(bits(value(0, plan.cells)).equals(bits(oneByOne(plan)))).toBe(true);
    expect(bits(value(5, plan.cells.slice(5, 6)))).toEqual(bits(value(0, plan.cells).slice(5 * 29, 6 * 29)));
  });

  it('name the first cell without a result, and why', async () => {
    const low = await aPlan({ holdings: HOLDINGS, file: { grid: { volatility: [0, -0.9, -0.8] } } });
    const huge = await aPlan({ holdings: manyHoldings(1_000).map((one) => ({ ...one, units: 3_500 })), file: GRID });

    expect(() => makeBatch(low).value(7, low.cells)).toThrow(
      /^cell 8 \(spot 0 %, volatility -90 points, 0 days\): shocked volatility must be finite and >= 0/,
    );
    // No part alone has too many dollars.
    expect(() => makeBatch(huge).value(0, huge.cells)).toThrow(/must add up to less than 137438953472 dollars gross/);
  });

  it('of an empty book are worth nothing', async () => {
    const plan = await aPlan({ holdings: [], file: GRID, limits: limitsOn(0) });

    expect(bits(makeBatch(plan).value(0, plan.cells)).equals(bits(oneByOne(plan)))).toBe(true);
  });
});

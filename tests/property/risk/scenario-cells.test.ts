import fc from 'fast-check';
import type { LimitMeasure } from '../../../src/contracts/limits.ts';
import type { Shock } from '../../../src/contracts/risk-scenario.ts';
import { drillCell, figuresOf } from '../../../src/risk/scenarios/drill.ts';
import { makeEvaluator, ScenarioError } from '../../../src/risk/scenarios/evaluate.ts';
import { expandScenario } from '../../../src/risk/scenarios/expand.ts';
import { MEASURES, PARTS } from '../../../src/risk/scenarios/measures.ts';
import type { Plan } from '../../../src/risk/scenarios/plan.ts';
import { AS_OF, aBtcMarket, DAY_MS } from '../../support/markets.ts';
import { aPlan, manyHoldings } from '../../support/scenario-plan.ts';
import { goldenRows } from '../../support/shared.ts';

function cellOf(plan: Plan, index = 0) {
  const evaluator = makeEvaluator(plan);
  const out = new Float64Array(2 * evaluator.width);
  evaluator.base(out, 0);
  evaluator.cell({ index, spec: plan.cells[index] as Plan['cells'][number] }, out, evaluator.width);
  return { evaluator, out, base: out[0] as number, figures: figuresOf(out, evaluator.width, out[0] as number) };
}

const cells = (...shocks: Shock[]) => ({ cells: [{ name: 'one', shocks }] });
const holdings = manyHoldings(60);
const DOLLARS = { style: 'linear', currency: 'USD' } as const;

interface GoldenInputs {
  readonly type: 'call' | 'put';
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  readonly t: number;
  readonly r: number;
  readonly q: number;
}
interface GoldenOutputs {
  readonly price: number;
  readonly delta: number;
  readonly vega: number;
}

const anyShock: fc.Arbitrary<Shock> = fc.record({
  spot: fc.double({ min: -0.6, max: 1.5, noNaN: true }).map((relative) => ({ relative })),
  basis: fc.double({ min: -0.2, max: 0.2, noNaN: true }).map((shift) => ({ shift })),
  rate: fc.double({ min: -0.05, max: 0.05, noNaN: true }).map((shift) => ({ shift })),
  volatility: fc.record({
    relative: fc.double({ min: -0.3, max: 2, noNaN: true }),
    parallel: fc.double({ min: 0, max: 0.5, noNaN: true }),
    skew: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
    term: fc.double({ min: 0, max: 0.2, noNaN: true }),
  }),
  days: fc.constantFrom(0, 1, 10, 45),
  conversions: fc.double({ min: -0.5, max: 0.1, noNaN: true }).map((move) => ({ USDT: move })),
});

describe('a cell of a scenario', () => {
  it('is the base to the bit when no shock is any', async () => {
    const nothing: Shock = {
      spot: { relative: 0 },
      basis: { shift: 0 },
      rate: { shift: 0 },
      volatility: { relative: 0, parallel: 0, skew: 0, term: 0, expression: 'vol' },
      days: 0,
      conversions: { USDT: 0 },
    };
    const { out, evaluator, figures } = cellOf(await aPlan({ holdings, file: cells(nothing) }));

    for (const measure of MEASURES.keys()) expect(Object.is(out[measure], out[evaluator.width + measure])).toBe(true);
    expect(figures.profitAndLoss).toBe(0);
    expect(Object.values(figures.explain).every((part) => part === 0)).toBe(true);
  });

  it('explains its profit to the last bit, in total and in each part of a drill, whose parts add up to the total', async () => {
    await fc.assert(
      fc.asyncProperty(anyShock, fc.constantFrom(1, 3, 7), async (shock, groups) => {
        const plan = await aPlan({ holdings, file: cells(shock) });
        const { evaluator, figures } = cellOf(plan);
        const drilled = drillCell(evaluator, plan.legs, (leg) => `group ${leg % groups}`);

        const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);
        for (const one of [figures, ...drilled.map((group) => group.figures)]) {
          expect(sum(Object.values(one.explain))).toBe(one.profitAndLoss);
          expect(sum(Object.values(one.explain).reverse())).toBe(one.profitAndLoss);
        }
        expect(sum(drilled.map((group) => group.figures.presentValue))).toBe(figures.presentValue);
        expect(sum(drilled.map((group) => group.figures.explain.residual))).toBe(figures.explain.residual);
        for (const greek of ['delta', 'gamma', 'vega', 'theta', 'zomma'] as const) {
          expect(sum(drilled.map((group) => group.figures.greeks[greek]))).toBe(figures.greeks[greek]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('says of each limit what the group farthest out would take of it, and which group that is', async () => {
    const groups = ['acc_1', 'acc_2', 'acc_3'];
    const groupOf = Int32Array.from(holdings, (_, leg) => (leg % 4) - 1);
    const limitOn = (measure: LimitMeasure) => ({
      limitId: measure,
      per: 'client' as const,
      measure,
      max: 1,
      groupOf,
      groups,
    });
    const limits = (['deltaUsd', 'gammaUsd', 'vegaUsd', 'notionalUsd'] as const).map(limitOn);
    await fc.assert(
      fc.asyncProperty(anyShock, async (shock) => {
        const plan = await aPlan({ holdings, file: cells(shock), limits });
        const { evaluator, out } = cellOf(plan);
        const drilled = drillCell(evaluator, plan.legs, (leg) => groups[groupOf[leg] as number] ?? null);
        const uses = Array.from(out.subarray(evaluator.width + MEASURES.length + PARTS.length));
        for (const [limit, greek] of (['delta', 'gamma', 'vega'] as const).entries()) {
          const taken = drilled.map(({ figures }) => Math.abs(figures.greeks[greek]));
          expect(uses[2 * limit]).toBe(Math.max(...taken));
          expect(taken[uses[2 * limit + 1] as number]).toBe(uses[2 * limit]);
        }
        const spot = 100_000 * (1 + (shock.spot as { relative: number }).relative);
        const gross = groups.map((_, group) =>
          holdings.reduce((sum, { units }, leg) => sum + (groupOf[leg] === group ? Math.abs(units) * spot : 0), 0),
        );
        expect(uses[6]).toBeCloseTo(Math.max(...gross), 2);
        expect(gross[uses[7] as number]).toBe(Math.max(...gross));
      }),
      { numRuns: 15 },
    );
  });

  it('is linear in what is held, and a forward’s profit is its delta alone', async () => {
    const forwards = holdings.filter(({ instrument }) => instrument.kind === 'forward');
    const file = cells({ spot: { relative: -0.3 } });
    const once = cellOf(await aPlan({ holdings: forwards, file })).figures;
    const twice = cellOf(
      await aPlan({ holdings: forwards.map((one) => ({ ...one, units: 2 * one.units })), file }),
    ).figures;

    expect(Math.abs(twice.profitAndLoss - 2 * once.profitAndLoss)).toBeLessThan(forwards.length * 2 ** -16);
    expect(Math.abs(once.explain.residual)).toBeLessThan(1e-3);
    expect(once.explain.gamma).toBe(0);
  });

  it('explains a small move but for third order', async () => {
    const file = cells({ spot: { relative: 0.001 }, volatility: { parallel: 0.001 }, rate: { shift: 0.0001 } });
    const { explain, profitAndLoss } = cellOf(await aPlan({ holdings, file })).figures;

    expect(Math.abs(explain.residual)).toBeLessThan(1e-3 * Math.abs(profitAndLoss));
  });

  it('stands in a grid where it says', async () => {
    const grid = { spot: [-0.2, 0.1], volatility: [0, 0.1, 0.3], days: [0, 5] };
    const expanded = await expandScenario({ name: 'grid', title: 'Grid', grid });
    if (!expanded.ok) throw new Error(expanded.rejection.message);
    const { coordinates } = expanded.value;
    const plan = await aPlan({ holdings, file: { grid } });

    expect(coordinates).toHaveLength(12);
    for (const [index, at] of coordinates.entries()) {
      if (at === null) throw new Error('a cell of a grid must have coordinates');
      const alone = cells({ spot: { relative: at.spot }, volatility: { parallel: at.volatility }, days: at.days });
      expect(cellOf(plan, index).figures).toEqual(cellOf(await aPlan({ holdings, file: alone })).figures);
    }
    expect(plan.cells[11]?.name).toBe('spot +10 %, volatility +30 points, 5 days');
  });

  it('takes shocks one after the other: two are the one that they make together', async () => {
    const one = cells({ spot: { relative: 0.5 }, volatility: { parallel: 0.1 }, days: 3 });
    const two = cells(
      { spot: { relative: 0.25 }, volatility: { parallel: 0.0625 }, days: 1 },
      { spot: { relative: 0.2 }, days: 2 },
      { volatility: { parallel: 0.0375 } },
    );
    const [together, apart] = [
      cellOf(await aPlan({ holdings, file: one })),
      cellOf(await aPlan({ holdings, file: two })),
    ];

    expect(apart.figures.presentValue).toBeCloseTo(together.figures.presentValue, 3);
  });

  it('takes shocks in their order, and what is in one of them in its own', async () => {
    const oneOf = async (...shocks: Shock[]) => cellOf(await aPlan({ holdings, file: cells(...shocks) })).figures;
    const level = { spot: { level: 80_000 } };
    const down = { spot: { relative: -0.1 } };
    const raised = { volatility: { parallel: 0.2 } };
    const halved = { volatility: { relative: -0.5 } };

    expect(await oneOf(level, down)).toEqual(await oneOf({ spot: { expression: '80000 * (1 - 0.1)' } }));
    expect(await oneOf(down, level)).toEqual(await oneOf(level));
    expect(await oneOf(raised, halved)).toEqual(await oneOf({ volatility: { expression: '(vol + 0.2) * 0.5' } }));
    // Within one shock the relative move is first.
    expect(await oneOf({ volatility: { parallel: 0.2, relative: -0.5 } })).toEqual(await oneOf(halved, raised));
    expect(await oneOf({ days: 2 }, { days: 5 })).toEqual(await oneOf({ days: 7 }));
  });

  it('says the same in an expression as in its own words', async () => {
    const words = cells({ spot: { relative: -0.2 }, volatility: { parallel: 0.1 }, rate: { shift: 0.01 } });
    const text = cells({
      spot: { expression: 'spot * (1 - 0.2)' },
      volatility: { expression: 'vol + 0.1' },
      rate: { expression: 'rate + 0.01' },
    });

    expect(cellOf(await aPlan({ holdings, file: text })).figures).toEqual(
      cellOf(await aPlan({ holdings, file: words })).figures,
    );
  });

  it('takes the dollars of what settles in a currency along with it', async () => {
    const usdt = holdings.filter(({ instrument }) => instrument.settlement.currency === 'USDT');
    const { base, figures } = cellOf(await aPlan({ holdings: usdt, file: cells({ conversions: { USDT: -0.1 } }) }));

    expect(figures.profitAndLoss).toBeCloseTo(-0.1 * base, 2);
    expect(figures.explain.conversion).toBeCloseTo(figures.profitAndLoss, 3);
  });

  it('keeps a smile by strike where that is asked for', async () => {
    const expiry = AS_OF + 30 * DAY_MS;
    const volatility = {
      kind: 'points',
      slices: [{ expiry, logMoneyness: [-0.5, 0, 0.5], volatilities: [0.9, 0.5, 0.4] }],
    } as const;
    const market = aBtcMarket({ volatility, forwards: { kind: 'carry', carry: 0 } });
    const option = {
      kind: 'option',
      optionType: 'put',
      underlying: 'BTC-USD',
      strike: 100_000,
      expiry,
      settlement: { style: 'linear', currency: 'USD' },
    } as const;
    const file = { smile: 'strike', ...cells({ spot: { relative: -0.2 } }) } as const;
    const held = [{ instrument: option, units: 1 }];

    const byStrike = cellOf(await aPlan({ market, holdings: held, file })).figures;
    const byMoneyness = cellOf(await aPlan({ market, holdings: held, file: { ...file, smile: 'moneyness' } })).figures;

    expect(byStrike.explain.vega).toBe(0);
    expect(byMoneyness.explain.vega).toBeLessThan(0);
  });

  it('names the cell that has no result, and the trade', async () => {
    const plan = await aPlan({ holdings, file: cells({ volatility: { expression: 'vol + log(-K)' } }) });
    const tooMuch = await aPlan({ holdings: [{ ...holdings[1], units: 1e20 } as never], file: cells({ days: 1 }) });

    expect(() => cellOf(plan)).toThrow(
      /^cell 0 \(one\): shocked volatility must be finite and >= 0, was NaN at strike \d+$/,
    );
    expect(() => cellOf(tooMuch)).toThrow(ScenarioError);
    expect(() => cellOf(tooMuch)).toThrow(/must add up to less than 137438953472 dollars gross/);
  });

  it('revalues the golden options in full: their market is what the shocks make', async () => {
    const rows = goldenRows<GoldenInputs, GoldenOutputs>('european.json', (category) => category === 'core');

    for (const { inputs, outputs } of rows) {
      const { spot, strike, vol, t, r, q, type: optionType } = inputs;
      const expiry = Math.round(AS_OF + t * 365 * DAY_MS);
      const half = {
        spot: spot / 2,
        forwards: { kind: 'carry', carry: 0 },
        volatility: { kind: 'flat', volatility: vol / 2 },
      } as const;
      const instrument = {
        kind: 'option',
        optionType,
        underlying: 'BTC-USD',
        strike,
        expiry,
        settlement: DOLLARS,
      } as const;
      const file = cells({
        spot: { relative: 1 },
        volatility: { relative: 1 },
        basis: { shift: r - q },
        rate: { shift: r - 0.04 },
      });
      const { figures } = cellOf(await aPlan({ market: aBtcMarket(half), holdings: [{ instrument, units: 1 }], file }));

      expect(Math.abs(figures.presentValue - outputs.price)).toBeLessThanOrEqual(2 ** -16 + 1e-12 * spot);
      expect(Math.abs(figures.greeks.delta - outputs.delta * spot)).toBeLessThanOrEqual(2 ** -16 + 1e-9 * spot);
      expect(Math.abs(figures.greeks.vega - outputs.vega)).toBeLessThanOrEqual(
        2 ** -16 + 1e-9 * Math.abs(outputs.vega),
      );
    }
  });
});

import fc from 'fast-check';
import type { RiskCell, RiskFigures } from '../../../src/contracts/risk-run.ts';
import { dollars, shortDollars, signedPercent } from '../../../src/web/risk/dollars.ts';
import { heatGrid } from '../../../src/web/risk/heat-model.ts';
import { worstGaps } from '../../../src/web/risk/limit-model.ts';
import { facesOf } from '../../../src/web/risk/mesh-model.ts';
import { qualityOf } from '../../../src/web/risk/quality-model.ts';
import { axisOf, formOf, NEW_DRAFT, numberOrText, withField, withForm } from '../../../src/web/risk/scenario-draft.ts';
import { beyondDays } from '../../../src/web/risk/surface-model.ts';
import { waterfallSteps } from '../../../src/web/risk/waterfall-model.ts';
import { type WhatIfEntered, whatIfRequestOf } from '../../../src/web/risk/what-if-model.ts';

describe('dollars of the model', () => {
  it.each([
    [-1_234_567.891, '−1,234,567.89', '−1.23m'],
    [0, '0.00', '0'],
    [-0.001, '0.00', '0'],
    [999_999, '999,999.00', '1000k'],
    [12_345.6, '12,345.60', '12.3k'],
    [2_500_000_000, '2,500,000,000.00', '2.50bn'],
  ])('%p reads %p, and %p where there is no room', (value, whole, short) => {
    expect([dollars(value), shortDollars(value)]).toEqual([whole, short]);
  });

  it('shows a share with its sign', () => {
    expect([-0.3, 0, 0.05].map(signedPercent)).toEqual(['−30 %', '0 %', '+5 %']);
  });
});

describe('a waterfall', () => {
  const part = fc.integer({ min: -1_000_000, max: 1_000_000 });

  it('goes from nothing to the whole, and draws each step on both sides of zero that it crosses', () => {
    fc.assert(
      fc.property(part, part, part, (delta, vega, residual) => {
        const profitAndLoss = delta + vega + residual;
        const steps = waterfallSteps({ explain: { delta, vega, residual }, profitAndLoss } as unknown as RiskFigures);
        let reached = 0;
        for (const { kind, value, ...bars } of steps) {
          const from = { part: reached, whole: 0 }[kind];
          reached = from + value;
          const low = Math.min(from, reached);
          const high = Math.max(from, reached);
          expect(bars.clearAbove + bars.above).toBe(Math.max(high, 0));
          expect(bars.clearBelow + bars.below).toBe(Math.min(low, 0));
          expect(bars.above - bars.below).toBe(high - low);
        }
        expect(reached).toBe(profitAndLoss);
      }),
    );
  });
});

describe('a heat map', () => {
  const places = [
    { spot: 0.1, volatility: 0, days: 7 },
    { spot: -0.1, volatility: 0.2, days: 0 },
    { spot: -0.1, volatility: 0, days: 0 },
    { spot: 0.1, volatility: 0, days: 0 },
  ];
  const cells = places.map((at, cell) => ({ cell, at }) as RiskCell);

  it('has its axes in order and one slice of time', () => {
    const grid = heatGrid(cells, 7);
    expect(grid).toMatchObject({ spots: [-0.1, 0.1], volatilities: [0, 0.2], days: [0, 7] });
    expect(grid?.at(1, 0)?.cell).toBe(0);
    expect(grid?.at(0, 0)).toBeNull();
  });

  it('shows the first slice when another is asked for, and nothing of a list', () => {
    expect(heatGrid(cells, 3)?.at(0, 1)?.cell).toBe(1);
    expect(heatGrid([{ at: null } as RiskCell], 0)).toBeNull();
  });

  it('finds where least is left of each limit', () => {
    const gaps = (name: string, gap: number) => ({ name, limits: [{ limitId: 'vega', gap }] }) as unknown as RiskCell;
    expect(worstGaps([gaps('a', 5), gaps('b', -1), gaps('c', -1)]).get('vega')).toEqual({ gap: -1, name: 'b' });
  });
});

describe('a scenario that is being written', () => {
  it.each([
    ['−0.2', -0.2],
    ['1e-3', 0.001],
    ['0.', 0],
    ['abc', 'abc'],
    ['  ', undefined],
  ])('reads %p as %p', (typed, value) => {
    expect(numberOrText(typed)).toBe(value);
  });

  it('reads an axis with what is no number left for the service to refuse', () => {
    expect(axisOf('-0.3, 0;x 0.1')).toEqual([-0.3, 0, 'x', 0.1]);
    expect(axisOf(' ')).toBeUndefined();
  });

  it('has exactly one form, and loses a field that is emptied', () => {
    const now = '2026-11-23T08:00:00.000Z';
    for (const form of ['cells', 'grid', 'history'] as const) {
      const draft = withForm(NEW_DRAFT, form, now);
      expect(formOf(draft)).toBe(form);
      expect(['cells', 'grid', 'history'].filter((one) => one in draft)).toEqual([form]);
    }
    expect(withField({ spot: { relative: 1 }, days: 2 }, 'spot', {})).toEqual({ days: 2 });
  });
});

describe('a what-if from its form', () => {
  const empty = new Proxy({ name: 'x', from: '2026-11-22T00:00:00', to: '2026-11-23T00:00:00' } as WhatIfEntered, {
    get: (own, field) => Reflect.get(own, field) ?? '',
  });
  const entered = (changes: Partial<WhatIfEntered>) =>
    whatIfRequestOf(new Proxy(empty, { get: (own, field) => Reflect.get(changes, field) ?? Reflect.get(own, field) }));

  it('leaves out what is left empty', () => {
    expect(entered({})).toEqual({
      name: 'x',
      from: '2026-11-22T00:00:00.000Z',
      to: '2026-11-23T00:00:00.000Z',
      change: {},
      acceptance: {},
    });
  });

  it.each([
    [{ salesMarginBps: '0.5' }, { spreadPolicy: { multiply: { salesMarginBps: '0.5' } } }],
    [{ salesMarginBps: '0.5', policyVersion: ' pol_a1 ' }, { spreadPolicy: { version: 'pol_a1' } }],
    [{ spotStaleMs: '10000' }, { staleFeed: { spotStaleMs: 10_000 } }],
    [{ surfaceStaleMs: '1.5' }, { staleFeed: { surfaceStaleMs: '1.5' } }],
  ])('says %p as %p', (changes, change) => {
    expect(entered(changes)).toMatchObject({ change });
  });
});

describe('a surface', () => {
  const table = {
    expiries: ['2026-11-23', '2026-11-27', '2026-12-25'],
    moneyness: [90, 100, 110],
    forwards: [1, 2, 3],
    cells: [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => [column, row, 90 - 10 * row + column] as const)),
  };
  const asOf = Date.parse('2026-11-23T07:00:00.000Z');

  it('is looked at without its nearest expiries, unless there are no others', () => {
    expect(beyondDays(table, { asOf, days: 2 })).toMatchObject({
      expiries: ['2026-11-27', '2026-12-25'],
      forwards: [2, 3],
    });
    expect(beyondDays(table, { asOf, days: 2 }).cells[0]).toEqual([0, 0, 80]);
    expect(beyondDays(table, { asOf, days: 90 })).toEqual(table);
  });

  it('is drawn face by face, the farthest first, from every side', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -7, max: 7, noNaN: true }),
        fc.double({ min: 0.05, max: 1.5, noNaN: true }),
        (around, above) => {
          const { faces } = facesOf(table, { around, above });
          const depths = faces.map((face) => (face as unknown as { depth: number }).depth);
          expect(depths).toHaveLength(4);
          expect(depths).toEqual(depths.toSorted((a, b) => b - a));
          expect(faces.every(({ height }) => height >= 0 && height <= 1)).toBe(true);
        },
      ),
    );
  });

  it.each([
    [{ fallback: 'too few quotes' }, false, 'too few quotes'],
    [{ quotes: 0 }, true, 'of the model'],
    [{ shareInside: '0.79' }, false, 'outside'],
    [{ shareInside: '0.8' }, true, 'inside'],
    [{ rmsePoints: '2.01' }, false, 'far from quotes'],
  ])('is flagged where it does not stand to its quotes: %p', (changes, good, words) => {
    const slice = { fallback: null, quotes: 40, shareInside: '1', rmsePoints: '0.2', ...changes };
    expect(qualityOf(slice as Parameters<typeof qualityOf>[0])).toEqual({
      good,
      words: expect.stringContaining(words),
    });
  });
});

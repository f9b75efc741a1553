import { join } from 'node:path';
import { makeEvaluator } from '../../../../src/risk/scenarios/evaluate.ts';
import { readHistory } from '../../../../src/risk/scenarios/read-history.ts';
import { lossesAt } from '../../../../src/risk/scenarios/value-at-risk.ts';
import { marketPoint, windowCells } from '../../../../src/risk/scenarios/windows.ts';
import { aBtcMarket } from '../../../support/markets.ts';
import { aPlan, manyHoldings } from '../../../support/scenario-plan.ts';
import { advanced, aPlayingMarket, latest } from '../../market/recorded-play.ts';
import { recorded, removeFolders, START, simulatedTicks } from '../../market/recorder/recording.ts';

const MINUTE_MS = 60_000;
const TO_FIFTY = Array.from({ length: 100 }, (_, index) => index - 50);

describe('value at risk by historical simulation', () => {
  it.each([
    { profits: [-10, -8, -1, 0, 5], confidence: 0.8, valueAtRisk: 10, expectedShortfall: 10, tail: 1 },
    { profits: [-10, -8, -1, 0, 5], confidence: 0.6, valueAtRisk: 8, expectedShortfall: 9, tail: 2 },
    { profits: [-10, -8, -1, 0, 5], confidence: 0.99, valueAtRisk: 10, expectedShortfall: 10, tail: 1 },
    { profits: TO_FIFTY, confidence: 0.95, valueAtRisk: 46, expectedShortfall: 48, tail: 5 },
    { profits: [1, 2], confidence: 0.75, valueAtRisk: -1, expectedShortfall: -1, tail: 1 },
  ])('at $confidence is $valueAtRisk with a tail of $tail', ({ profits, ...expected }) => {
    expect(lossesAt(profits, [expected.confidence])).toEqual([expected]);
  });

  it('has no figure without a window', () => {
    expect(() => lossesAt([], [0.95])).toThrow('needs 1 window or more');
  });

  it('comes from what the service has recorded, as far as it was recorded', async () => {
    const ticks = await simulatedTicks(500);
    const { folder } = await recorded(ticks);
    const span = { from: new Date(START).toISOString(), to: new Date(START + 3_600_000).toISOString() };
    const history = { source: 'recordings' as const, ...span, stepMinutes: 1, horizonMinutes: 1, confidence: [0.9] };
    // A recording is read from its folder: no database is asked.
    const deps = { db: undefined as never, recordings: folder };
    const read = await readHistory(deps, history, 'moneyness');
    const nowhere = await readHistory({ ...deps, recordings: join(folder, 'none') }, history, 'moneyness');
    removeFolders();

    // 125 seconds hold two beginnings that last a minute.
    expect(read.ok ? read.value.map(({ name }) => name.slice(11, 16)) : read).toEqual(['10:00', '10:01']);
    expect(nowhere).toMatchObject({ ok: false, rejection: { code: 'NOT_FOUND' } });
  });

  it('comes from a replayed day: its moves are those of the recording, applied to another market', async () => {
    const market = await aPlayingMarket({ speed: 1 });
    const first = latest(market.feed);
    const points = [marketPoint(first.snapshot)];
    for (let minute = 1; minute <= 40; minute += 1) points.push(marketPoint(advanced(market, MINUTE_MS).snapshot));
    const cells = windowCells(points, { stepMs: 5 * MINUTE_MS, horizonMs: 10 * MINUTE_MS }, 'moneyness');
    await market.feed.stop();

    expect(cells.length).toBeGreaterThanOrEqual(5);
    const [start, end] = [points[0]?.underlyings['BTC-USD']?.spot ?? 0, points[10]?.underlyings['BTC-USD']?.spot ?? 0];
    expect(cells[0]?.shocks.find(({ underlying }) => underlying === 'BTC-USD')?.spot).toEqual({
      relative: end / start - 1,
    });

    const plan = {
      ...(await aPlan({ market: aBtcMarket(), holdings: manyHoldings(20), file: { grid: {} }, measures: 'value' })),
      cells,
    };
    const evaluator = makeEvaluator(plan);
    const base = new Float64Array(evaluator.width);
    evaluator.base(base, 0);
    const profits = cells.map((spec, index) => {
      const out = new Float64Array(evaluator.width);
      evaluator.cell({ index, spec }, out, 0);
      return (out[0] as number) - (base[0] as number);
    });
    const [loss] = lossesAt(profits, [0.9]);

    expect(new Set(profits).size).toBeGreaterThan(1);
    expect(loss?.valueAtRisk).toBe(-Math.min(...profits));
  });
});

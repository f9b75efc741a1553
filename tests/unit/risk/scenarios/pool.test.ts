import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { repoRoot } from '../../../../scripts/docs/repo-root.ts';
import { Interrupted } from '../../../../src/risk/interrupted.ts';
import { makeBatch } from '../../../../src/risk/scenarios/batch.ts';
import { chunksOf } from '../../../../src/risk/scenarios/chunk.ts';
import { makeEvaluator } from '../../../../src/risk/scenarios/evaluate.ts';
import type { Plan } from '../../../../src/risk/scenarios/plan.ts';
import { openPool, type ScenarioPool, sharedPlan, valueChunks } from '../../../../src/risk/scenarios/pool.ts';
import { aPlan, manyHoldings } from '../../../support/scenario-plan.ts';

const GRID = { grid: { spot: [-0.3, -0.1, 0, 0.2], volatility: [0, 0.1, 0.2], days: [0, 7] } };
const CHUNKS = [0, 5, 10, 15, 20].map((from) => ({ from, count: from === 20 ? 4 : 5 }));

async function valued(pool: ScenarioPool, plan: Plan): Promise<Float64Array> {
  const { width } = makeEvaluator(plan);
  const all = new Float64Array(plan.cells.length * width);
  await valueChunks(pool, { planId: 'one', plan: sharedPlan(plan), chunks: CHUNKS }, async ({ from }, values) => {
    all.set(values, from * width);
    return true;
  });
  return all;
}

describe('threads that value scenarios', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otc-worker-'));
  const worker = pathToFileURL(join(folder, 'worker.mjs'));
  const entry = join(repoRoot, 'src', 'risk', 'scenarios', 'worker.ts');
  buildSync({ entryPoints: [entry], outfile: fileURLToPath(worker), bundle: true, format: 'esm', platform: 'node' });
  const pools = [1, 2, 3].map((threads) => openPool({ threads, worker: worker.href }));
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    rmSync(folder, { recursive: true });
  });

  it('give the same bits by one, by two and by three of them, and without any', async () => {
    const plan = await aPlan({ holdings: manyHoldings(80), file: GRID });
    const here = makeBatch(plan).value(0, plan.cells);

    for (const pool of pools)
      expect(Buffer.from((await valued(pool, plan)).buffer).equals(Buffer.from(here.buffer))).toBe(true);
  }, 60_000);

  it('stop when they are told to, and name a cell that has no result', async () => {
    const [pool] = pools as [ScenarioPool];
    const plan = await aPlan({ holdings: manyHoldings(8), file: GRID });
    const broken = await aPlan({ holdings: manyHoldings(8), file: { grid: { volatility: [0, -0.9] } } });
    let told = 0;

    await valueChunks(pool, { planId: 'two', plan: sharedPlan(plan), chunks: CHUNKS }, async () => {
      told += 1;
      return told < 2;
    });

    expect(told).toBe(2);
    await expect(
      valueChunks(
        pool,
        { planId: 'three', plan: sharedPlan(broken), chunks: [{ from: 0, count: 2 }] },
        async () => true,
      ),
    ).rejects.toThrow(/^cell 1 \(spot 0 %, volatility -90 points, 0 days\): shocked volatility must be finite/);
  }, 60_000);

  it('are interrupted, and at no fault, when the pool is closed', async () => {
    const plan = await aPlan({ holdings: manyHoldings(80), file: GRID });
    const closing = openPool({ threads: 1, worker: worker.href });
    const interrupted = expect(valued(closing, plan)).rejects.toThrow(Interrupted);
    await closing.close();

    await interrupted;
    await expect(valued(closing, plan)).rejects.toThrow(Interrupted);
  });

  it('work in chunks that only the plan decides', async () => {
    const plan = await aPlan({
      holdings: manyHoldings(80),
      file: {
        grid: {
          spot: Array.from({ length: 200 }, (_, i) => i / 100),
          volatility: Array.from({ length: 20 }, (_, i) => i / 100),
        },
      },
    });

    expect(chunksOf(plan).reduce((sum, { count }) => sum + count, 0)).toBe(4_000);
    expect(chunksOf(plan).length).toBeGreaterThan(1);
  });
});

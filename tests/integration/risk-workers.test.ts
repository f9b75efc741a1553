import type { RiskRun } from '../../src/contracts/risk-run.ts';
import { makeScenarioFiles, makeScenarioRuns } from '../../src/risk/index.ts';
import { Interrupted } from '../../src/risk/interrupted.ts';
import { makeBatch } from '../../src/risk/scenarios/batch.ts';
import { findRunRow } from '../../src/risk/scenarios/run-store.ts';
import { aLeg, call, connectAs, quoteFor, signIn } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

/** Nobody but the workers of these tests takes up a run. */
const used = useService({ roles: ['gateway', 'market'] });

/** Too large to be valued beside the database. */
const LARGE = { name: 'large', title: 'Large', grid: { spot: axis(150, 0.003), volatility: axis(100, 0.002) } };

function axis(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, index) => index * step);
}

type Deps = Parameters<typeof makeScenarioRuns>[0];
type Value = Deps['pool']['value'];

const valued: Value = async ({ holdings, from, cells }) => makeBatch(holdings).value(from, cells);

/** A process that works on runs: another one than the service, on the same database. */
function aWorker({ value = valued, laterMs = 0 }: { value?: Value; laterMs?: number } = {}) {
  const { world, clock } = used.service;
  return makeScenarioRuns({
    ...world,
    clock: { ...clock, now: () => clock.now() + laterMs },
    files: makeScenarioFiles(world),
    recordings: '',
    current: () => world.market.current(),
    onStarted: () => {},
    tell: () => {},
    pool: { threads: 1, value, close: async () => {} },
  });
}

async function started(asOf?: string): Promise<RiskRun> {
  const request = { scenario: LARGE, quotes: 'asIfAccepted', ...(asOf === undefined ? {} : { asOf }) } as const;
  const run = await aWorker().start(request, 'risk');
  if (!run.ok) throw new Error(run.rejection.message);
  return run.value;
}

const chunksOf = (runId: string) =>
  used.service.db
    .selectFrom('scenario_chunk')
    .select(['from_cell', 'body'])
    .where('run_id', '=', runId)
    .orderBy('from_cell')
    .execute();

/** Of one worker that nothing happens to. */
let reference: RiskRun;
beforeAll(async () => {
  const client = await connectAs(used.service, 'harbour');
  for (let quote = 0; quote < 2; quote += 1) {
    await quoteFor(client, { legs: [aLeg({ strike: String(100_000 + 1_000 * quote) })] });
  }
  client.close();
  reference = await started();
  await aWorker().work(reference.runId);
});

async function expectSameBits(runId: string): Promise<void> {
  const [a, b] = await Promise.all([findRunRow(used.service.db, reference.runId), findRunRow(used.service.db, runId)]);
  expect(a).toMatchObject({ state: 'done', book: { quotes: 4, instruments: 2 } });
  expect(b).toMatchObject({ state: 'done', base: a?.base, summary: a?.summary, done: LARGE.grid.spot.length * 100 });
  expect(await chunksOf(runId)).toEqual(await chunksOf(reference.runId));
}

describe('a scenario run', () => {
  it('goes on where a worker died, in another one, with the same bits', async () => {
    const { runId } = await started(reference.asOf);
    let asked = 0;
    const dying = aWorker({
      laterMs: 600_000,
      async value(task) {
        asked += 1;
        if (asked === 3) throw Object.assign(new Error('died'), { code: 'ECONNRESET' });
        return valued(task);
      },
    });
    await expect(dying.work(runId)).rejects.toThrow('died');

    const left = (await chunksOf(runId)).filter(({ body }) => body === null).length;
    // What the dead one had claimed is free once its lease has ended.
    await aWorker().work(runId);
    expect(await findRunRow(used.service.db, runId)).toMatchObject({ state: 'running' });
    await aWorker({ laterMs: 700_000 }).work(runId);

    expect(left).toBeGreaterThan(10);
    await expectSameBits(runId);
  });

  it('stays for others when its process stops, and ends when the fault is its own', async () => {
    const { runId } = await started(reference.asOf);
    const stopping = aWorker({ value: () => Promise.reject(new Interrupted(null)) });
    await stopping.work(runId);
    expect(await findRunRow(used.service.db, runId)).toMatchObject({ state: 'running', done: 0 });

    const faulty = aWorker({ value: () => Promise.reject(new Error('a bug')), laterMs: 600_000 });
    await expect(faulty.work(runId)).rejects.toThrow('a bug');
    expect(await findRunRow(used.service.db, runId)).toMatchObject({ state: 'failed', error: 'a bug' });
  });

  it('is shared by two workers at once, with the same bits as by one', async () => {
    const { runId } = await started(reference.asOf);
    const taken = [0, 0];
    const workers = taken.map((_, index) =>
      aWorker({
        async value(task) {
          taken[index] = (taken[index] ?? 0) + 1;
          // Neither goes on before the other one has come.
          await waitFor('the other worker', () => taken.every((count) => count > 0));
          return valued(task);
        },
      }),
    );

    await Promise.all(workers.map(({ work }) => work(runId)));

    expect(Math.min(...taken)).toBeGreaterThan(0);
    await expectSameBits(runId);
  });

  it('stops within one chunk when it is cancelled while it runs', async () => {
    const { runId } = await started(reference.asOf);
    const { token } = await signIn(used.service, 'risk');
    const asked: number[] = [];
    const worker = aWorker({
      async value(task) {
        asked.push(task.from);
        if (asked.length === 2) {
          const path = `/risk/runs/${runId}/cancel`;
          expect(await call(used.service.url, { method: 'POST', path, token, body: {} })).toMatchObject({ ok: true });
        }
        return valued(task);
      },
    });

    await worker.work(runId);

    expect(asked).toHaveLength(2);
    expect(await findRunRow(used.service.db, runId)).toMatchObject({ state: 'cancelled' });
    expect((await chunksOf(runId)).filter(({ body }) => body !== null)).toHaveLength(1);
  });
});

import type { ReplayRun } from '../../src/contracts/replay.ts';
import type { Answer } from '../../src/contracts/result.ts';
import type { WhatIfResult, WhatIfRun } from '../../src/contracts/what-if.ts';
import { makeWhatIfs, openRiskThreads, type RiskThreads } from '../../src/risk/index.ts';
import { aForward, aLeg, anAcceptance, anRfq, call, connectAs, quoteFor, signIn } from '../support/client.ts';
import { sharedPath } from '../support/shared.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

// A recorded day, a minute of it each second.
const used = useService({
  settings: { MARKET: `recorded:${sharedPath('market-data')}`, MARKET_SPEED: '60', RISK_THREADS: '0' },
});

const FROM = '2026-01-01T00:00:00.000Z';
const TO = '2126-01-01T00:00:00.000Z';
const WIDER = { spreadPolicy: { multiply: { halfSpreadVolatility: '4', hedgeBps: '9' } } };
const QUOTES = 12;

let token: string;
beforeAll(async () => {
  ({ token } = await signIn(used.service, 'risk'));
  const client = await connectAs(used.service, 'harbour');
  for (let n = 0; n < QUOTES; n += 1) {
    const legs = n % 3 === 2 ? [aForward()] : [aLeg({ strike: String(9_000 + 500 * n) })];
    const quote = await quoteFor(client, { legs, premiumCurrency: n % 3 === 1 ? 'BTC' : 'USD' });
    if (n % 2 === 0) await client.request('quote.accept', anAcceptance(quote));
    else await client.request('quote.pass', { rfqId: quote.rfqId, quoteId: quote.quoteId });
  }
  await client.request('rfq.create', anRfq({ quantity: '100000' }));
  await waitFor('the booking of all that was accepted', async () => {
    const rows = await used.service.db.selectFrom('trade').select('state').execute();
    return rows.filter(({ state }) => state === 'booked').length === QUOTES / 2;
  });
  client.close();
}, 60_000);

function dataOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

const post = <T>(path: string, body: object) => call<T>(used.service.url, { method: 'POST', path, token, body });
const get = <T>(path: string) => call<T>(used.service.url, { path, token });
const asked = (change: object, acceptance: object = {}) => ({ name: 'a test', from: FROM, to: TO, change, acceptance });

async function ran(change: object, acceptance: object = {}): Promise<{ run: WhatIfRun; items: WhatIfResult[] }> {
  const { whatIfId } = dataOf(await post<WhatIfRun>('/risk/what-ifs', asked(change, acceptance)));
  let run: WhatIfRun | undefined;
  await waitFor('the end of the what-if', async () => {
    run = dataOf(await get<WhatIfRun>(`/risk/what-ifs/${whatIfId}`));
    return run.state !== 'running';
  });
  if (run === undefined) throw new Error('there must be a run');
  const { items } = dataOf(await get<{ items: WhatIfResult[] }>(`/risk/what-ifs/${whatIfId}/results`));
  return { run, items };
}

describe('a recorded day', () => {
  it('replays to the digit', async () => {
    const { summary } = dataOf(await post<ReplayRun>('/replays', { from: FROM, to: TO }));

    expect(summary).toEqual({ replayed: QUOTES, equal: QUOTES, different: 0, notReplayable: 0 });
  });

  it('is what it was when nothing is changed, refused and lost requests among it', async () => {
    const { run, items } = await ran({});

    expect(run).toMatchObject({ state: 'done', total: QUOTES + 1, done: QUOTES + 1 });
    expect(run.totals.all.now).toEqual(run.totals.all.was);
    expect(run.totals.all.was).toMatchObject({ quoted: QUOTES, won: QUOTES / 2, refused: 1, hitPercent: '50' });
    expect(run.totals.changed).toBe(0);
    for (const { was, now } of items) expect(now).toEqual(was);
    expect(items.at(-1)?.was.reasons[0]?.rule).toMatch(/^[A-Z]{2}-\d\d$/);
  });

  it('under a wider spread earns more on each trade that is borne, and names what changed', async () => {
    const { run, items } = await ran(WIDER, { acceptedBearsBps: '10000' });
    const won = items.filter(({ was }) => was.outcome === 'won');

    expect(won).toHaveLength(QUOTES / 2);
    for (const { was, now, changes } of won) {
      // Rounding to the tick may hide it on one of them.
      expect(Number(now.marginUsd)).toBeGreaterThanOrEqual(Number(was.marginUsd));
      for (const { why } of changes) expect(why).toMatch(/^spread policy pol_/);
    }
    expect(Number(run.totals.all.now.marginUsd)).toBeGreaterThan(Number(run.totals.all.was.marginUsd));
    expect(run.totals.changed).toBe(QUOTES);
    expect(run.totals.byProduct.map(({ key }) => key)).toEqual(['forward BTC-USD', 'option BTC-USD']);
    const unborne = (await ran(WIDER)).items.filter(({ now }) => now.outcome === 'won');
    for (const { was, now } of unborne) expect(now.marginUsd).toBe(was.marginUsd);
    expect(unborne.length).toBeLessThan(won.length);
  });
});

describe('a run', () => {
  const makeRuns = (threads: RiskThreads) =>
    makeWhatIfs({ ...used.service.world, threads, onStarted: () => {}, tell: () => {} });
  const started = async (runs: ReturnType<typeof makeRuns>) => {
    const run = await runs.start({ ...asked(WIDER), acceptance: ALL_BORNE, name: 'crash' }, 'risk');
    if (!run.ok) throw new Error(run.rejection.message);
    return run.value.whatIfId;
  };
  const endOf = async (runs: ReturnType<typeof makeRuns>, whatIfId: string) => {
    const found = await runs.find(whatIfId);
    const results = await runs.results(whatIfId, { after: null, limit: 100, changedOnly: false });
    if (!found.ok || !results.ok) throw new Error('the run must be there');
    const { state, done, totals } = found.value;
    return { state, done, totals, results: results.value };
  };
  const ALL_BORNE = { acceptedBearsBps: '10000', lostIsWonFromBps: 'never' as const };

  it('that died in its middle goes on in another process to the same result, as does one in many threads', async () => {
    const here = openRiskThreads(0);
    const whole = makeRuns(here);
    const wholeId = await started(whole);
    await whole.work(wholeId);
    let chunks = 0;
    const dying = makeRuns({
      ...here,
      run(name, chunk) {
        chunks += 1;
        if (chunks === 2) throw Object.assign(new Error('the process died'), { code: 'ECONNRESET' });
        return here.run(name, chunk);
      },
    });
    const dyingId = await started(dying);
    await expect(dying.work(dyingId)).rejects.toThrow('the process died');
    const middle = await endOf(dying, dyingId);
    const { db } = used.service;
    const long = new Date(0);
    await db.updateTable('what_if_run').set({ touched_at: long }).where('what_if_id', '=', dyingId).execute();
    // The service's own worker may be the first to see it.
    await Promise.all([whole.takeUp(), whole.work(dyingId)]);
    const many = makeRuns({ ...here, count: 3 });
    const manyId = await started(many);
    await many.work(manyId);
    const expected = await endOf(whole, wholeId);

    expect(middle).toMatchObject({ state: 'running', done: 10 });
    expect(expected).toMatchObject({ state: 'done', done: QUOTES + 1 });
    expect(await endOf(whole, dyingId)).toEqual(expected);
    expect(await endOf(many, manyId)).toEqual(expected);
  });

  it('that is cancelled stops where it is', async () => {
    const runs = makeRuns(openRiskThreads(0));
    const whatIfId = await started(runs);
    await runs.cancel(whatIfId, 'risk');
    await runs.work(whatIfId);

    expect(await endOf(runs, whatIfId)).toMatchObject({ state: 'cancelled', done: 0, results: [] });
  });

  it('is read by pages, exported and reported, and each request is in it once', async () => {
    const { run, items } = await ran(WIDER);
    const path = `/risk/what-ifs/${run.whatIfId}`;
    const first = dataOf(await get<{ items: unknown[]; nextCursor: string }>(`${path}/results?limit=5`));
    const next = dataOf(await get<{ items: unknown[] }>(`${path}/results?limit=500&cursor=${first.nextCursor}`));
    const textOf = async (route: string) => {
      const answer = await fetch(`${used.service.url}/api/v1${route}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return answer.text();
    };
    const csv = (await textOf(`${path}/export?format=csv`)).trimEnd().split('\n');
    const lines = (await textOf(`${path}/export`)).trimEnd().split('\n');
    const page = await textOf(`${path}/report`);

    expect([...first.items, ...next.items]).toEqual(items);
    expect(new Set(items.map(({ rfqId }) => rfqId)).size).toBe(QUOTES + 1);
    expect(csv).toHaveLength(QUOTES + 2);
    expect(csv[0]).toMatch(/^rfqId,at,accountId,client,product,trader,was\.outcome,/);
    expect(lines.map((line) => JSON.parse(line) as WhatIfResult)).toEqual(items);
    expect(page).toContain('<title>What if: a test</title>');
    expect(page).not.toMatch(/<script|src=|href=/);
    expect(dataOf(await get<{ items: WhatIfRun[] }>('/risk/what-ifs')).items[0]?.whatIfId).toBe(run.whatIfId);
  });

  it.each([
    { change: { modelVersion: 'black76-0' }, path: 'change.modelVersion' },
    { change: { spreadPolicy: { version: 'pol_0' } }, path: 'change.spreadPolicy.version' },
    { change: { spreadPolicy: { policy: { tiers: {} } } }, path: 'change.spreadPolicy.policy.tiers.platinum' },
    { change: { volatilityPoints: 2 }, path: 'change.volatilityPoints' },
    { change: { staleFeed: { spotStaleMs: 0 } }, path: 'change.staleFeed.spotStaleMs' },
    { change: { colour: 'red' }, path: 'change.colour' },
  ])('that asks for what is not there is refused, naming $path', async ({ change, path }) => {
    expect(await post('/risk/what-ifs', asked(change))).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED', details: { path } },
    });
  });
});

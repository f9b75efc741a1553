import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayCommand } from '../../src/cli/replay-command.ts';
import { riskCommand } from '../../src/cli/risk/command.ts';
import { whatIfCommand } from '../../src/cli/what-if/command.ts';
import type { ReplayRun } from '../../src/contracts/replay.ts';
import type { Answer } from '../../src/contracts/result.ts';
import type { RiskCell, RiskRun } from '../../src/contracts/risk-run.ts';
import type { WhatIfResult, WhatIfRun } from '../../src/contracts/what-if.ts';
import { makeWhatIfs, openRiskThreads, type RiskThreads } from '../../src/risk/index.ts';
import { auditEvents, sealAll } from '../support/audit.ts';
import { call } from '../support/client.ts';
import { QUOTES, useRecordedDay } from '../support/recorded-day.ts';
import { runOtc } from '../support/run-otc.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useRecordedDay();

function dataOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

const post = <T>(path: string, body: object) =>
  call<T>(used.service.url, { method: 'POST', path, token: used.token, body });
const get = <T>(path: string) => call<T>(used.service.url, { path, token: used.token });
const FROM = '2026-01-01T00:00:00.000Z';
const TO = '2126-01-01T00:00:00.000Z';
const WIDER = { spreadPolicy: { multiply: { halfSpreadVolatility: '4', hedgeBps: '9' } } };
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

describe('the same day from the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otc-day-'));
  const fileOf = (name: string) => join(folder, name);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Signed in as the risk manager of the demo firm. */
  function otc(command: typeof riskCommand, ...words: string[]): Promise<string> {
    const password = used.service.credentials.users.find(({ username }) => username === 'risk')?.password ?? '';
    return runOtc(command, [...words, '--url', used.service.url, '--username', 'risk', '--password', password]);
  }

  it('is replayed: every quote of the recorded market is equal', async () => {
    expect(await otc(replayCommand, 'replay', '--from', FROM, '--to', TO)).toBe(
      `replayed ${QUOTES}: ${QUOTES} equal, 0 different, 0 not replayable\n`,
    );
    const [first] = await used.service.db.selectFrom('quote').select(['quote_id', 'snapshot_id']).limit(1).execute();
    const told = await otc(replayCommand, 'replay', first?.quote_id ?? '');

    expect(told).toMatch(
      new RegExp(`^${first?.quote_id} v1 of .* UTC: equal\n  snapshot ${first?.snapshot_id}  policy`),
    );
    expect(told.match(/^ {2}equal {6}/gm)).toHaveLength(6);
  });

  it('is decided again under a file’s settings, shown, listed, exported and reported', async () => {
    const settings = { ...asked(WIDER, { acceptedBearsBps: '10000' }), name: 'by hand' };
    writeFileSync(fileOf('wider.yaml'), JSON.stringify(settings));
    const shown = await otc(whatIfCommand, 'what-if', 'run', fileOf('wider.yaml'));
    const id = shown.split(' ')[0] ?? '';
    const run = JSON.parse(await otc(whatIfCommand, 'what-if', 'show', id, '--json')) as WhatIfRun;
    await otc(whatIfCommand, 'what-if', 'export', id, '--out', fileOf('all.jsonl'));
    await otc(whatIfCommand, 'what-if', 'export', id, '--format', 'csv', '--out', fileOf('all.csv'));
    await otc(whatIfCommand, 'what-if', 'report', id, '--out', fileOf('page.html'));
    const lines = readFileSync(fileOf('all.jsonl'), 'utf8').trimEnd().split('\n');
    const { was, now } = run.totals.all;

    expect(shown).toMatch(/^wif_\w+ by hand: done, 13 of 13 requests, 12 otherwise than they were\n/);
    expect(shown).toMatch(/\nrfq_\w+ Harbour Asset Management, \w+ BTC-USD: .* \(spread policy pol_\w+/);
    expect(shown).toContain(`and 2 more: otc what-if export ${id}\n`);
    expect(Number(now.marginUsd)).toBeGreaterThan(Number(was.marginUsd));
    expect(await otc(whatIfCommand, 'what-if', 'show', id)).toBe(shown);
    expect(await otc(whatIfCommand, 'what-if', 'list')).toContain(`${id}  done  13 of 13  risk`);
    expect(await otc(whatIfCommand, 'what-if', 'cancel', id)).toBe(`${id} is done\n`);
    expect(lines.map((line) => (JSON.parse(line) as WhatIfResult).was.outcome).toSorted()).toEqual(
      [...Array(QUOTES / 2).fill('lost'), 'refused', ...Array(QUOTES / 2).fill('won')].toSorted(),
    );
    expect(readFileSync(fileOf('all.csv'), 'utf8').split('\n')).toHaveLength(QUOTES + 3);
    expect(readFileSync(fileOf('page.html'), 'utf8')).toContain('<title>What if: by hand</title>');
    await expect(otc(whatIfCommand, 'what-if', 'report', id, '--out', fileOf('page.html'))).rejects.toThrow(
      'page.html is there already',
    );
  });

  it('leaves a book that runs through a stress set and a file of scenarios', async () => {
    const stressed = await otc(riskCommand, 'risk', 'run', 'crash-2020-03-12');
    const file = 'name: gap\ntitle: A gap\ngrid: { spot: [-0.2, 0, 0.2], volatility: [0, 0.1] }\n';
    writeFileSync(fileOf('gap.yaml'), file);
    const run = JSON.parse(await otc(riskCommand, 'risk', 'run', fileOf('gap.yaml'), '--json')) as RiskRun;
    const told = JSON.parse(await otc(riskCommand, 'risk', 'show', run.runId, '--json')) as { cells: RiskCell[] };
    const worst = told.cells.toSorted((a, b) => a.profitAndLoss - b.profitAndLoss)[0];

    expect(stressed).toMatch(
      /^rsk_\w+ done: 12 March 2020: .*, book of .*Z, 6 trades, 1 cells\n {2}value -?[\d,.]+; worst/,
    );
    expect(run).toMatchObject({
      state: 'done',
      book: { trades: QUOTES / 2 },
      summary: { worst: { cell: worst?.cell } },
    });
    expect(told.cells).toHaveLength(6);
    expect(told.cells[2]).toMatchObject({ at: { spot: 0, volatility: 0 }, profitAndLoss: 0 });
    const shown = (await otc(riskCommand, 'risk', 'show', run.runId)).split('\n');
    expect(shown[2]).toMatch(/^ +5 +-[\d,.]+ {2}spot \+20 %, volatility \+10 points, 0 days$/);
    expect(await otc(riskCommand, 'risk', 'cancel', run.runId)).toContain(`${run.runId} done`);

    for (const format of ['csv', 'json', 'parquet', 'html']) {
      const out = fileOf(`gap.${format}`);
      expect(await otc(riskCommand, 'risk', 'export', run.runId, '--out', out)).toBe(`wrote ${out}\n`);
      expect(statSync(out).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(fileOf('gap.parquet')).subarray(0, 4).toString()).toBe('PAR1');
    expect(readFileSync(fileOf('gap.csv'), 'utf8')).toContain(String(worst?.profitAndLoss));
    expect(readFileSync(fileOf('gap.html'), 'utf8')).toContain('<h1>A gap</h1>');

    expect(await otc(riskCommand, 'risk', 'files', '--save', fileOf('gap.yaml'), '--reason', 'a test')).toBe(
      'gap v1 saved\n',
    );
    expect(await otc(riskCommand, 'risk', 'files')).toMatch(/^gap +v1 {2}saved +A gap$/m);
    expect(await otc(riskCommand, 'risk', 'run', 'gap@1', '--underlying', 'BTC-USD')).toContain('6 cells\n');
    await expect(otc(riskCommand, 'risk', 'run', 'gap@2')).rejects.toThrow('NOT_FOUND');
  });

  it('says which cell has no result, and ends as a failure', async () => {
    writeFileSync(fileOf('low.yaml'), 'name: low\ntitle: Low\ngrid: { volatility: [0, -5] }\n');

    await expect(otc(riskCommand, 'risk', 'run', fileOf('low.yaml'))).rejects.toThrow(
      /^the run rsk_\w+ is failed: cell 1 \(.*\): shocked volatility must be finite/,
    );
  });

  it.each([
    { words: ['risk', 'show', 'rsk_1'], says: 'NOT_FOUND: runId rsk_1 was not found' },
    { words: ['risk', 'export', 'rsk_1', '--out', 'none.csv'], says: 'NOT_FOUND: runId rsk_1 was not found' },
    { words: ['what-if', 'show', 'wif_1'], says: 'NOT_FOUND: ' },
  ])('is refused what is not there: $words', async ({ words, says }) => {
    await expect(otc(words[0] === 'risk' ? riskCommand : whatIfCommand, ...words)).rejects.toThrow(says);
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
        headers: { authorization: `Bearer ${used.token}` },
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
    await sealAll(used.service);
    const events = await auditEvents(used.service, used.token, `object=${run.whatIfId}`);
    const [begun, ...shown] = events.map(({ action }) => action).toReversed();
    // Three pages, two files and the report.
    expect([begun, ...shown.toSorted()]).toEqual([
      'whatIf.start',
      ...Array(2).fill('whatIf.export'),
      ...Array(4).fill('whatIf.view'),
    ]);
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

import { parquetReadObjects } from 'hyparquet';
import { connectRisk } from '../../src/client/connect-risk.ts';
import type { Answer } from '../../src/contracts/result.ts';
import type { RiskCellsPage, RiskDrill, RiskRun, ScenarioList, ScenarioVersion } from '../../src/contracts/risk-run.ts';
import type { RunProgress } from '../../src/contracts/risk-socket.ts';
import { identify } from '../../src/market/index.ts';
import { storeSnapshot } from '../../src/rfq/index.ts';
import { aForward, aLeg, anAcceptance, call, quoteFor, signIn } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService({ settings: { RISK_THREADS: '0' } });

let risk: string;
let supervisor: string;
beforeAll(async () => {
  ({ token: risk } = await signIn(used.service, 'risk'));
  ({ token: supervisor } = await signIn(used.service, 'supervisor'));
});

const send = <T>(path: string, body?: object, token = risk) =>
  call<T>(used.service.url, {
    method: body === undefined ? 'GET' : 'POST',
    path,
    token,
    ...(body === undefined ? {} : { body }),
  });

function dataOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

async function traded(request: Parameters<typeof quoteFor>[1]): Promise<string> {
  const quote = await quoteFor(used.client, request);
  const accepted = dataOf(await used.client.request('quote.accept', anAcceptance(quote)));
  await used.client.event('trade.booked', ({ tradeId }) => tradeId === accepted.tradeId);
  return accepted.tradeId ?? '';
}

async function ended(run: RiskRun): Promise<RiskRun> {
  let now = run;
  await waitFor('the end of the run', async () => {
    now = dataOf(await send<RiskRun>(`/risk/runs/${run.runId}`));
    return now.state !== 'running';
  });
  return now;
}

const GRID = { name: 'my-grid', title: 'Mine', grid: { spot: [-0.2, 0, 0.2], volatility: [0, 0.1], days: [0, 7] } };

describe('a scenario run', () => {
  const sockets: { close(): void }[] = [];
  afterAll(() => {
    for (const socket of sockets) socket.close();
  });

  it('values the book as it was traded, cell by cell, and drills to the trade without losing a cent', async () => {
    const trades = [
      await traded({}),
      await traded({ legs: [aForward()], side: 'buy' }),
      await traded({ legs: [aLeg(), aLeg({ strike: '120000' }, { side: 'sell', ratio: '2' })], side: 'buy' }),
    ];
    const run = await ended(dataOf(await send<RiskRun>('/risk/runs', { scenario: GRID })));
    expect(run).toMatchObject({
      state: 'done',
      error: null,
      cells: 12,
      done: 12,
      book: { trades: 3, quotes: 0, legs: 4 },
    });

    const { cells, next } = dataOf(await send<RiskCellsPage>(`/risk/runs/${run.runId}/cells?after=0&limit=12`));
    expect(next).toBeNull();
    expect(cells).toHaveLength(12);
    const still = cells.find(({ at }) => at?.spot === 0 && at.volatility === 0 && at.days === 0);
    expect(still).toMatchObject({ profitAndLoss: 0, presentValue: run.summary?.base.presentValue });

    for (const by of ['client', 'underlying', 'expiry', 'strike', 'trade']) {
      const { rows } = dataOf(await send<RiskDrill>(`/risk/runs/${run.runId}/cells/0/drill?by=${by}`));
      expect(rows.reduce((sum, row) => sum + row.profitAndLoss, 0)).toBe(cells[0]?.profitAndLoss);
      expect(rows.reduce((sum, row) => sum + row.greeks.vega, 0)).toBe(cells[0]?.greeks.vega);
    }
    const { rows } = dataOf(await send<RiskDrill>(`/risk/runs/${run.runId}/cells/0/drill?by=trade`));
    expect(rows.map(({ key }) => key)).toEqual(trades.toSorted());

    const { rows: clients } = dataOf(await send<RiskDrill>(`/risk/runs/${run.runId}/cells/0/drill?by=client`));
    const vega = cells[0]?.limits.find(({ per, measure }) => per === 'client' && measure === 'vegaUsd');
    expect(vega).toMatchObject({ used: Math.abs(clients[0]?.greeks.vega ?? 0), who: clients[0]?.key });
    expect(vega?.gap).toBe((vega?.max ?? 0) - (vega?.used ?? 0));

    const byStrike = dataOf(await send<RiskDrill>(`/risk/runs/${run.runId}/cells/-1/drill?by=strike`));
    const strikes = byStrike.rows.map(({ key }) => Number(key.split(/\s+/)[1]));
    expect(strikes).toHaveLength(3);
    expect(strikes).toEqual(strikes.toSorted((a, b) => a - b));

    const early = await send<RiskRun>('/risk/runs', { scenario: GRID, asOf: '2020-01-01T00:00:00.000Z' });
    expect(early).toMatchObject({ ok: false, error: { code: 'NO_MARKET_DATA' } });
  });

  it('reads the book as it was before a trade, and live quotes where they are asked for', async () => {
    const before = new Date(used.service.clock.now()).toISOString();
    await traded({});
    await quoteFor(used.client, {});
    const then = await ended(dataOf(await send<RiskRun>('/risk/runs', { scenario: GRID, asOf: before })));
    const now = await ended(dataOf(await send<RiskRun>('/risk/runs', { scenario: GRID, quotes: 'asIfAccepted' })));

    expect((now.book?.trades ?? 0) - (then.book?.trades ?? 0)).toBe(1);
    expect(now.book?.quotes).toBeGreaterThanOrEqual(1);
  });

  it('takes value at risk from the moves between stored snapshots, and fails where there are none', async () => {
    const { db } = used.service;
    const current = used.service.world.market.current();
    if (current === null) throw new Error('there must be a market');
    const { snapshot } = current;
    const from = Date.parse('2026-01-05T00:00:00.000Z');
    const factors = Array.from({ length: 41 }, (_, minute) => 1 + 0.02 * Math.sin(minute));
    for (const [minute, factor] of factors.entries()) {
      const markets = Object.entries(snapshot.underlyings).map(([name, one]) => [
        name,
        { ...one, spot: one.spot * factor },
      ]);
      const past = { ...snapshot, asOf: from + minute * 60_000, underlyings: Object.fromEntries(markets) };
      await db.transaction().execute((tx) => storeSnapshot(tx, identify(past)));
    }
    const to = new Date(from + 3_600_000).toISOString();
    const history = { source: 'snapshots', from: new Date(from).toISOString(), to, stepMinutes: 1, horizonMinutes: 1 };
    const file = { name: 'past', title: 'Past', history: { ...history, confidence: [0.9, 0.95] } };
    const run = await ended(dataOf(await send<RiskRun>('/risk/runs', { scenario: file })));
    const { cells } = dataOf(await send<RiskCellsPage>(`/risk/runs/${run.runId}/cells`));
    const losses = cells.map(({ profitAndLoss }) => 0 - profitAndLoss).toSorted((a, b) => b - a);

    expect(run).toMatchObject({ state: 'done', error: null, cells: 40, summary: { windows: 40, horizonMinutes: 1 } });
    expect(run.summary?.losses).toEqual([
      { confidence: 0.9, valueAtRisk: losses[3], expectedShortfall: expect.any(Number), tail: 4 },
      { confidence: 0.95, valueAtRisk: losses[1], expectedShortfall: expect.any(Number), tail: 2 },
    ]);
    expect(run.summary?.losses?.[1]?.expectedShortfall).toBeCloseTo(((losses[0] ?? 0) + (losses[1] ?? 0)) / 2, 6);

    const empty = {
      ...file,
      history: { ...file.history, from: '2020-01-01T00:00:00.000Z', to: '2020-02-01T00:00:00.000Z' },
    };
    expect(await ended(dataOf(await send<RiskRun>('/risk/runs', { scenario: empty })))).toMatchObject({
      state: 'failed',
      error: 'snapshots from 2020-01-01T00:00:00.000Z to 2020-02-01T00:00:00.000Z hold no window of that horizon',
    });
  });

  it('tells /v1/risk how far it is, ends when it is cancelled, and fails with the name of the cell', async () => {
    const told: RunProgress[] = [];
    const connected = await connectRisk({
      url: used.service.url,
      auth: () => ({ token: risk }),
      onHello: () => {},
      onProgress: (one) => told.push(one),
    });
    if (!connected.ok) throw new Error(connected.rejection.message);
    sockets.push(connected.value);
    const broken = {
      name: 'too-low',
      title: 'Too low',
      cells: [{ name: 'no volatility', shocks: [{ volatility: { parallel: -5 } }] }],
    };
    const failed = await ended(dataOf(await send<RiskRun>('/risk/runs', { scenario: broken })));
    expect(failed).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('cell 0 (no volatility): shocked volatility must be finite and >= 0'),
    });
    await waitFor('its progress', () =>
      told.some(({ kind, state, runId }) => kind === 'scenario' && state === 'failed' && runId === failed.runId),
    );
    const again = await connected.value.request('scenario.cancel', { runId: failed.runId });
    expect(again).toMatchObject({ ok: true, value: { state: 'failed' } });
    const whatIf = { name: 'more', from: '2020-01-01T00:00:00.000Z', to: '2020-01-02T00:00:00.000Z' };
    const begun = await connected.value.request('whatIf.start', { ...whatIf, change: { volatilityPoints: '1' } });
    const whatIfId = begun.ok ? begun.value.whatIfId : '';
    await waitFor('the end of the what-if', () =>
      told.some(({ kind, state, runId }) => kind === 'whatIf' && state === 'done' && runId === whatIfId),
    );
    const over = await connected.value.request('whatIf.cancel', { whatIfId });
    expect(over).toMatchObject({ ok: true, value: { state: 'done', total: 0 } });
  });

  it('that began with another model is read as it was stored, and is not valued on by this one', async () => {
    const run = await ended(dataOf(await send<RiskRun>('/risk/runs', { scenario: GRID })));
    const path = `/risk/runs/${run.runId}`;
    const before = dataOf(await send<RiskCellsPage>(`${path}/cells`));
    const { db } = used.service;
    await db.updateTable('scenario_run').set({ model_version: 'black76-0' }).where('run_id', '=', run.runId).execute();

    expect(dataOf(await send<RiskCellsPage>(`${path}/cells`))).toEqual(before);
    expect(await send<RiskDrill>(`${path}/cells/0/drill?by=trade`)).toMatchObject({
      error: { code: 'UNAVAILABLE', message: expect.stringContaining('the run began with model black76-0') },
    });
    const waiting = { state: 'running', done: 0, summary: null, ended_at: null };
    await db.updateTable('scenario_run').set(waiting).where('run_id', '=', run.runId).execute();
    expect(await ended(run)).toMatchObject({ state: 'failed', error: expect.stringContaining('black76-0') });
  });

  it('is exported as CSV, JSON, Parquet and a page without scripts', async () => {
    const run = await ended(dataOf(await send<RiskRun>('/risk/runs', { file: { name: 'crash-2020-03-12' } })));
    const file = async (format: string) => {
      const answer = await fetch(`${used.service.url}/api/v1/risk/runs/${run.runId}/export?format=${format}`, {
        headers: { authorization: `Bearer ${risk}` },
      });
      expect(answer.status).toBe(200);
      return Buffer.from(await answer.arrayBuffer());
    };
    const { cells } = dataOf(await send<RiskCellsPage>(`/risk/runs/${run.runId}/cells`));
    const profit = cells[0]?.profitAndLoss;
    expect(String(await file('csv')).split('\r\n')[1]).toContain(String(profit));
    expect(JSON.parse(String(await file('json')))).toMatchObject({ cells: [{ profitAndLoss: profit }] });
    const parquet = await file('parquet');
    const rows = await parquetReadObjects({
      file: parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.byteLength),
    });
    expect(rows).toMatchObject([{ name: '12 March 2020', profitAndLoss: profit }]);
    const page = String(await file('html'));
    expect(page).toContain('the pandemic reaches the coins');
    expect(page).not.toMatch(/<script|src=|href=/);
  });
});

describe('a scenario file', () => {
  const text =
    'name: my-own\ntitle: My own\ncells:\n  - name: down\n    shocks:\n      - spot: { expression: spot * 0.8 }\n';

  it('is kept by versions that never change, recorded, and read by a supervisor who may not write', async () => {
    const first = dataOf(await send<ScenarioVersion>('/risk/scenarios', { text, reason: 'first' }));
    const second = dataOf(
      await send<ScenarioVersion>('/risk/scenarios', { text: text.replace('0.8', '0.7'), reason: 'deeper' }),
    );
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(dataOf(await send<ScenarioVersion>('/risk/scenarios/my-own?version=1'))).toEqual(first);
    const { scenarios } = dataOf(await send<ScenarioList>('/risk/scenarios', undefined, supervisor));
    expect(scenarios.find(({ name }) => name === 'my-own')?.version).toBe(2);
    expect(scenarios.filter(({ origin }) => origin === 'shipped')).toHaveLength(6);
    expect(await send('/risk/scenarios', { text, reason: 'may I' }, supervisor)).toMatchObject({
      error: { code: 'FORBIDDEN' },
    });
    dataOf(await send<ScenarioVersion>('/risk/scenarios/my-own/retire', { reason: 'not used' }));
    expect(await send('/risk/runs', { file: { name: 'my-own' } })).toMatchObject({
      error: { code: 'ILLEGAL_TRANSITION' },
    });
    expect(
      (await ended(dataOf(await send<RiskRun>('/risk/runs', { file: { name: 'my-own', version: 2 } })))).state,
    ).toBe('done');
  });

  it.each([
    [text.replace('spot * 0.8', 'spot * import(1)'), 'cells.0.shocks.0.spot.expression must call one of'],
    [text.replace('title', 'titel'), 'title is not accepted'],
    ['a: [1', 'text must be YAML or JSON'],
    ['a: &x [1]\nb: *x', 'text must be YAML or JSON'],
    [text.replace('my-own', 'usdt-depeg'), 'comes with the product'],
  ])('is refused with its fault: %#', async (wrong, message) => {
    expect(await send('/risk/scenarios', { text: wrong, reason: 'wrong' })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(message) },
    });
  });
});

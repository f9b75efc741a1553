import { sql } from 'kysely';
import { connectRisk, type RiskConnection } from '../../src/client/connect-risk.ts';
import type { ReplayRun } from '../../src/contracts/replay.ts';
import type { Answer } from '../../src/contracts/result.ts';
import type { RunProgress } from '../../src/contracts/risk-socket.ts';
import { makeReplays, openRiskThreads } from '../../src/risk/index.ts';
import { aForward, aLeg, anRfq, call, connectAs, quoteFor, signIn } from '../support/client.ts';
import { deskAs } from '../support/desk-client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService({ settings: { RISK_THREADS: '0' } });

let token: string;
beforeAll(async () => {
  ({ token } = await signIn(used.service, 'risk'));
});

const post = (body: object, path = '/replays') =>
  call<ReplayRun>(used.service.url, { method: 'POST', path, token, body });
const get = (id: string) => call<ReplayRun>(used.service.url, { path: `/replays/${id}`, token });

function runOf(answer: Answer<ReplayRun>): ReplayRun {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

const packages = [
  { what: 'an option', request: {} },
  { what: 'a forward, bought', request: { legs: [aForward()], side: 'buy' as const } },
  {
    what: 'a package sold, paid in bitcoin',
    request: {
      legs: [aLeg(), aLeg({ strike: '120000' }, { side: 'sell' as const, ratio: '2' })],
      side: 'sell' as const,
      premiumCurrency: 'BTC' as const,
    },
  },
];

/** Everything that `/v1/risk` says of runs. */
async function riskAs(bearer: string, told: RunProgress[] = []): Promise<RiskConnection> {
  const connected = await connectRisk({
    url: used.service.url,
    auth: () => ({ token: bearer }),
    onHello: () => {},
    onProgress: (progress) => told.push(progress),
  });
  if (!connected.ok) throw new Error(`${connected.rejection.code}: ${connected.rejection.message}`);
  return connected.value;
}

describe('a replay', () => {
  it.each(packages)('of $what finds every digit of every part equal', async ({ request }) => {
    const { quoteId, rfqId } = await quoteFor(used.client, request);
    const run = runOf(await post({ quoteId }));

    expect(run).toMatchObject({ state: 'done', summary: { replayed: 1, equal: 1, different: 0, notReplayable: 0 } });
    expect(run.quotes[0]?.parts).toHaveLength(6);
    expect(run.quotes[0]?.parts.every(({ equal }) => equal)).toBe(true);
    expect(runOf(await post({ rfqId })).quotes).toEqual(run.quotes);
    expect(await get(run.replayId)).toEqual({ ok: true, data: run });
  });

  it('of a quote that a trader priced by spread finds it equal, with the adjustment on its own line', async () => {
    const desk = await deskAs(used.service, 'trader');
    const asked = await used.client.request('rfq.create', anRfq({ manual: true }));
    const rfqId = asked.ok ? asked.data.rfqId : '';
    await desk.done('rfq.pickUp', { rfqId });
    await desk.done('quote.send', { rfqId, spread: '321' });
    desk.close();
    const run = runOf(await post({ rfqId }));

    expect(run.quotes).toMatchObject([{ outcome: 'equal', differences: [] }]);
  });

  it('names each digit that somebody has altered', async () => {
    const { quoteId } = await quoteFor(used.client);
    const { db } = used.service;
    const row = await db.selectFrom('quote').selectAll().where('quote_id', '=', quoteId).executeTakeFirstOrThrow();
    const passport = row.passport as { offer: { salesMargin: string } };
    const altered = { ...passport, offer: { ...passport.offer, salesMargin: '0.123' } };
    await db
      .updateTable('quote')
      .set({ passport: JSON.stringify(altered) })
      .where('quote_id', '=', quoteId)
      .execute();
    const run = runOf(await post({ quoteId }));

    expect(run.summary).toMatchObject({ different: 1, equal: 0 });
    expect(run.quotes[0]?.differences).toEqual([
      { path: 'passport.offer.salesMargin', stored: '0.123', replayed: passport.offer.salesMargin },
    ]);
  });

  it('says why, where a model was not kept', async () => {
    const { quoteId } = await quoteFor(used.client);
    const { db } = used.service;
    await db.updateTable('quote').set({ model_version: 'black76-lost' }).where('quote_id', '=', quoteId).execute();

    expect(runOf(await post({ quoteId })).quotes).toMatchObject([
      { outcome: 'notReplayable', why: 'model black76-lost was not kept' },
    ]);
  });

  it('is refused to clients and traders, and names what it cannot read', async () => {
    const ofClient = await signIn(used.service, 'harbour');
    const body = { quoteId: 'qt_1' };
    const refused = await call<ReplayRun>(used.service.url, {
      method: 'POST',
      path: '/replays',
      token: ofClient.token,
      body,
    });

    expect(refused).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await post({ from: '2026-11-23T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' })).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED' },
    });
    expect(await post({ quoteId: 'qt_nobody' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});

describe('/v1/risk', () => {
  it('replays, and tells everybody there how far each run is', async () => {
    const told: RunProgress[] = [];
    const risk = await riskAs(token, told);
    const { quoteId } = await quoteFor(used.client);
    const started = await risk.request('replay.start', { quoteId });
    const replayId = started.ok ? started.value.replayId : '';
    await waitFor('the end of the run', () => told.some(({ runId, state }) => runId === replayId && state === 'done'));
    const found = await risk.request('replay.get', { replayId });
    risk.close();

    expect(found).toEqual(started);
    expect(told.find(({ runId, state }) => runId === replayId && state === 'done')).toMatchObject({
      kind: 'replay',
      startedBy: 'risk',
      done: 1,
      total: 1,
      percent: '100',
      secondsLeft: null,
    });
  });

  it('lets in staff alone, and lets each do what their role may', async () => {
    const ofClient = await signIn(used.service, 'harbour');
    const ofTrader = await signIn(used.service, 'trader');
    const trader = await riskAs(ofTrader.token);
    const refused = await trader.request('replay.start', { quoteId: 'qt_1' });
    trader.close();

    expect(refused).toMatchObject({ ok: false, rejection: { code: 'FORBIDDEN' } });
    await expect(riskAs(ofClient.token)).rejects.toThrow('FORBIDDEN');
  });
});

describe('the replay of a period', () => {
  const MANY = 110;
  const from = '2026-01-01T00:00:00.000Z';
  const to = '2126-01-01T00:00:00.000Z';

  beforeAll(async () => {
    const { db } = used.service;
    // The altered and the lost of above would stand out.
    await db.deleteFrom('quote').where('model_version', '=', 'black76-lost').execute();
    const client = await connectAs(used.service, 'harbour');
    const { quoteId } = await quoteFor(client);
    client.close();
    await sql`insert into quote
      select (jsonb_populate_record(q, jsonb_build_object('quote_id', 'qt_copy' || n))).*
      from quote q cross join generate_series(1, ${MANY}::integer) as n where q.quote_id = ${quoteId}`.execute(db);
  });

  it('is worked on behind the answer, counts all, and keeps what stands out', async () => {
    const started = runOf(await post({ from, to }));
    let ended = started;
    await waitFor('the end of the replay', async () => {
      ended = runOf(await get(started.replayId));
      return ended.state !== 'running';
    });

    expect(started.state).toBe('running');
    expect(ended.summary.replayed).toBe(ended.total);
    expect(ended.total).toBeGreaterThan(MANY);
    expect(ended.summary).toMatchObject({ different: 1, notReplayable: 0 });
    expect(ended.quotes.map(({ outcome }) => outcome)).toEqual(['different']);
  });

  it('goes on after a crash where it stood, and two that work on it count no quote twice', async () => {
    const { world } = used.service;
    const ids: string[] = [];
    const replays = makeReplays({
      ...world,
      threads: openRiskThreads(0),
      onStarted: (id) => ids.push(id),
      tell: () => {},
    });
    const started = await replays.start({ from, to }, 'risk');
    const replayId = started.ok ? started.value.replayId : '';
    // Nobody has taken the job up: a minute later it counts as abandoned.
    await world.db
      .updateTable('replay_run')
      .set({ touched_at: new Date(0) })
      .where('replay_id', '=', replayId)
      .execute();
    await Promise.all([replays.takeUp(), replays.work(replayId)]);
    const ended = await replays.find(replayId);

    expect(ids).toEqual([replayId]);
    expect(await replays.cancel(replayId, 'risk')).toMatchObject({ ok: true, value: { state: 'done' } });
    expect(ended).toMatchObject({ ok: true, value: { state: 'done', summary: { different: 1 } } });
    expect(ended.ok && ended.value.summary.replayed === ended.value.total).toBe(true);
  });
});

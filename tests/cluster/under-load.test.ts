import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { readEvents } from '../../src/audit/index.ts';
import type { RiskRun } from '../../src/contracts/risk-run.ts';
import { findRunRow } from '../../src/risk/scenarios/run-store.ts';
import { call, signIn } from '../support/client.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { type Load, startLoad } from '../support/load.ts';
import { resumingClient } from '../support/resuming-client.ts';
import { waitFor } from '../support/wait-for.ts';

/** Two programs of one account, so that each is told what the other did, mostly on the other gateway. */
const USERS = ['harbour', 'harbour', 'lantau', 'kowloon'];

/** What a client may be told while something is lost; all of it is worth asking again. */
const LEGAL = ['UNAVAILABLE', 'RATE_LIMITED', 'QUOTE_EXPIRED', 'MARKET_STALE', 'SURFACE_STALE', 'NO_MARKET_DATA'];

let cluster: Cluster;
let loads: Load[];

beforeAll(async () => {
  cluster = await startCluster();
  const [url = ''] = cluster.urls();
  const signedIn = await Promise.all(USERS.map((user) => signIn({ url, credentials: cluster.credentials }, user)));
  const clients = await Promise.all(
    signedIn.map(({ token }, index) => {
      // Half of the programs prefer the one gateway, half the other.
      const urls = () => (index % 2 === 0 ? cluster.urls() : [...cluster.urls()].reverse());
      return resumingClient({ urls, token });
    }),
  );
  loads = clients.map((client, index) => startLoad(client, `load-${index}`));
}, 120_000);
afterAll(async () => {
  for (const { client } of loads ?? []) client.close();
  await cluster?.stop();
}, 60_000);

/** Every program has had a quote for a request that it sent after `since`. */
const quotedSince = (since: number) =>
  waitFor('a quote for every program', () => loads.every(({ quoted }) => (quoted.at(-1)?.askedAt ?? 0) > since));

/** The longest time that any program went without a quote since then; ms. */
function longestSilence(since: number): number {
  const silences = loads.map(({ quoted }) => {
    const times = [since, ...quoted.map(({ at }) => at).filter((at) => at > since)];
    return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
  });
  return Math.round(Math.max(...silences));
}

function refusalsByCode(): Map<string, number> {
  const sum = new Map<string, number>();
  for (const { refusals } of loads) for (const [code, count] of refusals) sum.set(code, (sum.get(code) ?? 0) + count);
  return sum;
}

const readOnly = (on: 'on' | 'off') =>
  sql.raw(`alter database otc set default_transaction_read_only = ${on}`).execute(cluster.database.db);
const endConnections = () =>
  sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'otc-desk' and pid <> pg_backend_pid()`.execute(cluster.database.db);

/** Each ends with everything there again. */
const FAULTS: Record<string, () => Promise<void>> = {
  async 'a gateway, the one that publishes the market, is killed'() {
    await cluster.kill('gateway-1');
    await cluster.start('gateway-1');
  },
  async 'a worker is killed'() {
    await cluster.kill('worker-1');
    await cluster.start('worker-1');
  },
  async 'PostgreSQL is killed'() {
    await cluster.postgres.kill();
    await delay(3_500); // longer than the gateways go without a reading of the controls
    await cluster.postgres.restart();
  },
  async 'every connection to PostgreSQL is ended'() {
    await endConnections();
  },
  async 'PostgreSQL becomes a standby, and a primary again'() {
    await readOnly('on');
    await endConnections();
    await delay(500);
    await sql`set default_transaction_read_only = off`.execute(cluster.database.db);
    await readOnly('off');
  },
  async 'Redis is killed and comes back empty'() {
    await cluster.redis.kill();
    await delay(500);
    await cluster.redis.restart();
  },
  async 'Redis is flushed'() {
    await cluster.redis.flush();
  },
  async 'Redis hangs'() {
    cluster.redis.pause();
    await delay(1_500);
    cluster.redis.resume();
  },
};

describe('two gateways and two workers under load', () => {
  it('quote and trade', async () => {
    await quotedSince(performance.now());

    expect(loads.map(({ client }) => client.faults)).toEqual(USERS.map(() => []));
  });

  it.each(Object.keys(FAULTS))(
    'go on by themselves when %s',
    async (fault) => {
      const before = refusalsByCode();
      const since = performance.now();

      await FAULTS[fault]?.();
      await quotedSince(performance.now());

      const after = refusalsByCode();
      const refused = [...after].map(([code, count]) => `${code} ${count - (before.get(code) ?? 0)}`);
      process.stdout.write(`${fault}: no quote for ${longestSilence(since)} ms; refused: ${refused.join(', ')}\n`);
      expect([...after.keys()].filter((code) => !LEGAL.includes(code))).toEqual([]);
      expect(loads.map(({ client }) => client.faults)).toEqual(USERS.map(() => []));
    },
    60_000,
  );

  it('have then lost no trade, doubled none, and told every client each event once and in order', async () => {
    const { db } = cluster.database;
    await Promise.all(loads.map((load) => load.stop()));
    await waitFor('the booking of all that was accepted', async () => {
      const open = await db.selectFrom('rfq').select('rfq_id').where('state', '=', 'accepted').limit(1).execute();
      return open.length === 0;
    });

    const acknowledged = loads.flatMap(({ receipts }) => receipts.map(({ tradeId }) => tradeId)).sort();
    const trades = await db.selectFrom('trade').select(['trade_id', 'state']).orderBy('trade_id').execute();
    expect(trades.filter(({ state }) => state !== 'booked')).toEqual([]);
    expect(trades.map(({ trade_id: tradeId }) => tradeId).sort()).toEqual(acknowledged);
    expect(acknowledged.length).toBeGreaterThan(100);
    for (const { client } of loads) {
      const told = client.events;
      const first = told[0]?.seq ?? 0;
      await waitFor('the last event', async () => {
        const { last_seq: last } = await db
          .selectFrom('account')
          .select('last_seq')
          .where('account_id', '=', client.account)
          .executeTakeFirstOrThrow();
        return told.at(-1)?.seq === last;
      });
      expect(told).toEqual(await readEvents(db, client.account, { afterSeq: first - 1, limit: 1_000_000 }));
    }
    expect(await brokenInvariants(db)).toEqual([]);
  }, 60_000);
});

describe('a scenario run that two workers share', () => {
  const axis = (count: number, step: number) => Array.from({ length: count }, (_, index) => index * step);
  const scenario = { name: 'large', title: 'Large', grid: { spot: axis(150, 0.003), volatility: axis(100, 0.002) } };
  /** By one worker at a time: two for each of its threads. */
  const CLAIM = 4;

  const chunksOf = (runId: string) =>
    cluster.database.db.selectFrom('scenario_chunk').where('run_id', '=', runId).orderBy('from_cell');
  const bodiesOf = async (runId: string) => (await chunksOf(runId).select('body').execute()).map(({ body }) => body);
  const claimed = (runId: string) =>
    chunksOf(runId).select('from_cell').where('body', 'is', null).where('leased_until', 'is not', null).execute();

  it('goes on when one of them is killed in the middle, and has the same bits', async () => {
    const [url = ''] = cluster.urls();
    const { token } = await signIn({ url, credentials: cluster.credentials }, 'risk');
    const start = async (body: object) => {
      const run = await call<RiskRun>(url, { method: 'POST', path: '/risk/runs', token, body });
      if (!run.ok) throw new Error(run.error.message);
      return run.data;
    };
    const ended = async (runId: string) => {
      const row = () => findRunRow(cluster.database.db, runId);
      await waitFor('the end of the run', async () => (await row())?.state !== 'running');
      return row();
    };
    const undisturbed = await start({ scenario });
    const first = await ended(undisturbed.runId);

    const { runId } = await start({ scenario, asOf: undisturbed.asOf });
    await waitFor('both workers', async () => (await claimed(runId)).length > CLAIM);
    await cluster.kill('worker-1');
    const left = (await bodiesOf(runId)).filter((body) => body === null).length;
    const second = await ended(runId);

    expect(left).toBeGreaterThan(0);
    expect(first).toMatchObject({ state: 'done', done: 15_000 });
    expect(second).toMatchObject({ state: 'done', done: 15_000, base: first?.base, summary: first?.summary });
    expect(await bodiesOf(runId)).toEqual(await bodiesOf(undisturbed.runId));
  }, 90_000);
});

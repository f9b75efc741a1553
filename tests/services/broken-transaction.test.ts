import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Answer } from '../../src/contracts/result.ts';
import type { Schema } from '../../src/platform/database/schema.ts';
import { anAcceptance, anRfq, quoteFor, stateOf } from '../support/client.ts';
import type { Watch } from '../support/crash/watched-world.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const quiet: Watch = () => undefined;
let watch = quiet;
/** The test looks by itself, under another name: of the service's sessions any may have been ended. */
let own: Kysely<Schema>;
// Before the server ends, which the service's own hook sees to.
afterAll(() => own.destroy());
const used = useService({ watch: (moment, about) => watch(moment, about) });
afterEach(() => {
  watch = quiet;
});

beforeAll(() => {
  const pool = new pg.Pool({ connectionString: used.service.world.config.DATABASE_URL, max: 1 });
  own = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
});

/** A session of the database's keeper, whose name is not the service's. */
async function asKeeper<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: used.service.world.config.DATABASE_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Ends the sessions of the service that are in this state of their work; how many there were. */
async function endSessions(keeper: pg.Client, where: string): Promise<number> {
  const ended = await keeper.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'otc-desk' and ${where}`,
  );
  return ended.rows.length;
}

/**
 * Ends each session that waits for a lock that the keeper holds, until `ask` is answered: a statement in full flight. One
 * session holds the lock and another looks: in a transaction PostgreSQL shows the activity of the first look ever after.
 */
async function endedInFlight<T>(ask: () => Promise<T>): Promise<T> {
  return asKeeper((keeper) =>
    asKeeper(async (watcher) => {
      await keeper.query('begin');
      await keeper.query('select 1 from account for update');
      let settled = false;
      const asking = ask().finally(() => {
        settled = true;
      });
      let ended = 0;
      await waitFor('the end of what was asked', async () => {
        ended += await endSessions(watcher, `wait_event_type = 'Lock'`);
        return settled;
      });
      await keeper.query('rollback');
      expect(ended).toBeGreaterThan(0);
      return asking;
    }),
  );
}

/** Ends the session when the commit is about to be sent: that of a transaction, or of one statement with all in it. */
async function endedBeforeCommit<T>(event: string, ask: () => Promise<T>): Promise<T> {
  let ended = 0;
  watch = async (moment, about) => {
    if (moment !== 'beforeCommit' || !about.includes(event)) return;
    watch = quiet;
    ended = await asKeeper((keeper) => endSessions(keeper, `state in ('idle', 'idle in transaction')`));
  };
  const answer = await ask();
  expect(ended).toBeGreaterThan(0);
  return answer;
}

/** The commit takes effect, and the word that it did is lost with the connection. */
async function unheardCommit<T>(event: string, ask: () => Promise<T>): Promise<T> {
  watch = (moment, about) => {
    if (moment !== 'afterCommit' || !about.includes(event)) return;
    watch = quiet;
    throw new Error('Connection terminated unexpectedly');
  };
  return ask();
}

/** As a client does who is told UNAVAILABLE: an ended session may be lent once more before the service knows. */
async function untilAnswered<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
  let answer = await ask();
  await waitFor('an answer', async () => {
    if (answer.ok || answer.error.code !== 'UNAVAILABLE') return true;
    answer = await ask();
    return false;
  });
  return answer;
}

const LOST = { ok: false, error: { code: 'UNAVAILABLE', retryable: true } };

const acceptances = async (rfqId: string) =>
  (await own.selectFrom('acceptance').select('accepted').where('rfq_id', '=', rfqId).execute()).length;

describe('an acceptance whose transaction breaks', () => {
  const BREAKS = {
    'in the middle of a statement': { state: 'quoted', run: endedInFlight },
    'before its commit is sent': {
      state: 'quoted',
      run: <T>(ask: () => Promise<T>) => endedBeforeCommit('"type":"quote.accepted"', ask),
    },
    'before the word of its commit is heard': {
      state: 'accepted',
      run: <T>(ask: () => Promise<T>) => unheardCommit('"type":"quote.accepted"', ask),
    },
  };

  it.each(Object.entries(BREAKS))('%s is never acknowledged, and is one trade when asked again', async (_, broken) => {
    const quote = await quoteFor(used.client, { desiredTtlMs: 60_000 });
    const acceptance = anAcceptance(quote);

    const lost = await broken.run(() => used.client.request('quote.accept', acceptance));
    const state = await stateOf(own, quote.rfqId);
    const rows = await acceptances(quote.rfqId);
    const receipt = await untilAnswered(() => used.client.request('quote.accept', acceptance));

    expect(lost).toMatchObject(LOST);
    // What was written unheard may have been booked by now: the reconciler does not wait to be asked again.
    expect([state === 'booked' ? 'accepted' : state, rows]).toEqual([broken.state, broken.state === 'quoted' ? 0 : 1]);
    const trade = await used.client.event('trade.booked', ({ quoteId }) => quoteId === quote.quoteId);
    expect(receipt).toMatchObject({ ok: true, data: { tradeId: trade.tradeId } });
    expect(await brokenInvariants(own)).toEqual([]);
  });
});

describe('a request whose commit breaks', () => {
  const BREAKS = {
    'in the middle of its statement': { written: 0, run: endedInFlight },
    'before the word of it is heard': {
      written: 1,
      run: <T>(ask: () => Promise<T>) => unheardCommit('"type":"quote.live"', ask),
    },
  };

  it.each(Object.entries(BREAKS))('%s is never acknowledged, and is one RFQ when asked again', async (_, broken) => {
    const request = anRfq();
    const written = async () =>
      (await own.selectFrom('rfq').select('rfq_id').where('client_rfq_id', '=', request.clientRfqId).execute()).length;

    const lost = await broken.run(() => used.client.request('rfq.create', request));
    const before = await written();
    const again = await untilAnswered(() => used.client.request('rfq.create', request));

    expect(lost).toMatchObject(LOST);
    expect([before, await written()]).toEqual([broken.written, 1]);
    const quote = await used.client.event('quote.live', ({ clientRfqId }) => clientRfqId === request.clientRfqId);
    expect(again).toMatchObject({ ok: true, data: { rfqId: quote.rfqId } });
    expect(await brokenInvariants(own)).toEqual([]);
  });
});

describe('a booking whose transaction breaks before its commit', () => {
  it('is done again, once', async () => {
    const quote = await quoteFor(used.client);

    const receipt = await endedBeforeCommit('"type":"trade.booked"', async () => {
      const answer = await used.client.request('quote.accept', anAcceptance(quote));
      await used.client.event('trade.booked', ({ quoteId }) => quoteId === quote.quoteId);
      return answer;
    });

    const { rows } = await sql`select trade_id from trade where rfq_id = ${quote.rfqId}`.execute(own);
    expect(receipt).toMatchObject({ ok: true });
    expect(rows).toHaveLength(1);
    expect(await brokenInvariants(own)).toEqual([]);
  });
});

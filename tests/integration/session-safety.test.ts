import { createHash } from 'node:crypto';
import { makeSafety } from '../../src/rfq/index.ts';
import { anAcceptance, connectAs, quoteFor, stateOf, type TestClient } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

// No worker: the tests look themselves, at the time they choose.
const used = useService({ roles: ['gateway', 'market'] });

/** A worker's look at the database, so long from now. */
function sweepIn(ms: number): Promise<number> {
  const { db, clock } = used.service.world;
  return makeSafety({ db, clock: { now: () => clock.now() + ms }, announce: () => {} }).sweep();
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const rowsOf = () => used.service.db.selectFrom('session_safety').selectAll().execute();

async function dropAndWait(client: TestClient): Promise<void> {
  client.close();
  await until('the loss is written', async () => (await rowsOf()).every((row) => row.disconnected_at !== null));
}

beforeEach(async () => {
  await used.service.db.deleteFrom('session_safety').execute();
});

describe('cancel on disconnect', () => {
  it('cancels the open requests of the user when the grace is over, and tells the account', async () => {
    const program = await connectAs(used.service, 'harbour');
    const answer = await program.request('session.safety', { cancelOnDisconnect: { graceMs: 2_000 } });
    const quote = await quoteFor(program);
    await dropAndWait(program);

    expect(await sweepIn(500)).toBe(0);
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('quoted');
    expect(await sweepIn(2_500)).toBeGreaterThan(0);

    expect(answer).toEqual({ ok: true, data: { cancelOnDisconnect: { graceMs: 2_000 }, deadMan: null } });
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('cancelled');
    expect(await rowsOf()).toEqual([]);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('does nothing to a user who is back in time, and protects the new connection as it did the old', async () => {
    const program = await connectAs(used.service, 'harbour');
    await program.request('session.safety', { cancelOnDisconnect: { graceMs: 2_000 } });
    const quote = await quoteFor(program);
    await dropAndWait(program);

    const back = await connectAs(used.service, 'harbour');
    await until('the new connection took over', async () =>
      (await rowsOf()).some((row) => row.disconnected_at === null),
    );
    expect(await sweepIn(4_000)).toBe(0);
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('quoted');
    await dropAndWait(back);

    expect(await sweepIn(2_500)).toBeGreaterThan(0);
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('cancelled');
  });

  it('holds when the gateway itself is gone: a connection that nobody reports counts as lost', async () => {
    const program = await connectAs(used.service, 'harbour');
    await program.request('session.safety', { cancelOnDisconnect: { graceMs: 1_000 } });
    const quote = await quoteFor(program);

    expect(await sweepIn(5_000)).toBe(0);
    expect(await sweepIn(7_500)).toBeGreaterThan(0);

    expect(await stateOf(used.service.db, quote.rfqId)).toBe('cancelled');
    program.close();
  });

  it('leaves alone what was accepted, and other users', async () => {
    const other = await connectAs(used.service, 'lantau');
    const theirs = await quoteFor(other);
    const program = await connectAs(used.service, 'harbour');
    await program.request('session.safety', { cancelOnDisconnect: { graceMs: 0 } });
    const quote = await quoteFor(program, { side: 'buy' });
    await program.request('quote.accept', anAcceptance(quote));
    await dropAndWait(program);

    await sweepIn(1_000);

    expect(await stateOf(used.service.db, quote.rfqId)).toBe('accepted');
    expect(await stateOf(used.service.db, theirs.rfqId)).toBe('quoted');
    other.close();
  });

  it('is off again when it is asked for with nothing', async () => {
    const program = await connectAs(used.service, 'harbour');
    await program.request('session.safety', { cancelOnDisconnect: { graceMs: 0 } });
    const off = await program.request('session.safety', {});
    const quote = await quoteFor(program);
    program.close();

    expect(off).toEqual({ ok: true, data: { cancelOnDisconnect: null, deadMan: null } });
    expect(await rowsOf()).toEqual([]);
    expect(await sweepIn(60_000)).toBe(0);
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('quoted');
  });
});

describe('the dead-man timer', () => {
  it('cancels when it is not renewed, connection or not, and each renewal starts it anew', async () => {
    const { client, service } = used;
    await client.request('session.safety', { deadManMs: 5_000 });
    const quote = await quoteFor(client);
    const renewed = await client.request('session.safety', { deadManMs: 20_000 });

    expect(await sweepIn(10_000)).toBe(0);
    expect(await stateOf(service.db, quote.rfqId)).toBe('quoted');
    expect(await sweepIn(21_000)).toBeGreaterThan(0);

    expect(renewed).toMatchObject({ ok: true, data: { deadMan: { deadManMs: 20_000 } } });
    expect(await stateOf(service.db, quote.rfqId)).toBe('cancelled');
  });

  it.each([
    { payload: { deadManMs: 999 }, path: 'deadManMs' },
    { payload: { cancelOnDisconnect: { graceMs: 60_001 } }, path: 'cancelOnDisconnect.graceMs' },
    { payload: { cancelOnDisconnect: {} }, path: 'cancelOnDisconnect.graceMs' },
    { payload: { heartbeat: 1 }, path: 'heartbeat' },
  ])('refuses $payload, naming $path', async ({ payload, path }) => {
    const answer = await used.client.request('session.safety', payload as never);

    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path } } });
  });
});

describe('the state digest', () => {
  it('is what a client computes from its own quotes, and moves with the state', async () => {
    const program = await connectAs(used.service, 'kowloon');
    const quotes = [await quoteFor(program), await quoteFor(program)];
    const lines = quotes
      .map(({ rfqId, quoteId, version }) => `${rfqId} quoted ${quoteId} ${version}\n`)
      .sort()
      .join('');

    const digest = await program.request('session.digest', {});
    const [first] = quotes;
    await program.request('rfq.cancel', { rfqId: first?.rfqId ?? '' });
    const moved = await program.request('session.digest', {});

    const seq = Math.max(...program.events.map((event) => event.seq));
    expect(digest).toMatchObject({ ok: true, data: { open: 2, digest: sha256(lines) } });
    expect(moved).toMatchObject({ ok: true, data: { open: 1 } });
    expect(moved.ok && digest.ok && moved.data.digest !== digest.data.digest).toBe(true);
    expect(digest.ok && digest.data.seq).toBeLessThanOrEqual(seq);
    program.close();
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('resuming after a long time away', () => {
  it('sends what is kept, and tells of a gap only when something older was missed', async () => {
    const program = await connectAs(used.service, 'chan');
    const old = await quoteFor(program, { side: 'buy' });
    const recent = await quoteFor(program, { side: 'buy' });
    const seqs = program.events.map(({ seq }) => seq);
    const oldSeq = program.events.find(({ rfqId }) => rfqId === old.rfqId)?.seq ?? 0;
    await used.service.db
      .updateTable('event')
      .set({ at: new Date(used.service.world.clock.now() - 8 * 86_400_000) })
      .where('account_id', '=', program.hello.account)
      .where('seq', '<=', oldSeq)
      .execute();
    const toSeq = Math.max(...seqs);

    const missedOld = await program.request('session.resume', { afterSeq: oldSeq - 1 });
    const missedNone = await program.request('session.resume', { afterSeq: oldSeq });
    const upToDate = await program.request('session.resume', { afterSeq: toSeq });

    expect(missedOld).toEqual({ ok: true, data: { fromSeq: oldSeq + 1, toSeq, gap: true } });
    expect(missedNone).toEqual({ ok: true, data: { fromSeq: oldSeq + 1, toSeq, gap: false } });
    expect(upToDate).toEqual({ ok: true, data: { fromSeq: toSeq, toSeq, gap: false } });
    expect(program.events.filter(({ rfqId }) => rfqId === recent.rfqId).length).toBeGreaterThan(1);
    program.close();
  });
});

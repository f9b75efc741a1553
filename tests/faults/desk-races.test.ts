import { findUser, type User } from '../../src/clients/index.ts';
import { type Answer, toAnswer } from '../../src/contracts/result.ts';
import {
  DEFAULT_DESK_POLICY,
  makeAcceptQuote,
  makeApproveQuote,
  makeCancelRfq,
  makeDeskMoves,
  makeSendQuote,
  makeTimeOutDesk,
  makeWithdrawQuote,
  openRulebooks,
} from '../../src/rfq/index.ts';
import { liftCreditLines, traderOf } from '../support/by-hand.ts';
import { anAcceptance, quoteFor, stateOf } from '../support/client.ts';
import { queuedRfq } from '../support/desk-client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

// No worker: each race is run by hand, both sides at once, on the service's own database.
// The service looks at its market too, and would end quotes by itself on a machine that stands still for a while.
const LONG = { SPOT_STALE_MS: '3600000', SURFACE_STALE_MS: '3600000' };
const used = useService({ roles: ['gateway', 'market'], settings: LONG });

// Each round leaves a live quote behind, which reserves credit: the line is not what is raced for.
beforeAll(() => liftCreditLines(used.service.db));

const ROUNDS = 50;
const nothing = () => undefined;
const staff = (username: string): User => ({
  userId: `usr_${username}`,
  username,
  role: 'sales-trader',
  accountId: null,
});
const [ANN, BEN] = [staff('ann'), staff('ben')];

async function desk(now: () => number = used.service.clock.now) {
  const { db, ids, market } = used.service.world;
  const clock = { now };
  const shared = {
    db,
    ids,
    market,
    clock,
    findUser,
    rulebooks: await openRulebooks({ db, clock }),
    limits: { spotStaleMs: 3_600_000, surfaceStaleMs: 3_600_000 },
    guards: { halts: () => [] },
    announce: nothing,
    tellDesk: nothing,
    onItem: nothing,
    onQuoteLive: nothing,
  };
  return {
    moves: makeDeskMoves(shared),
    send: makeSendQuote(shared),
    approve: makeApproveQuote(shared),
    withdraw: makeWithdrawQuote(shared),
    timeOut: makeTimeOutDesk(shared),
    accept: makeAcceptQuote({ ...shared, onAccepted: nothing }),
    cancel: makeCancelRfq({ db, clock, announce: nothing }),
  };
}

let caller: Awaited<ReturnType<typeof traderOf>>;
beforeEach(async () => {
  caller = await traderOf(used.service, used.client.hello.account);
});
const outcome = (answer: Answer<unknown>) => (answer.ok ? 'ok' : answer.error.code);
/** One after the other in the first two rounds, so that each has won once; then at once, the other one started first each time. */
const both = async <A, B>(round: number, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> => {
  if (round === 0) return [await one(), await other()];
  if (round % 2 === 0) return Promise.all([one(), other()]);
  const [second, first] = round === 1 ? [await other(), await one()] : await Promise.all([other(), one()]);
  return [first, second];
};

describe('two traders racing for one request', () => {
  it(`leave it with exactly one of them, ${ROUNDS} times`, async () => {
    const { moves } = await desk();
    const winners = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const rfqId = await queuedRfq(used.client, { quantity: '0.01' });

      const [ann, ben] = await both(
        round,
        () => moves.pickUp({ rfqId }, ANN),
        () => moves.pickUp({ rfqId }, BEN),
      );

      expect([outcome(toAnswer(ann)), outcome(toAnswer(ben))].sort()).toEqual(['ILLEGAL_TRANSITION', 'ok']);
      const task = await used.service.db
        .selectFrom('desk_task')
        .select('picked_up_by')
        .where('rfq_id', '=', rfqId)
        .executeTakeFirstOrThrow();
      expect(task.picked_up_by).toBe(ann.ok ? 'ann' : 'ben');
      const pickedUp = await used.service.db
        .selectFrom('event')
        .select('seq')
        .where('rfq_id', '=', rfqId)
        .where('type', '=', 'rfq.pickedUp')
        .execute();
      expect(pickedUp).toHaveLength(1);
      winners.push(task.picked_up_by);
    }
    expect(new Set(winners)).toEqual(new Set(['ann', 'ben']));
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  }, 120_000);
});

describe('a quote that is sent', () => {
  it('while the client cancels is live and then cancelled, or never live', async () => {
    const { moves, send, cancel } = await desk();
    const outcomes = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const rfqId = await queuedRfq(used.client, { quantity: '0.01' });
      await moves.pickUp({ rfqId }, ANN);

      const [sent, cancelled] = await both(
        round,
        () => send({ rfqId, spread: '200' }, ANN),
        () => cancel({ rfqId }, caller),
      );

      // A live quote may be cancelled too: the cancellation always takes effect, the quote only if it came first.
      expect(cancelled.ok).toBe(true);
      expect(await stateOf(used.service.db, rfqId)).toBe('cancelled');
      const quotes = await used.service.db.selectFrom('quote').select('version').where('rfq_id', '=', rfqId).execute();
      expect(quotes).toHaveLength(sent.ok ? 1 : 0);
      outcomes.push(outcome(toAnswer(sent)));
    }
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'ILLEGAL_TRANSITION']));
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  }, 120_000);

  it('twice at once has two versions, of which the newer one is live', async () => {
    const { moves, send } = await desk();
    for (let round = 0; round < 20; round += 1) {
      const rfqId = await queuedRfq(used.client, { quantity: '0.01' });
      await moves.pickUp({ rfqId }, ANN);

      const sent = await Promise.all([send({ rfqId, spread: '200' }, ANN), send({ rfqId, spread: '300' }, ANN)]);

      expect(sent.map((one) => (one.ok ? one.value.version : 0)).sort()).toEqual([1, 2]);
      const rfq = await used.service.db
        .selectFrom('rfq')
        .select('quote_version')
        .where('rfq_id', '=', rfqId)
        .executeTakeFirstOrThrow();
      expect(rfq.quote_version).toBe(2);
    }
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  }, 120_000);
});

/** One read ahead of `work`: the other side reads once before it writes, so that either may come first. */
async function afterOneRead<T>(work: () => Promise<T>): Promise<T> {
  await used.service.db.selectFrom('control').select('epoch').execute();
  return work();
}

describe('a withdrawal that races an acceptance', () => {
  it.each([
    { rework: false, back: 'withdrawn' },
    { rework: true, back: 'pickedUp' },
  ])(
    'leaves it accepted or $back, never both',
    async ({ rework, back }) => {
      const { withdraw, accept } = await desk();
      const states = [];
      for (let round = 0; round < ROUNDS / 2; round += 1) {
        const quote = await quoteFor(used.client, { quantity: '0.01', desiredTtlMs: 60_000 });

        const [withdrawn, accepted] = await both(
          round,
          () => withdraw({ quoteId: quote.quoteId, version: 1, rework }, ANN),
          () => accept(anAcceptance(quote), caller, used.service.clock.now()),
        );

        expect(withdrawn.ok).toBe(!accepted.ok);
        const state = await stateOf(used.service.db, quote.rfqId);
        expect([state, outcome(toAnswer(accepted))]).toEqual(
          accepted.ok ? ['accepted', 'ok'] : [back, 'QUOTE_WITHDRAWN'],
        );
        states.push(state);
      }
      expect(new Set(states)).toEqual(new Set(['accepted', back]));
    },
    120_000,
  );
});

describe('a replacement that races an acceptance', () => {
  it('leaves either a trade at the old price or a new version, never both', async () => {
    const { send, accept } = await desk();
    const outcomes = [];
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const quote = await quoteFor(used.client, { quantity: '0.01', desiredTtlMs: 60_000 });

      const [sent, accepted] = await both(
        round,
        () => afterOneRead(() => send({ rfqId: quote.rfqId, spread: '200' }, ANN)),
        () => accept(anAcceptance(quote), caller, used.service.clock.now()),
      );

      expect(sent.ok).toBe(!accepted.ok);
      outcomes.push(accepted.ok ? 'accepted' : accepted.rejection.code);
    }
    expect(new Set(outcomes)).toEqual(new Set(['accepted', 'QUOTE_SUPERSEDED']));
  }, 120_000);
});

describe('an approval', () => {
  it('that races the end of the lock makes the quote live, or finds the proposal lapsed', async () => {
    const states = [];
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      // Only this round's lock is to end.
      await used.service.db.updateTable('desk_task').set({ wake_at: null }).execute();
      let now = used.service.clock.now();
      const { moves, send, approve, timeOut } = await desk(() => now);
      const rfqId = await queuedRfq(used.client, { quantity: '300' });
      await moves.pickUp({ rfqId }, ANN);
      now += DEFAULT_DESK_POLICY.timeouts.lockMs - 1_000;
      const sent = await send({ rfqId, spread: '200' }, ANN);
      if (!sent.ok || sent.value.status !== 'proposed') throw new Error('nothing was proposed');
      const { quoteId, version } = sent.value;
      now += 1_000;

      const [approved] = await both(round, () => afterOneRead(() => approve({ quoteId, version }, BEN)), timeOut);

      const state = await stateOf(used.service.db, rfqId);
      expect(state).toBe(approved.ok ? 'quoted' : 'queued');
      states.push(state);
    }
    expect(new Set(states)).toEqual(new Set(['quoted', 'queued']));
  }, 120_000);

  it('by several at once makes the quote live once', async () => {
    const { moves, send, approve } = await desk();
    const rfqId = await queuedRfq(used.client, { quantity: '300' });
    await moves.pickUp({ rfqId }, ANN);
    const sent = await send({ rfqId, spread: '200' }, ANN);
    if (!sent.ok) throw new Error(sent.rejection.message);
    const { quoteId, version } = sent.value;

    const answers = await Promise.all(
      ['ben', 'cat', 'dan', 'eve'].map((name) => approve({ quoteId, version }, staff(name))),
    );

    expect(answers.map((answer) => outcome(toAnswer(answer))).sort()).toEqual([
      'ILLEGAL_TRANSITION',
      'ILLEGAL_TRANSITION',
      'ILLEGAL_TRANSITION',
      'ok',
    ]);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('is refused when the market has left the price, and says so', async () => {
    const { moves, send, approve } = await desk();
    const rfqId = await queuedRfq(used.client, { quantity: '300' });
    await moves.pickUp({ rfqId }, ANN);
    const sent = await send({ rfqId, spread: '200' }, ANN);
    if (!sent.ok) throw new Error(sent.rejection.message);
    const { quoteId, version } = sent.value;
    await used.service.db
      .updateTable('quote_proposal')
      .set((eb) => ({ mid: eb('mid', '+', '100000') }))
      .where('quote_id', '=', quoteId)
      .execute();

    const answer = await approve({ quoteId, version }, BEN);

    expect(answer).toMatchObject({
      ok: false,
      rejection: { code: 'RISK_LIMIT', message: expect.stringContaining('the market moved') },
    });
    expect(await stateOf(used.service.db, rfqId)).toBe('pickedUp');
  });

  it('by the same person is refused by the database itself', async () => {
    const { moves, send } = await desk();
    const rfqId = await queuedRfq(used.client, { quantity: '300' });
    await moves.pickUp({ rfqId }, ANN);
    await send({ rfqId, spread: '200' }, ANN);

    const approving = used.service.db
      .updateTable('quote_proposal')
      .set({ status: 'approved', decided_by: 'ann' })
      .where('rfq_id', '=', rfqId)
      .execute();

    await expect(approving).rejects.toThrow(/check constraint/);
  });
});

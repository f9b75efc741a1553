import { makeBookTrade } from '../../src/booking/index.ts';
import type { Answer } from '../../src/contracts/result.ts';
import { toAnswer } from '../../src/contracts/result.ts';
import {
  EXPIRY_GRACE_MS,
  makeAcceptQuote,
  makeCancelRfq,
  makeExpireQuotes,
  openRulebooks,
} from '../../src/rfq/index.ts';
import { traderOf } from '../support/by-hand.ts';
import { anAcceptance, quoteFor } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

// No worker and no alarm clock: each race is run by hand, both sides at once.
const used = useService({ roles: ['gateway', 'market'] });

const ROUNDS = 200;
const nothing = () => undefined;

/** The two sides, wired to the service's own database; time is the test's. */
async function racers(now: () => number) {
  const { db, ids, market, config } = used.service.world;
  const clock = { now };
  const rulebooks = await openRulebooks({ db, clock });
  const limits = { spotStaleMs: config.SPOT_STALE_MS * 1_000, surfaceStaleMs: config.SURFACE_STALE_MS * 1_000 };
  return {
    accept: makeAcceptQuote({
      db,
      rulebooks,
      market,
      limits,
      guards: { halts: () => [] },
      clock,
      ids,
      announce: nothing,
      onAccepted: nothing,
    }),
    expire: makeExpireQuotes({ db, clock, announce: nothing, onExpired: nothing }),
    cancel: makeCancelRfq({ db, clock, announce: nothing }),
    book: makeBookTrade({ db, rulebooks, clock, ids, announce: nothing, onBooked: nothing }),
  };
}

/** Live quotes that end 50 ms after each other, so that an alarm is about one of them. */
async function quotes(count: number) {
  const many = [];
  for (let index = 0; index < count; index += 1) {
    many.push(await quoteFor(used.client, { quantity: '0.01', side: 'buy', desiredTtlMs: 20_000 + 50 * index }));
  }
  return many;
}

const caller = () => traderOf(used.service, used.client.hello.account);

const outcomeOf = (answer: Answer<unknown>) => (answer.ok ? 'accepted' : answer.error.code);

async function endings(rfqIds: readonly string[]) {
  const rows = await used.service.db
    .selectFrom('rfq')
    .select(['rfq_id', 'state'])
    .where('rfq_id', 'in', [...rfqIds])
    .execute();
  return new Map(rows.map(({ rfq_id, state }) => [rfq_id, state]));
}

describe('an acceptance that races', () => {
  it(`the expiry leaves exactly one outcome each, ${ROUNDS} times`, async () => {
    const live = await quotes(ROUNDS);
    let now = used.service.clock.now();
    const { accept, expire, book } = await racers(() => now);
    const who = await caller();

    // Received in the very last instant and still on its way when the alarm fires: whoever commits first wins.
    const answers: Answer<unknown>[] = [];
    for (const [index, quote] of live.entries()) {
      const validUntil = Date.parse(quote.validUntil);
      now = validUntil + EXPIRY_GRACE_MS;
      const accepting = async () => toAnswer(await accept(anAcceptance(quote), who, validUntil));
      const [answer] = await (index % 2 === 0
        ? Promise.all([accepting(), expire()])
        : Promise.all([expire(), accepting()]).then(([expired, accepted]) => [accepted, expired] as const));
      answers.push(answer);
    }
    for (const { rfqId } of live) await book(rfqId);

    const states = await endings(live.map(({ rfqId }) => rfqId));
    const expected = answers.map((answer) => (answer.ok ? 'booked' : 'expired'));
    expect(live.map(({ rfqId }) => states.get(rfqId))).toEqual(expected);
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['accepted', 'QUOTE_EXPIRED']));
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  }, 120_000);

  it('another acceptance, the same one again, and a cancellation leaves one winner', async () => {
    const live = await quotes(60);
    const { accept, cancel, book } = await racers(used.service.clock.now);
    const who = await caller();
    const now = used.service.clock.now();

    for (const quote of live) {
      const one = anAcceptance(quote);
      const other = anAcceptance(quote);
      const [first, again, second, cancelled] = await Promise.all([
        accept(one, who, now),
        accept(one, who, now),
        accept(other, who, now),
        cancel({ rfqId: quote.rfqId }, who),
      ]);

      const state = (await endings([quote.rfqId])).get(quote.rfqId);
      expect(state).toBe(cancelled.ok ? 'cancelled' : 'accepted');
      expect([first.ok, second.ok]).toEqual([!cancelled.ok, !cancelled.ok]);
      expect(again).toEqual(first);
      const receipts = await used.service.db
        .selectFrom('acceptance')
        .select('answer')
        .where('rfq_id', '=', quote.rfqId)
        .where('accepted', '=', true)
        .execute();
      expect(receipts).toHaveLength(cancelled.ok ? 0 : 1);
    }
    await Promise.all(live.map(({ rfqId }) => book(rfqId)));
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  }, 120_000);
});

describe('the receive stamp of an acceptance, while no alarm has ended the quote,', () => {
  it.each([
    { offMs: -1, outcome: 'accepted', marginMs: 1 },
    { offMs: 0, outcome: 'accepted', marginMs: 0 },
    { offMs: 1, outcome: 'QUOTE_EXPIRED', marginMs: undefined },
  ])('$offMs ms from validUntil decides: $outcome', async ({ offMs, outcome, marginMs }) => {
    const quote = await quoteFor(used.client);
    const validUntil = Date.parse(quote.validUntil);
    const { accept } = await racers(() => validUntil + 10);

    const answer = toAnswer(await accept(anAcceptance(quote), await caller(), validUntil + offMs));

    expect([outcomeOf(answer), answer.ok ? answer.data.marginMs : undefined]).toEqual([outcome, marginMs]);
  });
});

describe('booking the same trade from many jobs at once', () => {
  it('books it once', async () => {
    const [quote] = await quotes(20);
    if (quote === undefined) throw new Error('no quote');
    const { accept, book } = await racers(used.service.clock.now);
    await accept(anAcceptance(quote), await caller(), used.service.clock.now());

    const outcomes = await Promise.all(Array.from({ length: 12 }, () => book(quote.rfqId)));

    expect(outcomes.filter((outcome) => outcome === 'booked')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'nothing-to-book')).toHaveLength(11);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  }, 60_000);
});

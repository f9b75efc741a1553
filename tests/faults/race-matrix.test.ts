import { raiseEpoch } from '../../src/approvals/index.ts';
import type { User } from '../../src/clients/index.ts';
import type { QuoteView } from '../../src/contracts/quote.ts';
import type { Result } from '../../src/contracts/result.ts';
import { CreateRfqRequest } from '../../src/contracts/rfq.ts';
import { EXPIRY_GRACE_MS, findQuote, findRfq } from '../../src/rfq/index.ts';
import { rounds, traderOf, type UseCasesByHand, useCasesByHand } from '../support/by-hand.ts';
import { anAcceptance, anRfq, stateOf } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

// Neither a worker nor an alarm: each race is run by hand, both sides at once, by the test's clock.
// The service looks at its market too, and would end quotes by itself on a machine that stands still for a while.
const LONG = { SPOT_STALE_MS: '3600000', SURFACE_STALE_MS: '3600000' };
const used = useService({ roles: ['gateway', 'market'], settings: LONG });

const ROUNDS = rounds(40);
const TIMEOUT_MS = 60_000 + ROUNDS * 2_000;
const TRADER: User = { userId: 'usr_ann', username: 'ann', role: 'sales-trader', accountId: null };

interface Race {
  readonly quote: QuoteView;
  readonly cases: UseCasesByHand;
  readonly caller: { readonly userId: string; readonly accountId: string };
  readonly now: number;
  readonly clock: { now: number };
}

/** The other side of a race: what it does, and what is so when it won. */
interface Rival {
  readonly name: string;
  readonly run: (race: Race) => Promise<unknown>;
  /** The state that its victory leaves. */
  readonly state: string;
  /** What the acceptance that lost to it is told. */
  readonly told: RegExp;
  /** Puts back what it changed, before the winner is booked. */
  readonly undo?: (race: Race) => Promise<unknown>;
}

const accepting = ({ cases, quote, caller, now }: Race, side: 'buy' | 'sell') =>
  cases.accept(anAcceptance(quote, { side }), caller, now);

const RIVALS: readonly Rival[] = [
  {
    name: 'its expiry',
    async run({ cases, quote, clock }) {
      clock.now = Date.parse(quote.validUntil) + EXPIRY_GRACE_MS;
      await cases.expire();
    },
    state: 'expired',
    told: /^QUOTE_EXPIRED$/,
  },
  {
    name: 'a cancellation',
    run: ({ cases, quote, caller }) => cases.cancel({ rfqId: quote.rfqId }, caller),
    state: 'cancelled',
    told: /^ILLEGAL_TRANSITION$/,
  },
  {
    name: 'a pass',
    run: ({ cases, quote, caller }) => cases.pass({ rfqId: quote.rfqId, quoteId: quote.quoteId }, caller),
    state: 'passed',
    told: /^ILLEGAL_TRANSITION$/,
  },
  {
    name: 'a withdrawal',
    run: ({ cases, quote: { quoteId } }) => cases.withdraw({ quoteId, version: 1, rework: false }, TRADER),
    state: 'withdrawn',
    told: /^QUOTE_WITHDRAWN$/,
  },
  {
    name: 'a re-quote',
    run: ({ cases, quote: { rfqId } }) => cases.send({ rfqId, spread: '200' }, TRADER),
    state: 'quoted',
    told: /^QUOTE_SUPERSEDED$/,
  },
  {
    name: 'a revocation',
    async run({ caller, quote, cases }) {
      await permit(caller.accountId, 'suspended');
      // What an acceptance under way has locked is left for the next look.
      await waitFor('the end of the quote', async () => {
        await cases.revoke();
        return (await stateOf(used.service.db, quote.rfqId)) !== 'quoted';
      });
    },
    state: 'revoked',
    // Between the change of the rules and the end of the quote the gates refuse.
    told: /^(QUOTE_REVOKED|CLIENT_NOT_ELIGIBLE)$/,
    undo: ({ caller }) => permit(caller.accountId, 'active'),
  },
  {
    name: 'an acceptance of the other side',
    run: (race) => accepting(race, 'sell'),
    state: 'accepted',
    told: /^ILLEGAL_TRANSITION$/,
  },
];

/** A change of the rules: whoever reads them is told by the epoch. */
function permit(accountId: string, status: 'active' | 'suspended'): Promise<unknown> {
  return used.service.db.transaction().execute(async (tx) => {
    await raiseEpoch(tx);
    await tx.updateTable('account').set({ status }).where('account_id', '=', accountId).execute();
  });
}

const clock = { now: 0 };
let cases: UseCasesByHand;
beforeAll(async () => {
  clock.now = used.service.clock.now();
  cases = await useCasesByHand(used.service.world, () => clock.now);
});

async function aRace(): Promise<Race> {
  clock.now = used.service.clock.now();
  const caller = await traderOf(used.service, used.client.hello.account);
  const request = CreateRfqRequest.parse(anRfq({ quantity: '0.01', desiredTtlMs: 15_000 }));
  const created = await cases.create(request, caller, clock.now);
  if (!created.ok) throw new Error(created.rejection.message);
  const rfq = await findRfq(used.service.db, created.value.rfqId, caller.accountId);
  const quote = await findQuote(used.service.db, rfq?.quoteId ?? '', caller.accountId);
  if (quote === null) throw new Error(`${created.value.rfqId} has no quote`);
  return { quote, cases, caller, now: clock.now, clock };
}

/** Reads first, so that a side that begins its work later than the other can be the first to commit. */
async function after(reads: number, work: () => Promise<unknown>): Promise<unknown> {
  for (let read = 0; read < reads; read += 1) await used.service.db.selectFrom('control').select('epoch').execute();
  return work();
}

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.rejection.code);

/** Both at once; round by round one side is held back a little, or the other. */
async function run(race: Race, rival: Rival, round: number): Promise<Result<unknown>> {
  const accept = () => accepting(race, 'buy');
  const delays = [0, 0, 1, 2, 4][round % 5] ?? 0;
  const [late, early] = [() => after(delays, accept), () => after(delays, () => rival.run(race))];
  if (round % 2 === 0) {
    const [answer] = await Promise.all([late(), rival.run(race)]);
    return answer as Result<unknown>;
  }
  const [, answer] = await Promise.all([early(), accept()]);
  return answer;
}

describe.each(RIVALS)('an acceptance that races $name', (rival) => {
  it(
    `leaves one winner, ${ROUNDS} times, and each of them wins some`,
    async () => {
      const wins = { acceptance: 0, rival: 0 };
      const rfqIds = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const race = await aRace();
        const answer = await run(race, rival, round);

        wins[answer.ok ? 'acceptance' : 'rival'] += 1;
        expect([codeOf(answer), await stateOf(used.service.db, race.quote.rfqId)]).toEqual(
          answer.ok ? ['ok', 'accepted'] : [expect.stringMatching(rival.told), rival.state],
        );
        await rival.undo?.(race);
        await race.cases.book(race.quote.rfqId);
        rfqIds.push(race.quote.rfqId);
      }

      const trades = await used.service.db.selectFrom('trade').select('rfq_id').where('rfq_id', 'in', rfqIds).execute();
      expect(trades).toHaveLength(rival.state === 'accepted' ? ROUNDS : wins.acceptance);
      // A matrix that never races proves nothing.
      expect({ ...wins, raced: Object.values(wins).every((count) => count > 0) }).toMatchObject({ raced: true });
      expect(await brokenInvariants(used.service.db)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('an acceptance that races itself and a second one of its side', () => {
  it(
    `is one trade with one receipt, ${ROUNDS} times`,
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const race = await aRace();
        const [one, other] = [anAcceptance(race.quote), anAcceptance(race.quote)];
        const accept = (acceptance: typeof one) => race.cases.accept(acceptance, race.caller, race.now);

        const answers = await Promise.all([accept(one), accept(other), accept(one), accept(other)]);

        expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
        expect(answers.every(({ ok }) => ok)).toBe(true);
        const booked = await Promise.all([race.cases.book(race.quote.rfqId), race.cases.book(race.quote.rfqId)]);
        expect(booked.sort()).toEqual(['booked', 'nothing-to-book']);
      }
      expect(await brokenInvariants(used.service.db)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

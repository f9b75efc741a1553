import { makeJobs } from '../../src/booking/index.ts';
import type { QuoteView } from '../../src/contracts/quote.ts';
import { CreateRfqRequest } from '../../src/contracts/rfq.ts';
import { inProcessQueue } from '../../src/platform/queue/in-process.ts';
import { findQuote, findRfq } from '../../src/rfq/index.ts';
import { traderOf, type UseCasesByHand, useCasesByHand } from '../support/by-hand.ts';
import { anAcceptance, anRfq } from '../support/client.ts';
import { type HostileQueue, hostileQueue } from '../support/hostile-queue.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

// The service books and expires nothing: that is for the worker under test, behind a queue that does its worst.
const used = useService({ roles: ['gateway', 'market'] });

interface Worker {
  readonly cases: UseCasesByHand;
  readonly queue: HostileQueue;
  readonly count: { booked: number; expired: number };
  readonly failures: unknown[];
  stop(): Promise<void>;
}

/** Room to set the clock back in: no approval is older than the service. */
const AHEAD_MS = 3_600_000;
let stepMs = AHEAD_MS;
const now = () => used.service.clock.now() + stepMs;
let worker: Worker;

beforeEach(async () => {
  stepMs = AHEAD_MS;
  worker = await startWorker();
});
afterEach(() => worker.stop());

async function startWorker(): Promise<Worker> {
  const { world } = used.service;
  const clock = { now };
  const failures: unknown[] = [];
  const count = { booked: 0, expired: 0 };
  const queue = hostileQueue(inProcessQueue({ clock, onFailure: ({ error }) => failures.push(error) }), clock);
  const cases: UseCasesByHand = await useCasesByHand(world, now, {
    onAccepted: (rfqId) => jobs.armBooking(rfqId),
    onQuoteLive: (quote) => jobs.armExpiry(quote),
    onBooked: () => {
      count.booked += 1;
    },
    onExpired: () => {
      count.expired += 1;
    },
  });
  const jobs = makeJobs({
    db: world.db,
    log: world.log,
    queue,
    clock,
    expireQuotes: cases.expire,
    bookTrade: cases.book,
    sweepSafety: async () => 0,
  });
  const stopWorking = jobs.startWorking();
  return {
    cases,
    queue,
    count,
    failures,
    async stop() {
      await stopWorking();
      await queue.close();
    },
  };
}

let caller: Awaited<ReturnType<typeof traderOf>>;
beforeEach(async () => {
  caller = await traderOf(used.service, used.client.hello.account);
});

async function aQuote(ttlMs: number): Promise<QuoteView> {
  const request = CreateRfqRequest.parse(anRfq({ quantity: '0.01', side: 'buy', desiredTtlMs: ttlMs }));
  const created = await worker.cases.create(request, caller, now());
  if (!created.ok) throw new Error(created.rejection.message);
  const rfq = await findRfq(used.service.db, created.value.rfqId, null);
  const quote = await findQuote(used.service.db, rfq?.quoteId ?? '', caller.accountId);
  if (quote === null) throw new Error(`${created.value.rfqId} has no quote`);
  return quote;
}

async function accept(quote: QuoteView): Promise<void> {
  const answer = await worker.cases.accept(anAcceptance(quote), caller, now());
  if (!answer.ok) throw new Error(answer.rejection.message);
}

async function statesOf(quotes: readonly QuoteView[]): Promise<Record<string, number>> {
  const ids = quotes.map(({ rfqId }) => rfqId);
  const rows = await used.service.db.selectFrom('rfq').select('state').where('rfq_id', 'in', ids).execute();
  const counts: Record<string, number> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

const settled = (quotes: readonly QuoteView[]) =>
  waitFor('the end of every quote', async () => {
    const { quoted = 0, accepted = 0 } = await statesOf(quotes);
    return quoted + accepted === 0;
  });

const HALF = 24;

describe('jobs that are lost, doubled, late and overtaken', () => {
  it('lose no trade and no expiry, and double none', async () => {
    const kept = [];
    for (let index = 0; index < HALF; index += 1) kept.push(await aQuote(60_000));
    for (const quote of kept) await accept(quote);
    const left = [];
    for (let index = 0; index < HALF; index += 1) left.push(await aQuote(1_000 + 20 * index));

    await settled([...kept, ...left]);

    expect(await statesOf(kept)).toEqual({ booked: HALF });
    expect(await statesOf(left)).toEqual({ expired: HALF });
    expect(worker.count).toEqual({ booked: HALF, expired: HALF });
    expect(Math.min(...Object.values(worker.queue.fates))).toBeGreaterThan(0);
    expect(worker.failures).toEqual([]);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  }, 60_000);
});

describe('a clock that is set', () => {
  it('forward ends what is over by then, once, and books what was accepted', async () => {
    const quotes = [];
    for (let index = 0; index < 8; index += 1) quotes.push(await aQuote(60_000));
    const accepted = quotes.slice(0, 4);
    for (const quote of accepted) await accept(quote);

    stepMs += 120_000;
    await settled(quotes);

    expect(await statesOf(quotes)).toEqual({ booked: 4, expired: 4 });
    expect(worker.count).toEqual({ booked: 4, expired: 4 });
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  }, 60_000);

  it('back revives nothing, and does not make what was accepted wait', async () => {
    const [over, ...quotes] = [await aQuote(1_000), await aQuote(60_000), await aQuote(60_000), await aQuote(60_000)];
    await settled([over]);
    for (const quote of quotes) await accept(quote);

    stepMs -= 600_000;
    const late = await worker.cases.accept(anAcceptance(over), caller, now());
    await settled(quotes);
    const anew = await aQuote(1_000);
    await settled([anew]);

    expect(late).toMatchObject({ ok: false, rejection: { code: 'QUOTE_EXPIRED' } });
    expect(await statesOf(quotes)).toEqual({ booked: 3 });
    expect(await statesOf([over, anew])).toEqual({ expired: 2 });
    expect(worker.count).toEqual({ booked: 3, expired: 2 });
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  }, 60_000);
});

import { z } from 'zod';
import { RfqId } from '../contracts/scalars.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { Logger } from '../platform/logging.ts';
import type { JobQueue } from '../platform/queue/port.ts';
import { EXPIRY_GRACE_MS } from '../rfq/index.ts';

const EXPIRE = 'expire-quotes';
const BOOK = 'book-trade';

const BookJob = z.object({ rfqId: RfqId });

/** How often the reconciler looks, and how long an accepted trade may wait before it is armed again. */
const RECONCILE_MS = 1_000;
const BOOKING_PATIENCE_MS = 2_000;
const RECONCILE_BATCH = 500;
/** Those that run at once are booked together. */
const BOOKINGS_AT_ONCE = 32;
/** Quotes share an alarm by so much: thousands of live quotes need at most 200 alarms a second. */
const ALARM_MS = 5;

export interface JobsDeps {
  readonly db: Database;
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly log: Logger;
  readonly expireQuotes: () => Promise<number>;
  readonly bookTrade: (rfqId: string) => Promise<unknown>;
  /** Cancels the open requests of users whose connection is lost or whose dead-man timer has run out. */
  readonly sweepSafety: () => Promise<number>;
}

/** The alarm clock's settings: which jobs there are, and the reconciler that replaces every lost one. */
export function makeJobs({ db, queue, clock, log, expireQuotes, bookTrade, sweepSafety }: JobsDeps) {
  /** An alarm that cannot be set is no loss: the reconciler finds what it was for. */
  const arm = (job: Parameters<JobQueue['add']>[0]) => {
    queue.add(job).catch((error: unknown) => log.warn({ err: error, job: job.name }, 'the queue took no job'));
  };
  const armBooking = (rfqId: string) => arm({ name: BOOK, id: rfqId, payload: { rfqId } });

  const reconcile = async (patienceMs: number) => {
    await expireQuotes();
    await sweepSafety();
    const waiting = await db
      .selectFrom('rfq')
      .select('rfq_id')
      .where('state', '=', 'accepted')
      // Stamped later than now: by a clock that has been set back since, so that nobody can say how long it has waited.
      .where((eb) =>
        eb.or([
          eb('updated_at', '<=', new Date(clock.now() - patienceMs)),
          eb('updated_at', '>', new Date(clock.now())),
        ]),
      )
      .orderBy('updated_at')
      .limit(RECONCILE_BATCH)
      .execute();
    for (let from = 0; from < waiting.length; from += BOOKINGS_AT_ONCE) {
      await Promise.all(waiting.slice(from, from + BOOKINGS_AT_ONCE).map(({ rfq_id: rfqId }) => bookTrade(rfqId)));
    }
    if (waiting.length > 0) log.info({ trades: waiting.length }, 'booked accepted trades that no job had booked');
  };

  return {
    /** Any other job, whose own look finds what a lost one was for. */
    arm,
    armBooking,

    /** One alarm for all quotes that end within the same few milliseconds; each ends all that are due. */
    armExpiry({ validUntil }: { readonly validUntil: string }) {
      const due = Date.parse(validUntil) + EXPIRY_GRACE_MS + 1;
      const runAt = Math.ceil(due / ALARM_MS) * ALARM_MS;
      arm({ name: EXPIRE, id: String(runAt), payload: { dueAt: runAt }, runAt });
    },

    /** For the worker role: runs jobs, and looks by itself at once and then every second. Returns how to stop looking. */
    startWorking(): () => Promise<void> {
      const book = async (payload: unknown) => {
        await bookTrade(BookJob.parse(payload).rfqId);
      };
      queue.process(BOOK, book, BOOKINGS_AT_ONCE);
      queue.process(EXPIRE, async () => {
        await expireQuotes();
      });
      return repeat(RECONCILE_MS, { first: () => reconcile(0), later: () => reconcile(BOOKING_PATIENCE_MS), log });
    },

    /** For every role that prices: what time does on the desk, and what live quotes wait for, within a second. */
    startLooking(
      work: () => Promise<unknown>,
      every: { readonly ms: number } = { ms: RECONCILE_MS },
    ): () => Promise<void> {
      const look = async () => {
        await work();
      };
      return repeat(every.ms, { first: look, later: look, log });
    },
  };
}

interface Repeated {
  readonly first: () => Promise<void>;
  readonly later: () => Promise<void>;
  readonly log: Logger;
}

/** One look at a time, a pause between looks; a failing look is logged and the next one tries again. */
function repeat(pauseMs: number, { first, later, log }: Repeated): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, 'a periodic look at the database failed');
    }
    if (stopped) return;
    timer = setTimeout(() => {
      running = look(later);
    }, pauseMs);
  };
  let running = look(first);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}

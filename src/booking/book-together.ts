import type { AccountEvent } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { isUniqueViolation } from '../platform/database/errors.ts';
import type { IdSource } from '../platform/ids.ts';
import type { Rulebooks } from '../rfq/index.ts';
import { readBookable, type ToBook, writeBooked } from './book-store.ts';
import { judgeBooking } from './judge-booking.ts';

export interface BookTogetherDeps {
  readonly db: Database;
  readonly rulebooks: Rulebooks;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export interface Booked {
  readonly outcome: 'booked';
  readonly events: readonly AccountEvent[];
}

const BATCH_MAX = 100;

interface Waiting {
  readonly rfqId: string;
  readonly settle: { resolve(booked: Booked | null): void; reject(error: unknown): void };
}

/**
 * Books what plainly books, many at once: one statement reads, the other takes the locks of decision 0004, compares the
 * epoch and each RFQ's state, and writes. Resolves with null for what needs the long way, of which it has written
 * nothing: a trade that is to be held, one that closes another, one that somebody else works on, and what is no longer
 * `accepted`. Jobs are as many as the queue runs at once, which bounds what waits here.
 */
export function makeBookTogether(deps: BookTogetherDeps) {
  const waiting = new Map<string, Waiting>();
  let writing = false;

  const drain = async () => {
    while (waiting.size > 0) {
      const batch = [...waiting.values()].slice(0, BATCH_MAX);
      for (const { rfqId } of batch) waiting.delete(rfqId);
      await settleBatch(deps, batch);
    }
    writing = false;
  };

  return async function bookTogether(rfqId: string): Promise<Booked | null> {
    // The same job twice: under the lock, the long way finds what the other one does.
    if (waiting.has(rfqId)) return null;
    const booked = new Promise<Booked | null>((resolve, reject) => {
      waiting.set(rfqId, { rfqId, settle: { resolve, reject } });
    });
    if (!writing) {
      writing = true;
      void drain();
    }
    return booked;
  };
}

async function settleBatch(deps: BookTogetherDeps, batch: readonly Waiting[]): Promise<void> {
  try {
    const events = await bookBatch(
      deps,
      batch.map(({ rfqId }) => rfqId),
    );
    for (const { rfqId, settle } of batch) {
      const event = events.get(rfqId);
      settle.resolve(event === undefined ? null : { outcome: 'booked', events: [event] });
    }
  } catch (error) {
    for (const { settle } of batch) isUniqueViolation(error) ? settle.resolve(null) : settle.reject(error);
  }
}

async function bookBatch(
  deps: BookTogetherDeps,
  rfqIds: readonly string[],
): Promise<ReadonlyMap<string, AccountEvent>> {
  const rulebook = deps.rulebooks.current();
  const toBook = (await readBookable(deps.db, rfqIds)).flatMap((bookable): ToBook[] => {
    const decision = judgeBooking({ rfq: bookable.rfq, side: bookable.accepted.side, rulebook }, deps.clock);
    return decision?.allowed === true ? [{ ...bookable, decision, decisionId: deps.ids('dec') }] : [];
  });
  if (toBook.length === 0) return new Map();
  const proven = deps.rulebooks.proving(rulebook.epoch);
  const at = new Date(deps.clock.now());
  const events = await writeBooked(deps.db, { toBook, epoch: rulebook.epoch, at });
  if (events.size > 0) proven();
  return events;
}

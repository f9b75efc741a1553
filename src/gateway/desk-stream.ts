import { type AccountEvent, readEvents } from '../audit/index.ts';
import type { DeskEvent } from '../contracts/desk-socket.ts';
import type { Database } from '../platform/database/database.ts';
import type { Logger } from '../platform/logging.ts';
import { type EventStream, makeEventStream } from './event-stream.ts';

export interface DeskStream {
  /** Begins with what happens from now on; at once when it has begun. */
  start(): Promise<void>;
  /** From the bus. */
  offer(event: AccountEvent): void;
  /** Looks in the database for what the bus did not bring. */
  catchUp(): Promise<void>;
}

export interface DeskStreamDeps {
  readonly db: Database;
  readonly log: Logger;
  readonly send: (event: DeskEvent) => void;
  /** Events may be missing from here on: whoever listens must begin again with a snapshot. */
  readonly onBroken: () => void;
}

/**
 * Every account's events for the desk of this node: one stream an account, in its order, none missing. There is no
 * sequence over all accounts, because the row that would count it would be the busiest one of the database.
 */
export function makeDeskStream({ db, log, send, onBroken }: DeskStreamDeps): DeskStream {
  const streams = new Map<string, EventStream>();
  let started: Promise<void> | null = null;

  const open = (accountId: string, afterSeq: number) => {
    const stream = makeEventStream({
      read: (page) => readEvents(db, accountId, page),
      send: (envelope) => send({ ...envelope, accountId }),
      onFailure: (error) => {
        log.warn({ err: error, accountId }, 'the desk stream could not read on; its sockets must begin again');
        streams.clear();
        started = null;
        onBroken();
      },
    });
    streams.set(accountId, stream);
    stream.startAfter(afterSeq, afterSeq);
    return stream;
  };

  const lastSeqs = () => db.selectFrom('account').select(['account_id', 'last_seq']).execute();

  const begin = async () => {
    for (const row of await lastSeqs()) {
      if (!streams.has(row.account_id)) open(row.account_id, row.last_seq);
    }
  };

  return {
    start() {
      started ??= begin().catch((error: unknown) => {
        started = null;
        throw error;
      });
      return started;
    },
    offer({ accountId, envelope }) {
      if (started !== null) (streams.get(accountId) ?? open(accountId, envelope.seq - 1)).offer(envelope);
    },
    async catchUp() {
      if (started === null) return;
      await started;
      // An account that is newer than the start has its events from the first one on.
      for (const row of await lastSeqs()) {
        (streams.get(row.account_id) ?? open(row.account_id, 0)).noteNewest(row.last_seq);
      }
    },
  };
}

import { type AccountEvent, firstSeqSince, lastSeq, readEvents } from '../audit/index.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { ResumeAnswer } from '../contracts/session.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { Logger } from '../platform/logging.ts';
import type { ClientSocket } from './client-socket.ts';
import { type EventStream, makeEventStream } from './event-stream.ts';
import { recordStream } from './record-streams.ts';
import { untilSent } from './slow-sockets.ts';

export interface SocketStream {
  /** Sends everything after `afterSeq` again, once the acknowledgement is on its way. */
  resume(afterSeq: number): Promise<Result<ResumeAnswer>>;
  close(): void;
}

export interface AccountStreams {
  open(socket: ClientSocket, accountId: string): SocketStream;
  /** From the bus. */
  offer(event: AccountEvent): void;
  /** Whether a socket of the account is connected to this node. */
  isWatched(accountId: string): boolean;
  /** Looks in the database for what the bus did not bring. */
  catchUp(): Promise<void>;
}

export interface AccountStreamsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** How far back a client may resume; ms. Older events stay in the records, but are sent to nobody again. */
  readonly retentionMs: number;
}

/** Which sockets watch which account's events, on this node. */
export function makeAccountStreams({ db, clock, log, retentionMs }: AccountStreamsDeps): AccountStreams {
  const byAccount = new Map<string, Set<EventStream>>();

  const streamTo = (socket: ClientSocket, accountId: string) =>
    makeEventStream({
      read: (page) => readEvents(db, accountId, page),
      send: (envelope) => socket.emit('event', envelope),
      untilSent: () => untilSent(socket.conn),
      onFailure: (error) => {
        log.warn({ err: error, accountId }, 'an event stream could not read on; its socket must resume');
        socket.disconnect(true);
      },
    });

  const greet = async (socket: ClientSocket, accountId: string, stream: EventStream) => {
    const seq = await lastSeq(db, accountId);
    await recordStream({ db, clock }, socket, { action: 'stream.open', afterSeq: seq });
    socket.emit('hello', { account: accountId, lastSeq: seq, serverTime: toInstant(clock.now()) });
    stream.startAfter(seq, seq);
  };

  return {
    open(socket, accountId) {
      const stream = streamTo(socket, accountId);
      const streams = byAccount.get(accountId) ?? new Set();
      byAccount.set(accountId, streams.add(stream));
      greet(socket, accountId, stream).catch((error: unknown) => {
        log.warn({ err: error, accountId }, 'a socket could not be greeted');
        socket.disconnect(true);
      });
      return {
        resume(afterSeq) {
          const record = () => recordStream({ db, clock }, socket, { action: 'stream.resume', afterSeq });
          return resume({ db, accountId, stream, afterSeq, since: clock.now() - retentionMs, record });
        },
        close() {
          const toSeq = stream.shown();
          if (toSeq !== null) {
            recordStream({ db, clock }, socket, { action: 'stream.close', toSeq }).catch((error: unknown) =>
              log.warn({ err: error, accountId }, 'the end of a stream could not be recorded'),
            );
          }
          streams.delete(stream);
          if (streams.size === 0) byAccount.delete(accountId);
        },
      };
    },
    offer({ accountId, envelope }) {
      for (const stream of byAccount.get(accountId) ?? []) stream.offer(envelope);
    },
    isWatched: (accountId) => byAccount.has(accountId),
    async catchUp() {
      if (byAccount.size === 0) return;
      const rows = await db
        .selectFrom('account')
        .select(['account_id', 'last_seq'])
        .where('account_id', 'in', [...byAccount.keys()])
        .execute();
      for (const row of rows) {
        for (const stream of byAccount.get(row.account_id) ?? []) stream.noteNewest(row.last_seq);
      }
    },
  };
}

async function resume(of: {
  db: Database;
  accountId: string;
  stream: EventStream;
  afterSeq: number;
  /** Events before this instant are sent no more; UTC epoch ms. */
  since: number;
  /** Before anything is shown. */
  record: () => Promise<void>;
}): Promise<Result<ResumeAnswer>> {
  const { db, accountId, stream, afterSeq, since } = of;
  const toSeq = await lastSeq(db, accountId);
  if (afterSeq > toSeq) {
    return reject('VALIDATION_FAILED', `afterSeq must be <= ${toSeq}, the account's last event, was ${afterSeq}`, {
      path: 'afterSeq',
    });
  }
  const firstKept = afterSeq === toSeq ? null : await firstSeqSince(db, accountId, { afterSeq, since });
  const from = Math.max(afterSeq, (firstKept ?? toSeq + 1) - 1);
  const gap = afterSeq < toSeq && from > afterSeq;
  await of.record();
  // After the acknowledgement: the events follow it, and none that is announced in between comes before them.
  stream.pause();
  setImmediate(() => stream.startAfter(from, toSeq));
  return ok({ fromSeq: Math.min(from + 1, toSeq), toSeq, gap });
}

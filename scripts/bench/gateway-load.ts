import { setTimeout as delay } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import type { QuoteView } from '../../src/contracts/quote.ts';
import { anRfq } from '../../tests/support/client.ts';
import type { Backend } from './backends.ts';
import type { DeskClient } from './desk-client.ts';
import { processorMs } from './processor-time.ts';
import { type Spread, spreadOf } from './report.ts';

/** What is measured in turns, so that a busy moment of the machine meets all of them. */
export const MEASURED = [
  'echo',
  'commit',
  'rfqToAcknowledgement',
  'rfqToLiveQuote',
  'acceptToReceipt',
  'acceptToBooked',
] as const;
export type Measured = (typeof MEASURED)[number];

/** So many clients, each with one request in flight. */
export interface LevelFigures {
  readonly clients: number;
  readonly times: Readonly<Record<Measured, Spread>>;
  readonly perSecond: {
    readonly echo: number;
    readonly commit: number;
    readonly quote: number;
    readonly accept: number;
  };
  /** Of the processors, for each quote, in ms: the service's and the database server's; null where the system does not say. */
  readonly processorMsPerQuote: { readonly service: number | null; readonly database: number | null };
}

export interface LoadParts {
  readonly sockets: readonly Socket[];
  readonly clients: readonly DeskClient[];
  readonly backend: Backend;
  readonly servicePid: number;
}

/** Of the quotes of a round, so many are accepted. */
const ACCEPTED_SHARE = 0.1;
/** With one in flight what is timed is one request and not the expiry of those before it. */
const LONGEST_TTL_MS = 60_000;
/** For what the service does after an answer, which belongs to its request. */
const SETTLE_MS = 100;

/** So many requests of each kind in all, after one round until the engines have compiled what they run often. */
export async function measureLevel(
  parts: LoadParts,
  { requests, rounds }: { readonly requests: number; readonly rounds: number },
): Promise<LevelFigures> {
  const each = Math.ceil(requests / rounds / parts.clients.length);
  await measureRound(parts, parts.clients.length === 1 ? requests : each);
  const measured: Round[] = [];
  for (let done = 0; done < rounds; done += 1) measured.push(await measureRound(parts, each));
  return toFigures(parts.clients.length, measured);
}

interface Round {
  readonly times: Readonly<Record<Measured, readonly number[]>>;
  readonly lastedMs: {
    readonly echo: number;
    readonly commit: number;
    readonly quote: number;
    readonly accept: number;
  };
  readonly serviceMs: number | null;
  readonly databaseMs: number | null;
}

async function measureRound({ sockets, clients, backend, servicePid }: LoadParts, each: number): Promise<Round> {
  const payload = anRfq();
  const echo = await together(sockets, each, (socket) => socket.emitWithAck('echo', payload));
  const commit = await together(clients, each, backend.bareCommit);
  await delay(SETTLE_MS);
  const before = usedMs(servicePid, backend.databasePid);
  const changes = clients.length === 1 ? { desiredTtlMs: LONGEST_TTL_MS } : {};
  const quoted = await together(clients, each, (client) => client.quote(changes));
  await delay(SETTLE_MS);
  const after = usedMs(servicePid, backend.databasePid);
  const accepted = await acceptSome(
    clients,
    quoted.results.map(({ quote }) => quote),
  );
  return {
    times: {
      echo: echo.times,
      commit: commit.times,
      rfqToAcknowledgement: quoted.results.map(({ acknowledgedMs }) => acknowledgedMs),
      rfqToLiveQuote: quoted.results.map(({ liveMs }) => liveMs),
      ...accepted.times,
    },
    lastedMs: {
      echo: echo.lastedMs,
      commit: commit.lastedMs,
      quote: quoted.lastedMs,
      accept: accepted.lastedMs,
    },
    serviceMs: less(after.service, before.service),
    databaseMs: less(after.database, before.database),
  };
}

/** `quotes` in the order of `together`: all of the first client, then all of the next. Each accepts its newest. */
async function acceptSome(clients: readonly DeskClient[], quotes: readonly QuoteView[]) {
  const each = quotes.length / clients.length;
  const share = Math.max(1, Math.round(each * ACCEPTED_SHARE));
  const newest = new Map(
    clients.map((client, index) => [client, quotes.slice((index + 1) * each - share, (index + 1) * each)]),
  );
  const { results, lastedMs } = await together(clients, share, async (client) => {
    const quote = newest.get(client)?.pop();
    if (quote === undefined) throw new Error('a client has no quote to accept');
    return client.accept(quote);
  });
  return {
    lastedMs,
    times: {
      acceptToReceipt: results.map(({ receiptMs }) => receiptMs),
      acceptToBooked: results.map(({ bookedMs }) => bookedMs),
    },
  };
}

/** Every one does the work so many times, one after the other, all of them at once. */
async function together<One, T>(those: readonly One[], each: number, work: (one: One) => Promise<T>) {
  const results: T[][] = those.map(() => []);
  const times: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    those.map(async (one, index) => {
      for (let done = 0; done < each; done += 1) {
        const began = performance.now();
        results[index]?.push(await work(one));
        times.push(performance.now() - began);
      }
    }),
  );
  return { results: results.flat(), times, lastedMs: performance.now() - startedAt };
}

function usedMs(servicePid: number, databasePid: number | null) {
  return { service: processorMs(servicePid), database: databasePid === null ? null : processorMs(databasePid) };
}

function less(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before;
}

function toFigures(clients: number, rounds: readonly Round[]): LevelFigures {
  const all = (what: Measured) => rounds.flatMap(({ times }) => times[what]);
  const rate = (of: Measured, what: keyof Round['lastedMs']) =>
    (all(of).length * 1000) / rounds.reduce((total, { lastedMs }) => total + lastedMs[what], 0);
  const quotes = all('rfqToLiveQuote').length;
  const perQuote = (what: 'serviceMs' | 'databaseMs') => {
    const used = rounds.map((round) => round[what]);
    return used.includes(null) ? null : used.reduce<number>((total, ms) => total + (ms ?? 0), 0) / quotes;
  };
  return {
    clients,
    times: Object.fromEntries(MEASURED.map((what) => [what, spreadOf(all(what))])) as Record<Measured, Spread>,
    perSecond: {
      echo: rate('echo', 'echo'),
      commit: rate('commit', 'commit'),
      quote: rate('rfqToLiveQuote', 'quote'),
      accept: rate('acceptToBooked', 'accept'),
    },
    processorMsPerQuote: { service: perQuote('serviceMs'), database: perQuote('databaseMs') },
  };
}

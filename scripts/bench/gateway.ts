import { parseArgs } from 'node:util';
import { anRfq } from '../../tests/support/client.ts';
import { BACKENDS, type Backend, type BackendName, openBackend } from './backends.ts';
import { connectDesk, type DeskClient } from './desk-client.ts';
import { type Echo, startEcho } from './echo.ts';
import { seedClients } from './firm.ts';
import { machineNote, type Spread, spreadOf, tableOf, writeReport } from './report.ts';
import { build, serve } from './service-process.ts';

const HELP = `npm run bench -- gateway [--requests 2000] [--backend embedded|services|both] [--json]

A real service in a process of its own, and one client: RFQ to durable quote and acceptance to booked trade, one in
flight, beside a bare socket.io echo of the same payload and a bare commit on the same kind of database. Then 50
clients at once, beside the same echo. "services" starts a PostgreSQL and a Redis of its own.`;

/** The measurements take turns in so many rounds, so that a busy moment of the machine meets all of them. */
const ROUNDS = 20;
/** Of the quotes of a round, so many are accepted. */
const ACCEPTED_SHARE = 0.1;
const MANY_CLIENTS = 50;
/** One in flight, so that what is timed is one request and not the expiry of those before it. */
const LONGEST_TTL_MS = 60_000;

export async function run(options: string[]): Promise<void> {
  const { values } = parseArgs({
    args: options,
    options: {
      requests: { type: 'string', default: '2000' },
      backend: { type: 'string', default: 'both' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const requests = Number(values.requests);
  if (!(Number.isSafeInteger(requests) && requests >= ROUNDS))
    throw new RangeError(`--requests must be a whole number >= ${ROUNDS}, was ${values.requests}`);
  const wanted = BACKENDS.filter((name) => values.backend === 'both' || values.backend === name);
  if (wanted.length === 0) throw new RangeError(`--backend must be embedded, services or both, was ${values.backend}`);

  build();
  const figures: Partial<Record<BackendName, Figures>> = {};
  for (const name of wanted) {
    figures[name] = await measure(name, requests);
    if (!values.json) console.log(`\n${toTable(name, figures[name])}`);
  }
  const { file, text } = writeReport('gateway', { requests, backends: figures });
  console.log(values.json ? text.trimEnd() : `\n${machineNote()}\nAlso in ${file}`);
}

interface Figures {
  readonly oneInFlight: {
    readonly echo: Spread;
    readonly commit: Spread;
    readonly rfqToAcknowledgement: Spread;
    readonly rfqToLiveQuote: Spread;
    readonly acceptToReceipt: Spread;
    readonly acceptToBooked: Spread;
  };
  readonly manyClients: {
    readonly clients: number;
    readonly quotesPerSecond: number;
    readonly echoesPerSecond: number;
  };
}

async function measure(name: BackendName, requests: number): Promise<Figures> {
  const echo = await startEcho();
  const backend = await openBackend(name);
  try {
    const tokens = await seedClients(backend.settings, MANY_CLIENTS);
    const service = await serve(backend.settings);
    try {
      const clients = await Promise.all(tokens.map((token) => connectDesk(service.url, token)));
      const oneInFlight = await measureOne({ echo, backend, clients }, requests);
      const manyClients = await measureMany({ echo, clients }, requests);
      for (const client of clients) client.close();
      return { oneInFlight, manyClients };
    } finally {
      await service.stop();
    }
  } finally {
    await backend.close();
    echo.stop();
  }
}

type Measured = keyof Figures['oneInFlight'];

async function measureOne(
  { echo, backend, clients }: { echo: Echo; backend: Backend; clients: readonly DeskClient[] },
  requests: number,
): Promise<Figures['oneInFlight']> {
  const [client] = clients;
  if (client === undefined) throw new Error('there is no client');
  const socket = await echo.connect();
  const payload = anRfq();
  const perRound = Math.ceil(requests / ROUNDS);

  const round = async (count: number) => {
    const times: Record<Measured, number[]> = {
      echo: await timed(count, () => socket.emitWithAck('echo', payload)),
      commit: await timed(count, backend.bareCommit),
      rfqToAcknowledgement: [],
      rfqToLiveQuote: [],
      acceptToReceipt: [],
      acceptToBooked: [],
    };
    for (let made = 0; made < count; made += 1) {
      const { acknowledgedMs, liveMs, quote } = await client.quote({ desiredTtlMs: LONGEST_TTL_MS });
      times.rfqToAcknowledgement.push(acknowledgedMs);
      times.rfqToLiveQuote.push(liveMs);
      if (made < count * (1 - ACCEPTED_SHARE)) continue;
      const { receiptMs, bookedMs } = await client.accept(quote);
      times.acceptToReceipt.push(receiptMs);
      times.acceptToBooked.push(bookedMs);
    }
    return times;
  };

  await round(requests); // until the engines have compiled what they run often
  const rounds: Record<Measured, number[]>[] = [];
  for (let done = 0; done < ROUNDS; done += 1) rounds.push(await round(perRound));
  socket.close();
  const all = (what: Measured) => spreadOf(rounds.flatMap((times) => times[what]));
  return {
    echo: all('echo'),
    commit: all('commit'),
    rfqToAcknowledgement: all('rfqToAcknowledgement'),
    rfqToLiveQuote: all('rfqToLiveQuote'),
    acceptToReceipt: all('acceptToReceipt'),
    acceptToBooked: all('acceptToBooked'),
  };
}

async function timed(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let done = 0; done < count; done += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Each client has one request in flight; the quote must have arrived before it asks again. */
async function measureMany(
  { echo, clients }: { echo: Echo; clients: readonly DeskClient[] },
  requests: number,
): Promise<Figures['manyClients']> {
  const sockets = await Promise.all(clients.map(() => echo.connect()));
  const payload = anRfq();
  const each = Math.ceil((requests * 2) / clients.length);
  const perSecond = async (workers: readonly (() => Promise<unknown>)[]) => {
    const startedAt = performance.now();
    await Promise.all(workers.map((work) => timed(each, work)));
    return (each * workers.length * 1000) / (performance.now() - startedAt);
  };
  const echoes = sockets.map((socket) => () => socket.emitWithAck('echo', payload));
  const quotes = clients.map((client) => () => client.quote());
  await perSecond(echoes);
  await perSecond(quotes);
  const figures = {
    clients: clients.length,
    echoesPerSecond: await perSecond(echoes),
    quotesPerSecond: await perSecond(quotes),
  };
  for (const socket of sockets) socket.close();
  return figures;
}

const NAMES: Readonly<Record<Measured, string>> = {
  echo: 'bare socket.io echo',
  commit: 'bare commit',
  rfqToAcknowledgement: 'RFQ → durable, acknowledged',
  rfqToLiveQuote: 'RFQ → quote.live received',
  acceptToReceipt: 'accept → receipt',
  acceptToBooked: 'accept → trade.booked received',
};

function toTable(name: BackendName, { oneInFlight, manyClients }: Figures): string {
  const reference = oneInFlight.echo.medianMs + oneInFlight.commit.medianMs;
  const rows = (Object.keys(NAMES) as Measured[]).map((what) => {
    const { count, medianMs, p99Ms } = oneInFlight[what];
    return [NAMES[what], String(count), medianMs.toFixed(3), p99Ms.toFixed(3), (medianMs / reference).toFixed(2)];
  });
  const { clients, quotesPerSecond, echoesPerSecond } = manyClients;
  const database = name === 'embedded' ? 'embedded (PGlite)' : 'services (PostgreSQL, Redis)';
  return [
    tableOf([`${database}, one in flight`, 'count', 'median ms', 'p99 ms', '÷ (echo + commit)'], rows),
    `${clients} clients: ${quotesPerSecond.toFixed(0)} durable quotes a second, ${echoesPerSecond.toFixed(0)} echoes a second`,
  ].join('\n');
}

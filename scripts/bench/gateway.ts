import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BACKENDS, type BackendName, openBackend } from './backends.ts';
import { connectDesk } from './desk-client.ts';
import { startEcho } from './echo.ts';
import { seedClients } from './firm.ts';
import { type LevelFigures, MEASURED, type Measured, measureLevel } from './gateway-load.ts';
import { describeProfile } from './profile.ts';
import { FOLDER, machineNote, tableOf, writeReport } from './report.ts';
import { build, serve } from './service-process.ts';

const HELP = `npm run bench -- gateway [--requests 2000] [--clients 1,50,500] [--backend embedded|services|both] [--profile] [--json]

A real service in a process of its own, and clients that each have one request in flight: RFQ to durable quote and
acceptance to booked trade, beside a bare socket.io echo of the same payload and a bare commit on the same kind of
database, by as many. "services" starts a PostgreSQL and a Redis of its own. --profile writes a .cpuprofile of the
service and prints where its main thread spent its time; the figures of such a run are slower.`;

/** The measurements take turns in so many rounds. */
const ROUNDS = 10;
/** Of several clients, so many times the requests of one. */
const MANY_FACTOR = 3;

interface Options {
  readonly requests: number;
  readonly levels: readonly number[];
  readonly backends: readonly BackendName[];
  readonly profile: boolean;
  readonly json: boolean;
}

export async function run(given: string[]): Promise<void> {
  const options = readOptions(given);
  if (options === null) return console.log(HELP);
  build();
  const figures: Partial<Record<BackendName, readonly LevelFigures[]>> = {};
  for (const name of options.backends) {
    const { levels, profile } = await measure(name, options);
    figures[name] = levels;
    if (options.json) continue;
    for (const level of levels) console.log(`\n${toTable(name, level)}`);
    if (profile !== null) console.log(`\n${profile}`);
  }
  const { file, text } = writeReport('gateway', { requests: options.requests, backends: figures });
  console.log(options.json ? text.trimEnd() : `\n${machineNote()}\nAlso in ${file}`);
}

/** Null when help is asked for. */
function readOptions(given: string[]): Options | null {
  const { values } = parseArgs({
    args: given,
    options: {
      requests: { type: 'string', default: '2000' },
      clients: { type: 'string', default: '1,50,500' },
      backend: { type: 'string', default: 'both' },
      profile: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const requests = Number(values.requests);
  if (!(Number.isSafeInteger(requests) && requests >= ROUNDS))
    throw new RangeError(`--requests must be a whole number >= ${ROUNDS}, was ${values.requests}`);
  const levels = values.clients.split(',').map(Number);
  if (!levels.every((level) => Number.isSafeInteger(level) && level >= 1))
    throw new RangeError(`--clients must be whole numbers >= 1 with commas between, was ${values.clients}`);
  const backends = BACKENDS.filter((name) => values.backend === 'both' || values.backend === name);
  if (backends.length === 0)
    throw new RangeError(`--backend must be embedded, services or both, was ${values.backend}`);
  return { requests, levels, backends, profile: values.profile, json: values.json };
}

async function measure(
  name: BackendName,
  { requests, levels, profile }: Options,
): Promise<{ levels: LevelFigures[]; profile: string | null }> {
  const echo = await startEcho();
  const backend = await openBackend(name);
  const profileIn = profile ? profileFolder(name) : undefined;
  try {
    const tokens = await seedClients(backend.settings, Math.max(...levels));
    const service = await serve(backend.settings, profileIn === undefined ? {} : { profileIn });
    const figures: LevelFigures[] = [];
    try {
      for (const level of levels) {
        const clients = await Promise.all(tokens.slice(0, level).map((token) => connectDesk(service.url, token)));
        const sockets = await Promise.all(clients.map(() => echo.connect()));
        const parts = { sockets, clients, backend, servicePid: service.pid };
        const share = level === 1 ? requests : requests * MANY_FACTOR;
        figures.push(await measureLevel(parts, { requests: share, rounds: ROUNDS }));
        for (const one of [...clients, ...sockets]) one.close();
      }
    } finally {
      await service.stop();
    }
    return { levels: figures, profile: profileIn === undefined ? null : describeProfile(profileIn) };
  } finally {
    await backend.close();
    echo.stop();
  }
}

function profileFolder(name: BackendName): string {
  mkdirSync(FOLDER, { recursive: true });
  return mkdtempSync(join(FOLDER, `profile-${name}-`));
}

const NAMES: Readonly<Record<Measured, string>> = {
  echo: 'bare socket.io echo',
  commit: 'bare commit',
  rfqToAcknowledgement: 'RFQ → durable, acknowledged',
  rfqToLiveQuote: 'RFQ → quote.live received',
  acceptToReceipt: 'accept → receipt',
  acceptToBooked: 'accept → trade.booked received',
};
const DATABASE: Readonly<Record<BackendName, string>> = { embedded: 'PGlite', services: 'PostgreSQL, Redis' };
/** Of echo and commit together, one in flight. */
const LATENCY_GOAL = 2;
/** Of the echo's rate. */
const RATE_GOAL = 1 / 3;

function toTable(name: BackendName, { clients, times, perSecond, processorMsPerQuote }: LevelFigures): string {
  const reference = times.echo.medianMs + times.commit.medianMs;
  const rates: Partial<Record<Measured, number>> = {
    echo: perSecond.echo,
    commit: perSecond.commit,
    rfqToLiveQuote: perSecond.quote,
    acceptToBooked: perSecond.accept,
  };
  const rows = MEASURED.map((what) => {
    const { count, medianMs, p99Ms } = times[what];
    const ratio = (medianMs / reference).toFixed(2);
    const goal = clients === 1 && what.startsWith('rfq') ? `≤ ${LATENCY_GOAL.toFixed(2)}` : '';
    return [
      NAMES[what],
      String(count),
      medianMs.toFixed(2),
      p99Ms.toFixed(2),
      ratio,
      goal,
      rates[what]?.toFixed(0) ?? '',
    ];
  });
  const header = ['count', 'median ms', 'p99 ms', '÷ (echo + commit)', 'goal', 'a second'];
  const share = perSecond.quote / perSecond.echo;
  const { service, database } = processorMsPerQuote;
  return [
    tableOf([`${DATABASE[name]}, clients: ${clients}`, ...header], rows),
    `quotes ÷ echoes a second: ${share.toFixed(3)}, the goal on PostgreSQL with several clients is ≥ ${RATE_GOAL.toFixed(3)}`,
    `processor time a quote: service ${service?.toFixed(2) ?? '–'} ms, database server ${database?.toFixed(2) ?? '–'} ms`,
  ].join('\n');
}

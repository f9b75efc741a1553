import { parseArgs } from 'node:util';
import { BACKENDS, type BackendName, openBackend } from './backends.ts';
import { connectDesk, type DeskClient } from './desk-client.ts';
import { seedClients } from './firm.ts';
import { machineNote, type Spread, spreadOf, tableOf, writeReport } from './report.ts';
import { build, serve } from './service-process.ts';

const HELP = `npm run bench -- expiry [--quotes 5000] [--backend embedded|services|both] [--json]

A real service in a process of its own with so many quotes live at once, asked for by 50 clients: how long after its
validUntil each client hears that its quote has expired. The aim is 50 ms at p99. The 20 ms of grace in which
acceptances that arrived in time are let through are part of the figure.`;

const CLIENTS = 50;

export async function run(options: string[]): Promise<void> {
  const { values } = parseArgs({
    args: options,
    options: {
      quotes: { type: 'string', default: '5000' },
      backend: { type: 'string', default: 'both' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const quotes = Number(values.quotes);
  if (!(Number.isSafeInteger(quotes) && quotes >= CLIENTS))
    throw new RangeError(`--quotes must be a whole number >= ${CLIENTS}, was ${values.quotes}`);
  const wanted = BACKENDS.filter((name) => values.backend === 'both' || values.backend === name);
  if (wanted.length === 0) throw new RangeError(`--backend must be embedded, services or both, was ${values.backend}`);

  build();
  const figures: Partial<Record<BackendName, Figures>> = {};
  for (const name of wanted) figures[name] = await measure(name, quotes);
  const rows = wanted.map((name) => {
    const { late, mostLive } = figures[name] ?? { late: spreadOf([Number.NaN]), mostLive: 0 };
    return [name, String(late.count), String(mostLive), late.medianMs.toFixed(1), late.p99Ms.toFixed(1)];
  });
  const { file, text } = writeReport('expiry', { quotes, backends: figures });
  const table = tableOf(['after validUntil', 'quotes', 'live at once', 'median ms', 'p99 ms'], rows);
  console.log(values.json ? text.trimEnd() : `\n${table}\n${machineNote()}\nAlso in ${file}`);
}

interface Figures {
  readonly late: Spread;
  readonly mostLive: number;
}

async function measure(name: BackendName, quotes: number): Promise<Figures> {
  const backend = await openBackend(name);
  try {
    const tokens = await seedClients(backend.settings, CLIENTS);
    const service = await serve(backend.settings);
    try {
      const clients = await Promise.all(tokens.map((token) => connectDesk(service.url, token)));
      const figures = await expireAll(clients, quotes);
      for (const client of clients) client.close();
      return figures;
    } finally {
      await service.stop();
    }
  } finally {
    await backend.close();
  }
}

/** Every quote must be live before the first one ends, and they end spread over as long as it took to ask for them. */
async function expireAll(clients: readonly DeskClient[], quotes: number): Promise<Figures> {
  const each = Math.ceil(quotes / clients.length);
  const warmUp = await Promise.all(clients.map((client) => client.quote({ desiredTtlMs: 1_000 })));
  await Promise.all(warmUp.map(({ quote }, index) => clients[index]?.lateExpiry(quote)));
  let live = 0;
  let mostLive = 0;
  const perClient = clients.map(async (client) => {
    const ends: Promise<number>[] = [];
    for (let made = 0; made < each; made += 1) {
      const { quote } = await client.quote({ desiredTtlMs: 60_000 });
      live += 1;
      mostLive = Math.max(mostLive, live);
      ends.push(
        client.lateExpiry(quote).finally(() => {
          live -= 1;
        }),
      );
    }
    return Promise.all(ends);
  });
  const late = (await Promise.all(perClient)).flat();
  return { late: spreadOf(late), mostLive };
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { raiseEpoch } from '../../src/approvals/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/database/database.ts';
import { uuidIds } from '../../src/platform/ids.ts';
import { BACKENDS, type Backend, type BackendName, openBackend } from './backends.ts';
import { connectDesk, type DeskClient } from './desk-client.ts';
import { seedClients, sessionOf } from './firm.ts';
import { processorMs } from './processor-time.ts';
import { describeProfile } from './profile.ts';
import { machineNote, type Spread, spreadOf, tableOf, writeReport } from './report.ts';
import { build, type ServiceProcess, serve } from './service-process.ts';

const HELP = `npm run bench -- revoke [--quotes 5000] [--backend embedded|services|both] [--profile] [--json]

So many live quotes of 50 clients, on one process (embedded) or shared by two gateways (services): how long after the
kill switch of their underlying is pulled each client hears that its quote was revoked. Asked over HTTP the time counts
from the request, the flip's own commit included; written to the database past every process, from its commit, and the
gateways find it by looking. The aim is 1 s for the last one. Beside it the processor time that each took until then;
the clients are one process. --profile says where the first gateway's main thread spent its time, quotes included.`;

const CLIENTS = 50;
const ABOUT = { scope: 'UNDERLYING', target: 'BTC-USD', reason: 'a measurement' };

export async function run(options: string[]): Promise<void> {
  const { values } = parseArgs({
    args: options,
    options: {
      quotes: { type: 'string', default: '5000' },
      backend: { type: 'string', default: 'both' },
      profile: { type: 'boolean', default: false },
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
  const figures: Figures[] = [];
  for (const name of wanted) figures.push(...(await measure(name, { quotes, profile: values.profile })));
  const rows = figures.map(({ what, after, lastMs, processor: { gateways, database, clients } }) => [
    what,
    String(after.count),
    ...[after.medianMs, after.p99Ms, lastMs].map((ms) => ms.toFixed(0)),
    ...[gateways, database, clients].map((ms) => ms?.toFixed(0) ?? '–'),
  ]);
  const { file, text } = writeReport('revoke', { quotes, figures });
  const spent = ['gateways, processor ms', 'database', 'clients'];
  const table = tableOf(['after the flip', 'quotes', 'median ms', 'p99 ms', 'last ms', ...spent], rows);
  console.log(values.json ? text.trimEnd() : `\n${table}\n${machineNote()}\nAlso in ${file}`);
}

interface Figures {
  readonly what: string;
  readonly after: Spread;
  readonly lastMs: number;
  readonly processor: Processor;
}

/** Processor time from the flip to the last client's hearing of it, in ms; null where the system does not say. */
interface Processor {
  readonly gateways: number | null;
  readonly database: number | null;
  readonly clients: number | null;
}

async function measure(
  name: BackendName,
  { quotes, profile }: { readonly quotes: number; readonly profile: boolean },
): Promise<Figures[]> {
  const profiles = profile ? mkdtempSync(join(tmpdir(), 'otc-profile-')) : null;
  const backend = await openBackend(name);
  try {
    const tokens = await seedClients(backend.settings, CLIENTS);
    const staff = [await sessionOf(backend.settings, 'supervisor'), await sessionOf(backend.settings, 'risk')];
    const services = await Promise.all(
      foldersOf(name, backend).map((settings, index) =>
        serve(settings, profiles !== null && index === 0 ? { profileIn: profiles } : {}),
      ),
    );
    try {
      const clients = await Promise.all(
        tokens.map((token, index) => connectDesk(services[index % services.length]?.url ?? '', token)),
      );
      const firm = { services, clients, staff, quotes, databasePid: backend.databasePid };
      const asked = await round(firm, `${name}, ${services.length} gateways, asked over HTTP`, () => pull(firm));
      const url = backend.settings['DATABASE_URL'];
      const figures =
        url === undefined
          ? [asked]
          : [asked, await round(firm, `${name}, found by looking in the database`, () => pullPastAll(url))];
      for (const client of clients) client.close();
      return figures;
    } finally {
      await Promise.all(services.map((service) => service.stop()));
      if (profiles !== null) console.log(`\n${describeProfile(profiles)}`);
    }
  } finally {
    await backend.close();
  }
}

/** Two gateways share a database; an embedded one has one process. */
function foldersOf(name: BackendName, { settings }: Backend): Readonly<Record<string, string>>[] {
  if (name === 'embedded') return [settings];
  return ['one', 'two'].map((node) => ({ ...settings, DATA_DIR: `${settings['DATA_DIR']}-${node}` }));
}

interface Firm {
  readonly services: readonly ServiceProcess[];
  readonly clients: readonly DeskClient[];
  /** Two people, who re-arm. */
  readonly staff: readonly string[];
  readonly quotes: number;
  readonly databasePid: number | null;
}

/** Every quote is live when the switch is pulled; `flip` resolves with when the time begins. */
async function round(firm: Firm, what: string, flip: () => Promise<number>): Promise<Figures> {
  const each = Math.ceil(firm.quotes / firm.clients.length);
  const live = await Promise.all(
    firm.clients.map(async (client) => {
      const revocations: Promise<number | null>[] = [];
      for (let made = 0; made < each; made += 1) {
        const { quote } = await client.quote({ desiredTtlMs: 60_000, quantity: '0.01' });
        revocations.push(client.revokedAt(quote));
      }
      return revocations;
    }),
  );
  const before = processorOf(firm);
  const from = await flip();
  // Those that ran out while the others were asked for were not live any more.
  const after = (await Promise.all(live.flat())).flatMap((at) => (at === null ? [] : [at - from]));
  const processor = since(before, processorOf(firm));
  await rearm(firm);
  return { what, after: spreadOf(after), lastMs: Math.max(...after), processor };
}

function processorOf({ services, databasePid }: Firm): Processor {
  const each = services.map(({ pid }) => processorMs(pid));
  const { user, system } = process.cpuUsage();
  return {
    gateways: each.includes(null) ? null : each.reduce<number>((sum, ms) => sum + (ms ?? 0), 0),
    database: databasePid === null ? null : processorMs(databasePid),
    clients: (user + system) / 1_000,
  };
}

function since(before: Processor, now: Processor): Processor {
  const spent = (was: number | null, is: number | null) => (was === null || is === null ? null : is - was);
  return {
    gateways: spent(before.gateways, now.gateways),
    database: spent(before.database, now.database),
    clients: spent(before.clients, now.clients),
  };
}

async function pull(firm: Firm): Promise<number> {
  const from = performance.now();
  await post(firm, { step: 'pull', token: firm.staff[0] });
  return from;
}

/** As another program might: no process is told. */
async function pullPastAll(url: string): Promise<number> {
  const { db, close } = await openDatabase({ url }, () => undefined);
  await db.transaction().execute(async (tx) => {
    const epoch = await raiseEpoch(tx);
    const { scope, target, reason } = ABOUT;
    const made = {
      change_id: uuidIds('swc'),
      action: 'pull',
      made_by: 'bench',
      at: new Date(systemClock.now()),
      epoch,
    };
    await tx
      .insertInto('switch_change')
      .values({ ...made, scope, target, reason })
      .execute();
  });
  const from = performance.now();
  await close();
  return from;
}

async function rearm(firm: Firm): Promise<void> {
  for (const token of firm.staff) await post(firm, { step: 'rearm', token });
}

async function post(
  { services }: Firm,
  { step, token }: { readonly step: 'pull' | 'rearm'; readonly token: string | undefined },
): Promise<void> {
  const response = await fetch(`${services[0]?.url}/api/v1/switches/${step}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(ABOUT),
  });
  if (!response.ok) throw new Error(`${step} was answered with ${response.status}: ${await response.text()}`);
}

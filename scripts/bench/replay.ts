import { parseArgs } from 'node:util';
import { identify } from '../../src/market/index.ts';
import { buildQuote, DEFAULT_SPREAD_POLICY, policyVersion, rebuildQuote } from '../../src/quoting/index.ts';
import { replayChunk } from '../../src/risk/replay/replay-chunk.ts';
import type { StoredQuote } from '../../src/risk/replay/stored-quotes.ts';
import { inChunks, openRiskThreads } from '../../src/risk/threads.ts';
import { machineNote, tableOf, writeReport } from './report.ts';

const HELP = `npm run bench -- replay [--quotes 20000] [--json]

Stored quotes computed again and compared digit by digit, without a database: a plain loop over rebuildQuote that compares
nothing, the replay of chunks in this thread, and the same in 1 and 2 threads. Each must give the same report.`;

const CHUNK = 20;
const AS_OF = Date.UTC(2026, 10, 22, 8);
const DAY_MS = 86_400_000;
const POLICY = { version: policyVersion(DEFAULT_SPREAD_POLICY), policy: DEFAULT_SPREAD_POLICY };
const MARKETS = 50;

export async function run(options: string[]): Promise<void> {
  const { values } = parseArgs({
    args: options,
    options: {
      quotes: { type: 'string', default: '20000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const count = Number(values.quotes);
  if (!(Number.isSafeInteger(count) && count >= CHUNK)) {
    throw new RangeError(`--quotes must be a whole number >= ${CHUNK}, was ${values.quotes}`);
  }
  const markets = Array.from({ length: MARKETS }, (_, n) => aMarket(n));
  const quotes = Array.from({ length: count }, (_, n) => aQuote(n, markets));
  const figures = [await plainLoop(quotes, markets), await inThisThread(quotes, markets)];
  for (const threads of [1, 2]) figures.push(await inThreads(quotes, { markets, threads }));
  const reference = figures[0]?.perSecond ?? Number.NaN;
  const rows = figures.map(({ what, perSecond }) => [what, perSecond.toFixed(0), (perSecond / reference).toFixed(2)]);
  const { file, text } = writeReport('replay', { quotes: count, figures });
  const table = tableOf(['replay', 'quotes a second', 'of the plain loop'], rows);
  console.log(values.json ? text.trimEnd() : `\n${table}\n${machineNote()}\nAlso in ${file}`);
}

interface Figure {
  readonly what: string;
  readonly perSecond: number;
}

type Market = ReturnType<typeof aMarket>;

function aMarket(n: number) {
  return identify({
    asOf: AS_OF + n * 1_000,
    source: 'recorded',
    underlyings: {
      'BTC-USD': {
        spot: 100_000 + n,
        spotAt: AS_OF,
        surfaceAt: AS_OF,
        forwards: { kind: 'carry', carry: 0.07 },
        volatility: {
          kind: 'svi',
          slices: [7, 30, 90].map((days) => ({
            expiry: AS_OF + days * DAY_MS,
            a: 0.0002 * days,
            b: 0.02,
            rho: -0.2,
            m: 0.01,
            sigma: 0.15,
          })),
        },
      },
    },
    discounts: { USD: { kind: 'flat', rate: 0.04 } },
    conversions: {},
  });
}

function aQuote(n: number, markets: readonly Market[]): StoredQuote {
  const market = markets[n % MARKETS];
  if (market === undefined) throw new RangeError('there must be a market');
  const instrument = {
    kind: 'option' as const,
    underlying: 'BTC-USD',
    optionType: n % 2 === 0 ? ('call' as const) : ('put' as const),
    strike: String(80_000 + (n % 400) * 100),
    exercise: 'european' as const,
    expiry: new Date(AS_OF + (2 + (n % 80)) * DAY_MS).toISOString(),
    settlement: {
      method: 'cash' as const,
      style: 'linear' as const,
      currency: 'USD' as const,
      fixing: 'DERIBIT_TWAP30',
    },
  };
  const legs = [{ instrument, side: 'buy' as const, ratio: '1' }];
  const request = {
    clientRfqId: `b${n}`,
    legs,
    side: 'two-way' as const,
    quantity: '1',
    premiumCurrency: 'USD' as const,
  };
  const built = buildQuote({
    ...request,
    tier: 'gold',
    policy: POLICY,
    market: market.snapshot,
    snapshotId: market.id,
  });
  return {
    quoteId: `qt_${n}`,
    version: 1,
    rfqId: `rfq_${n}`,
    accountId: 'acc_1',
    quotedAt: new Date(AS_OF + n).toISOString(),
    snapshotId: market.id,
    policyVersion: POLICY.version,
    modelVersion: built.modelVersion,
    request,
    inputs: built.inputs,
    stored: built,
  };
}

async function timed(what: string, count: number, work: () => Promise<void>): Promise<Figure> {
  const from = performance.now();
  await work();
  return { what, perSecond: (count * 1_000) / (performance.now() - from) };
}

function plainLoop(quotes: readonly StoredQuote[], markets: readonly Market[]): Promise<Figure> {
  const byId = new Map(markets.map((market) => [market.id, market]));
  return timed('plain loop, nothing compared', quotes.length, async () => {
    for (const { request, snapshotId } of quotes) {
      const market = byId.get(snapshotId);
      if (market === undefined) throw new RangeError('there must be a market');
      rebuildQuote({ ...request, tier: 'gold', policy: POLICY, market: market.snapshot, snapshotId }, null);
    }
  });
}

function basesOf(quotes: readonly StoredQuote[], markets: readonly Market[]) {
  const wanted = new Set(quotes.map(({ snapshotId }) => snapshotId));
  const snapshots = markets
    .filter(({ id }) => wanted.has(id))
    .map(({ id, text, parts }) => ({ id, text, parts: parts.map((part) => ({ id: part.id, text: part.text })) }));
  return { snapshots, policies: [{ version: POLICY.version, text: JSON.stringify(POLICY.policy) }] };
}

type Replay = (chunk: Parameters<typeof replayChunk>[0]) => ReturnType<typeof replayChunk>;

async function replayed(quotes: readonly StoredQuote[], markets: readonly Market[], replay: Replay): Promise<void> {
  const replays = await inChunks(quotes, CHUNK, (chunk) => replay({ quotes: chunk, bases: basesOf(chunk, markets) }));
  const different = replays.filter(({ outcome }) => outcome !== 'equal').length;
  if (different > 0) throw new Error(`every quote must replay equal, ${different} did not`);
}

function inThisThread(quotes: readonly StoredQuote[], markets: readonly Market[]): Promise<Figure> {
  return timed('replay in this thread', quotes.length, () => replayed(quotes, markets, replayChunk));
}

async function inThreads(
  quotes: readonly StoredQuote[],
  { markets, threads: count }: { readonly markets: readonly Market[]; readonly threads: number },
): Promise<Figure> {
  const threads = openRiskThreads(count);
  // A few chunks at a time, as a run does; the first ones start the threads.
  const some = CHUNK * 4 * count;
  await replayed(quotes.slice(0, some), markets, (chunk) => threads.run('replayChunk', chunk));
  const figure = await timed(`replay in ${count} thread${count === 1 ? '' : 's'}`, quotes.length, async () => {
    for (let from = 0; from < quotes.length; from += some) {
      await replayed(quotes.slice(from, from + some), markets, (chunk) => threads.run('replayChunk', chunk));
    }
  });
  await threads.stop();
  return figure;
}

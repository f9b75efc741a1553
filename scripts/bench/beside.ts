import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { httpClient } from '../../src/client/http.ts';
import { RiskRun } from '../../src/contracts/risk-run.ts';
import { aLeg } from '../../tests/support/client.ts';
import { openBackend } from './backends.ts';
import { connectDesk, type DeskClient } from './desk-client.ts';
import { seedClients, sessionOf } from './firm.ts';
import { machineNote, type Spread, spreadOf, tableOf, writeReport } from './report.ts';
import { build, serve } from './service-process.ts';

const HELP = `npm run bench -- beside [--quotes 300] [--trades 120] [--threads n] [--json]

RFQ to quote.live of one client, one in flight, on an embedded service: by turns while nothing else runs, and while
scenario runs of 20,000 cells on a book of so many trades follow one another in the same service, in RISK_THREADS n. The
p99 of the two stand side by side: runs may take what the machine has left, and quotes must not wait for them.`;

const ROUNDS = 4;
const POLL_MS = 50;
const SCENARIO = {
  name: 'beside',
  title: 'Beside quotes',
  grid: { spot: axis(200, 0.002), volatility: axis(100, 0.003) },
};

function axis(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, index) => index * step);
}

export async function run(given: string[]): Promise<void> {
  const { values } = parseArgs({
    args: given,
    options: {
      quotes: { type: 'string', default: '300' },
      trades: { type: 'string', default: '120' },
      threads: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const [quotes, trades] = [Number(values.quotes), Number(values.trades)];
  if (!(Number.isSafeInteger(quotes) && quotes >= ROUNDS))
    throw new RangeError(`--quotes must be a whole number >= ${ROUNDS}, was ${values.quotes}`);
  if (!(Number.isSafeInteger(trades) && trades >= 1))
    throw new RangeError(`--trades must be a whole number >= 1, was ${values.trades}`);
  build();
  const figures = await measure({ quotes, trades, threads: values.threads });
  const { file, text } = writeReport('beside', { quotes, trades, threads: values.threads, ...figures });
  if (values.json) return console.log(text.trimEnd());
  const row = (what: string, { count, medianMs, p99Ms }: Spread, cells: string) => [
    what,
    String(count),
    medianMs.toFixed(2),
    p99Ms.toFixed(2),
    (p99Ms / figures.alone.p99Ms).toFixed(2),
    cells,
  ];
  const rows = [
    row('nothing else runs', figures.alone, ''),
    row('scenarios run', figures.beside, String(Math.round(figures.valuationsPerSecond))),
  ];
  console.log(
    tableOf(['RFQ to quote.live', 'quotes', 'median ms', 'p99 ms', 'p99 ratio', 'valuations a second'], rows),
  );
  console.log(`\n${machineNote()}\nAlso in ${file}`);
}

interface Figures {
  readonly alone: Spread;
  readonly beside: Spread;
  readonly valuationsPerSecond: number;
}

interface Asked {
  readonly quotes: number;
  readonly trades: number;
  /** Empty: the default. */
  readonly threads: string;
}

async function measure({ quotes, trades, threads }: Asked): Promise<Figures> {
  const backend = await openBackend('embedded');
  try {
    const [client = ''] = await seedClients(backend.settings, 1);
    const risk = await sessionOf(backend.settings, 'risk');
    const service = await serve({ ...backend.settings, RISK_THREADS: threads });
    try {
      const desk = await connectDesk(service.url, client);
      await fillBook(desk, trades);
      const figures = await takeTurns({ desk, runs: makeRuns(service.url, risk), quotes });
      desk.close();
      return figures;
    } finally {
      await service.stop();
    }
  } finally {
    await backend.close();
  }
}

async function fillBook(desk: DeskClient, trades: number): Promise<void> {
  for (let trade = 0; trade < trades; trade += 1) {
    const { quote } = await desk.quote({ legs: [aLeg({ strike: String(80_000 + 500 * trade) })] });
    await desk.accept(quote);
  }
}

interface Runs {
  /** Starts runs, one after the other, until it is told to stop. Resolves with the valuations of those that ended. */
  keepGoing(goesOn: () => boolean): Promise<number>;
}

function makeRuns(url: string, token: string): Runs {
  const client = httpClient({ url }, token);
  const ask = async (question: { method: 'GET' | 'POST'; path: string; body?: unknown }) => {
    const found = await client.send({ ...question, data: RiskRun });
    if (!found.ok) throw new Error(`${question.path} was refused: ${found.rejection.message}`);
    return found.value;
  };
  return {
    async keepGoing(goesOn) {
      let valuations = 0;
      while (goesOn()) {
        let now = await ask({ method: 'POST', path: '/risk/runs', body: { scenario: SCENARIO } });
        while (now.state === 'running' && goesOn()) {
          await delay(POLL_MS);
          now = await ask({ method: 'GET', path: `/risk/runs/${now.runId}` });
        }
        valuations += now.done * (now.book?.legs ?? 0);
        if (now.state === 'running') await ask({ method: 'POST', path: `/risk/runs/${now.runId}/cancel`, body: {} });
      }
      return valuations;
    },
  };
}

/** By turns, so that what else the machine does is in both. */
async function takeTurns({ desk, runs, quotes }: { desk: DeskClient; runs: Runs; quotes: number }): Promise<Figures> {
  const [alone, beside]: [number[], number[]] = [[], []];
  let [valuations, ms] = [0, 0];
  const each = Math.ceil(quotes / ROUNDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    await timeQuotes(desk, each, alone);
    const startedAt = performance.now();
    let goesOn = true;
    const running = runs.keepGoing(() => goesOn);
    await timeQuotes(desk, each, beside);
    goesOn = false;
    valuations += await running;
    ms += performance.now() - startedAt;
  }
  return { alone: spreadOf(alone), beside: spreadOf(beside), valuationsPerSecond: (valuations * 1_000) / ms };
}

async function timeQuotes(desk: DeskClient, count: number, times: number[]): Promise<void> {
  for (let quote = 0; quote < count; quote += 1) times.push((await desk.quote({ desiredTtlMs: 2_000 })).liveMs);
}

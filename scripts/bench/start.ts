import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineNote, spreadOf, tableOf, writeReport } from './report.ts';
import { build, untilReady } from './service-process.ts';

const HELP = `npm run bench -- start [--runs 5] [--json]

From the start of \`node scripts/start.mjs\`, which is what \`npm start\` runs, to the line that says it is ready: on a new
data folder, on the same one again, and again after the process was killed. Installing and building are done before.`;

const KINDS = ['new folder', 'old folder', 'old folder, after a kill'] as const;
type Kind = (typeof KINDS)[number];

export async function run(options: string[]): Promise<void> {
  const { values } = parseArgs({
    args: options,
    options: {
      runs: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const runs = Number(values.runs);
  if (!(Number.isSafeInteger(runs) && runs >= 1)) throw new RangeError(`--runs must be 1 or more, was ${values.runs}`);

  build();
  const times: Record<Kind, number[]> = { 'new folder': [], 'old folder': [], 'old folder, after a kill': [] };
  for (let done = 0; done < runs; done += 1) await measureOnce(times);
  const rows = KINDS.map((kind) => {
    const { medianMs, p99Ms } = spreadOf(times[kind]);
    return [kind, String(runs), medianMs.toFixed(0), p99Ms.toFixed(0)];
  });
  const { file, text } = writeReport('start', { runs, timesMs: times });
  const table = tableOf(['start to ready', 'runs', 'median ms', 'worst ms'], rows);
  console.log(values.json ? text.trimEnd() : `\n${table}\n\n${machineNote()}\nAlso in ${file}`);
}

async function measureOnce(times: Record<Kind, number[]>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'otc-bench-'));
  try {
    times['new folder'].push(await startAndEnd(folder, 'SIGTERM'));
    times['old folder'].push(await startAndEnd(folder, 'SIGKILL'));
    times['old folder, after a kill'].push(await startAndEnd(folder, 'SIGTERM'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startAndEnd(folder: string, signal: NodeJS.Signals): Promise<number> {
  const startedAt = performance.now();
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, '../start.mjs')], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', PORT: '0', DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await untilReady(child);
  const tookMs = performance.now() - startedAt;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
  return tookMs;
}

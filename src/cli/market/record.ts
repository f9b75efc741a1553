import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { type IdentifiedSnapshot, makeSnapshotRecorder, openMarket, type Recorder } from '../../market/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { uuidIds } from '../../platform/ids.ts';
import { badUsage, CliError, type ExitCode } from '../exit.ts';
import { makeLiveLine } from '../live-line.ts';
import { grouped } from '../numbers.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { bytesText, positiveNumber } from './options.ts';

export interface RecordOptions {
  readonly out: string;
  readonly seconds?: number;
  readonly market?: string;
  readonly json?: boolean;
}

const HELP = `
Every snapshot that the market publishes is written into <folder>/<day>/, compressed, a new file every 15 minutes. The
settings of the service hold: MARKET_SEED, MARKET_SPEED and the others, from the environment or .env.

Examples:
  npm run otc -- market record --out recordings --seconds 60
  npm run otc -- market record --out recordings --market live     until ctrl-c
  npm run otc -- market play recordings                           see it again
  MARKET=recorded:recordings npm start                            trade on it`;

export function recordCommand(market: Command): void {
  market
    .command('record')
    .description('record a market into files, without a service')
    .requiredOption('--out <folder>', 'where to; files of earlier recordings stay')
    .option('--seconds <n>', 'how long; without it until ctrl-c', positiveNumber)
    .option('--market <setting>', 'simulated, recorded:<folder> or live; default: the setting MARKET')
    .option('--json', 'what was recorded as a JSON object')
    .addHelpText('after', HELP)
    .action(async (options: RecordOptions) => {
      const interrupted = new AbortController();
      process.once('SIGINT', () => interrupted.abort());
      process.once('SIGTERM', () => interrupted.abort());
      process.exitCode = await runRecord(options, { terminal: processTerminal(), signal: interrupted.signal });
    });
}

const PROGRESS_MS = 250;

/** @throws CliError for a market or a folder that cannot be used. */
export async function runRecord(
  { out, seconds = Infinity, market, json = false }: RecordOptions,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<ExitCode> {
  await mkdir(out, { recursive: true }).catch((cause: unknown) => {
    throw new CliError(`--out ${out} cannot be made`, { cause });
  });
  const progress = makeLiveLine(terminal.err);
  const say = (error: unknown) =>
    progress.around(() => terminal.err.write(`${error instanceof Error ? error.message : String(error)}\n`));
  const feed = openFeed(market, say);
  const recorder = makeSnapshotRecorder({ folder: out, ids: uuidIds, reportError: say, onFinished: () => undefined });
  feed.onSnapshot(recorder.offer);
  const endAt = systemClock.now() + seconds * 1000;
  try {
    await feed.start().catch((cause: unknown) => {
      throw new CliError(cause instanceof Error ? cause.message : String(cause), { cause });
    });
    while (systemClock.now() < endAt && !signal.aborted) {
      progress.show(`recording into ${out}: ${recordedText(recorder)}`);
      const waitMs = Math.min(PROGRESS_MS, Math.max(endAt - systemClock.now(), 1));
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await feed.stop();
    await recorder.stop();
    progress.clear();
  }
  const { fault, ...status } = recorder.status();
  terminal.out.write(json ? `${JSON.stringify(status)}\n` : `recorded ${recordedText(recorder)}: ${out}\n`);
  if (fault !== null) throw new CliError(`not all was written: ${fault}`);
  return 0;
}

function openFeed(setting: string | undefined, reportError: (error: unknown) => void) {
  const config = readConfig(process.env);
  try {
    return openMarket({
      setting: setting ?? config.MARKET,
      live: config,
      clock: systemClock,
      seed: config.MARKET_SEED,
      speed: config.MARKET_SPEED,
      loop: config.MARKET_LOOP,
      reportError,
    });
  } catch (error) {
    throw badUsage(error instanceof Error ? error.message : String(error));
  }
}

function recordedText(recorder: Recorder<IdentifiedSnapshot>): string {
  const { recorded, dropped, bytes, files } = recorder.status();
  const lost = dropped === 0 ? '' : `, ${grouped(String(dropped))} dropped`;
  return `${grouped(String(recorded))} ticks${lost}, ${bytesText(bytes)} in ${files} ${files === 1 ? 'file' : 'files'}`;
}

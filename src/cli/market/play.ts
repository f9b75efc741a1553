import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { type IdentifiedSnapshot, readTicks, type TickEntry } from '../../market/index.ts';
import { systemClock, toInstant } from '../../platform/clock.ts';
import { badUsage, CliError, type ExitCode } from '../exit.ts';
import { grouped } from '../numbers.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { instantOption, positiveNumber, segmentsIn } from './options.ts';

export interface PlayOptions {
  readonly speed?: number;
  readonly from?: number;
  readonly to?: number;
  readonly json?: boolean;
}

const HELP = `
Snapshots come as they were recorded: the same ids, the same bits, their own times. A silence beyond a minute is passed
over. (MARKET=recorded:<folder> plays the same folder as a market of now.)

With --json each line is an object: snapshotId, asOf, source, recordedAt, conditions, snapshot; a gap of the recording is
{ "gap": { "dropped", "from", "until" } }, a file without an end { "torn": { "path", "reason" } }.

Examples:
  npm run otc -- market play recordings --speed 10
  npm run otc -- market play recordings --from 2026-11-22T10:00:00Z --to 2026-11-22T10:05:00Z --speed max --json`;

export function playCommand(market: Command): void {
  market
    .command('play')
    .description('play a recording exactly as it was recorded, without a service')
    .argument('<folder>', 'as given to `otc market record`, or the recordings of a service')
    .option('--speed <n>', 'recorded seconds per second, or max for as fast as it can be read; default 1', speedOption)
    .option('--from <instant>', 'begin with the market as it stood then', instantOption)
    .option('--to <instant>', 'end there', instantOption)
    .option('--json', 'print JSON lines')
    .addHelpText('after', HELP)
    .action(async (folder: string, options: PlayOptions) => {
      process.exitCode = await runPlay(folder, options, processTerminal());
    });
}

/** A longer silence is passed over. */
const SILENCE_MAX_MS = 60_000;
/** Then the reader of the output has its turn. */
const LINES_A_TURN = 64;

/** @throws CliError for a folder without a recording, and when nothing of it lies between the times. */
export async function runPlay(
  folder: string,
  { speed = 1, from, to, json = false }: PlayOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (from !== undefined && to !== undefined && to < from) {
    throw badUsage(`--to must not be before --from ${toInstant(from)}, was ${toInstant(to)}`);
  }
  const segments = await segmentsIn(folder);
  const wait = pacer(speed);
  let shown = 0;
  for await (const entry of readTicks(segments, { from, until: to })) {
    if (entry.kind === 'tick') await wait(entry.tick.snapshot.asOf);
    terminal.out.write(`${json ? JSON.stringify(toJson(entry)) : toLine(entry, terminal)}\n`);
    shown += 1;
    if (shown % LINES_A_TURN === 0) await nextTurn();
  }
  if (shown === 0)
    throw new CliError('nothing was recorded between these times', { advice: [`see: otc market inspect ${folder}`] });
  return 0;
}

/** Waits until a recorded moment is due. */
function pacer(speed: number): (recordedAt: number) => Promise<void> {
  let anchor: { readonly recordedAt: number; readonly now: number } | null = null;
  let lastAt = -Infinity;
  return async (recordedAt) => {
    if (anchor === null || recordedAt - lastAt > SILENCE_MAX_MS) anchor = { recordedAt, now: systemClock.now() };
    lastAt = recordedAt;
    if (speed === Infinity) return;
    const waitMs = anchor.now + (recordedAt - anchor.recordedAt) / speed - systemClock.now();
    if (waitMs >= 1) await sleep(waitMs);
  };
}

function toJson(entry: TickEntry): object {
  if (entry.kind === 'gap') return { gap: entry.gap };
  if (entry.kind === 'torn') return { torn: { path: entry.path, reason: entry.reason } };
  const { id, recordedAt, conditions, snapshot } = entry.tick;
  return { snapshotId: id, asOf: toInstant(snapshot.asOf), source: snapshot.source, recordedAt, conditions, snapshot };
}

function toLine(entry: TickEntry, { out }: Terminal): string {
  if (entry.kind === 'gap')
    return out.paint('yellow', `gap: ${grouped(String(entry.gap.dropped))} ticks were not recorded`);
  if (entry.kind === 'torn') return out.paint('yellow', `${entry.path} stops: ${entry.reason}`);
  return tickLine(entry.tick, out.paint);
}

function tickLine({ id, snapshot, conditions }: IdentifiedSnapshot, paint: Terminal['out']['paint']): string {
  const spots = Object.entries(snapshot.underlyings).map(([name, { spot }]) => `${name} ${grouped(spot.toFixed(2))}`);
  const faults = [...new Set(conditions.map(({ code }) => code))].map((code) => paint('red', code));
  const at = toInstant(snapshot.asOf).replace('T', ' ').replace('Z', '');
  return [at, ...spots, ...faults, snapshot.source, paint('dim', id)].join('  ');
}

function speedOption(text: string): number {
  return text === 'max' ? Infinity : positiveNumber(text);
}

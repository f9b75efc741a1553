import type { Command } from 'commander';
import { type ListedSegment, type RecordedEntry, readSegment, sizeOfSegment } from '../../market/index.ts';
import { toInstant } from '../../platform/clock.ts';
import type { ExitCode } from '../exit.ts';
import { makeLiveLine } from '../live-line.ts';
import { grouped } from '../numbers.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { tableLines } from '../text-table.ts';
import { instantText } from '../wording.ts';
import { bytesText, segmentsIn } from './options.ts';

/** What one file holds, after reading all of it. */
interface SegmentReport {
  readonly path: string;
  readonly kind: 'composite' | 'raw';
  readonly from: string;
  readonly until: string | null;
  readonly ticks: number;
  readonly gaps: number;
  readonly dropped: number;
  readonly bytes: number;
  /** Sources of snapshots, or venues of frames. */
  readonly venues: readonly string[];
  /** Why it is not whole; null when it is, and hashes to its seal. */
  readonly fault: string | null;
}

const HELP = `
Every file is read to its end: each part must hash to its id, and all snapshots (or frames) to the seal in the last line.
A file that is being written has no end yet, and neither has one whose writer crashed.

Exit codes: 0 every file is whole, 1 one is not, 2 bad usage.`;

export function inspectCommand(market: Command): void {
  market
    .command('inspect')
    .description('list the files of a recording with what they hold, and verify their hashes')
    .argument('<folder>', 'as given to `otc market record`, or the recordings of a service')
    .option('--json', 'the report as a JSON object')
    .addHelpText('after', HELP)
    .action(async (folder: string, { json = false }: { readonly json?: boolean }) => {
      process.exitCode = await runInspect(folder, { json }, processTerminal());
    });
}

/** @throws CliError for a folder without a recording. */
export async function runInspect(
  folder: string,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const segments = await segmentsIn(folder);
  const progress = makeLiveLine(terminal.err);
  const reports: SegmentReport[] = [];
  for (const segment of segments) {
    progress.show(`reading ${segment.path}`);
    reports.push(await inspectSegment(segment));
  }
  progress.clear();
  const text = json ? `${JSON.stringify({ ...totals(reports), files: reports })}\n` : reportText(reports, terminal);
  terminal.out.write(text);
  return reports.every(({ fault }) => fault === null) ? 0 : 1;
}

async function inspectSegment(segment: ListedSegment): Promise<SegmentReport> {
  const { path, kind, from } = segment;
  const venues = new Set<string>();
  let [ticks, gaps, dropped] = [0, 0, 0];
  let until: number | null = null;
  let fault: string | null = null;
  for await (const entry of readSegment(segment)) {
    const item = itemOf(entry);
    if (item !== null) {
      ticks += 1;
      until = item.at;
      venues.add(item.venue);
    } else if (entry.kind === 'gap') {
      gaps += 1;
      dropped += entry.gap.dropped;
    } else if (entry.kind === 'torn') fault = entry.reason;
  }
  const bytes = await sizeOfSegment(segment);
  return {
    path,
    kind,
    from: toInstant(from),
    until: until === null ? null : toInstant(until),
    ticks,
    gaps,
    dropped,
    bytes,
    venues: [...venues].sort(),
    fault,
  };
}

function itemOf(entry: RecordedEntry): { readonly at: number; readonly venue: string } | null {
  if (entry.kind === 'tick') return { at: entry.tick.snapshot.asOf, venue: entry.tick.snapshot.source };
  return entry.kind === 'frame' ? { at: entry.frame.receivedAt, venue: entry.frame.venue } : null;
}

function totals(reports: readonly SegmentReport[]) {
  const sum = (of: (report: SegmentReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const ends = reports.flatMap(({ until }) => until ?? []).sort();
  return {
    from: reports[0]?.from ?? null,
    until: ends.at(-1) ?? null,
    ticks: sum(({ ticks }) => ticks),
    gaps: sum(({ gaps }) => gaps),
    dropped: sum(({ dropped }) => dropped),
    bytes: sum(({ bytes }) => bytes),
    venues: [...new Set(reports.flatMap(({ venues }) => venues))].sort(),
    faults: reports.filter(({ fault }) => fault !== null).length,
  };
}

function reportText(reports: readonly SegmentReport[], { out }: Terminal): string {
  const right = 'right' as const;
  const columns = [
    { title: 'from' },
    { title: 'until' },
    { title: 'kind' },
    { title: 'ticks', align: right },
    { title: 'dropped', align: right },
    { title: 'size', align: right },
    { title: 'of' },
    { title: 'state' },
  ];
  const rows = reports.map(({ from, until, kind, ticks, dropped, bytes, venues, fault }) => [
    instantText(from),
    until === null ? '-' : instantText(until),
    kind,
    grouped(String(ticks)),
    grouped(String(dropped)),
    bytesText(bytes),
    venues.join(', '),
    fault === null ? out.paint('green', 'whole') : out.paint('red', fault),
  ]);
  const all = totals(reports);
  const files = `${reports.length} ${reports.length === 1 ? 'file' : 'files'}`;
  const sum = `${grouped(String(all.ticks))} ticks in ${files}, ${bytesText(all.bytes)}, ${all.gaps} gaps with ${grouped(String(all.dropped))} dropped`;
  return `${[...tableLines(columns, rows, out.paint), '', sum].join('\n')}\n`;
}

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { IdentifiedSnapshot } from '../snapshot-id.ts';
import { End, frameLine, Gap, HeaderLine, type RecordedFrame } from './lines.ts';
import type { SegmentName } from './segment-name.ts';
import { segmentLines } from './segment-reader.ts';
import { makeTickDecoder } from './tick-decoder.ts';

/** One entry of a recording, in order. */
export type RecordedEntry =
  | { readonly kind: 'tick'; readonly tick: IdentifiedSnapshot }
  | { readonly kind: 'frame'; readonly frame: RecordedFrame }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'end'; readonly end: End }
  /** The file stops here without an end: whoever wrote it crashed, or its bytes are damaged. */
  | { readonly kind: 'torn'; readonly path: string; readonly reason: string };

export interface ListedSegment extends SegmentName {
  /** Below `folder`. */
  readonly path: string;
  readonly folder: string;
}

/** Reads one file; what is wrong with its content is its last entry. @throws Error when it cannot be opened. */
export async function* readSegment({ folder, path, kind }: ListedSegment): AsyncGenerator<RecordedEntry> {
  const file = join(folder, path);
  const decode = makeEntryDecoder(kind);
  try {
    for await (const line of segmentLines(file)) {
      const entry = decode(JSON.parse(line));
      if (entry !== null) yield entry;
      if (entry?.kind === 'end') return;
    }
    yield { kind: 'torn', path, reason: 'the file has no end' };
  } catch (error) {
    if (isOfFileSystem(error)) throw error;
    yield { kind: 'torn', path, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** @throws Error from the decoder for a line that is none of this format. */
function makeEntryDecoder(kind: SegmentName['kind']): (line: unknown) => RecordedEntry | null {
  const decodeTick = makeTickDecoder();
  const seal = createHash('sha256');
  const decodeItem = (line: object): RecordedEntry | null => {
    if (kind === 'raw') {
      const frame = toFrame(line);
      seal.update(frameLine(frame));
      return { kind: 'frame', frame };
    }
    const tick = decodeTick(line);
    if (tick === null) return null;
    seal.update(tick.id);
    return { kind: 'tick', tick };
  };
  let begun = false;
  return (line) => {
    if (!begun) {
      begun = requireHeader(line, kind);
      return null;
    }
    if (typeof line !== 'object' || line === null) throw new Error('a line must be an object or a list');
    if ('gap' in line) return { kind: 'gap', gap: Gap.parse(line.gap) };
    if ('end' in line) return { kind: 'end', end: requireSealed(End.parse(line.end), seal.digest('hex')) };
    return decodeItem(line);
  };
}

function requireHeader(line: unknown, kind: SegmentName['kind']): true {
  const header = HeaderLine.parse(line);
  if (header.kind !== kind) throw new Error(`kind of the file must be ${kind}, was ${header.kind}`);
  return true;
}

function requireSealed(end: End, actual: string): End {
  if (end.seal !== actual) throw new Error(`what the file holds must hash to its seal ${end.seal}, was ${actual}`);
  return end;
}

function toFrame(line: object): RecordedFrame {
  if (!Array.isArray(line)) throw new Error('a frame must be a list');
  const [receivedAt, venue, connectionId, text] = line as unknown[];
  return {
    receivedAt: Number(receivedAt),
    venue: String(venue),
    connectionId: String(connectionId),
    text: String(text),
  };
}

function isOfFileSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

export interface Span {
  /** From the last tick at or before this instant on; UTC epoch ms. */
  readonly from?: number | undefined;
  /** Up to and with this instant. */
  readonly until?: number | undefined;
}

export type TickEntry = Extract<RecordedEntry, { kind: 'tick' | 'gap' | 'torn' }>;

/**
 * The ticks and gaps of a recording in order of time. With `from` the first is the market as it stood at that moment.
 *
 * @throws Error of the file system.
 */
export async function* readTicks(
  segments: readonly ListedSegment[],
  { from = -Infinity, until = Infinity }: Span = {},
): AsyncGenerator<TickEntry> {
  const ticks = segments.filter((segment) => segment.kind === 'composite' && segment.from <= until);
  const first = Math.max(
    ticks.findLastIndex((segment) => segment.from <= from),
    0,
  );
  for await (const entry of fromStanding(entriesOf(ticks.slice(first)), from)) {
    if (entry.kind === 'tick' && entry.tick.snapshot.asOf > until) return;
    yield entry;
  }
}

async function* entriesOf(segments: readonly ListedSegment[]): AsyncGenerator<TickEntry> {
  for (const segment of segments) {
    for await (const entry of readSegment(segment)) {
      if (entry.kind !== 'end' && entry.kind !== 'frame') yield entry;
    }
  }
}

/** Begins with the last tick at or before `from`, or with the first after it when there is none. */
async function* fromStanding(entries: AsyncIterable<TickEntry>, from: number): AsyncGenerator<TickEntry> {
  let standing: TickEntry | null = null;
  let begun = from === -Infinity;
  for await (const entry of entries) {
    if (!begun && entry.kind !== 'tick') continue;
    if (!begun && entry.kind === 'tick' && entry.tick.snapshot.asOf <= from) {
      standing = entry;
      continue;
    }
    if (standing !== null) yield standing;
    standing = null;
    begun = true;
    yield entry;
  }
  if (standing !== null) yield standing;
}

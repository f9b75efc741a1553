import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import { toInstant } from '../../platform/clock.ts';
import type { IdSource } from '../../platform/ids.ts';
import { DAY_MS } from '../durations.ts';
import { endLine, type Gap, gapLine } from './lines.ts';
import { createSegmentFile, type SegmentFile } from './segment-file.ts';
import { type RecordingKind, segmentPath } from './segment-name.ts';

/** A file that was finished. */
export interface FinishedSegment {
  readonly kind: RecordingKind;
  readonly segmentId: string;
  /** Below the recordings folder. */
  readonly path: string;
  /** Of its first and its last entry; UTC epoch ms. */
  readonly from: number;
  readonly until: number;
  readonly ticks: number;
  readonly dropped: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface RollOptions<Item> {
  readonly folder: string;
  readonly kind: RecordingKind;
  readonly ids: IdSource;
  readonly timeOf: (item: Item) => number;
  /** A new one for each file: every file can be read alone. */
  readonly makeEncoder: () => (item: Item) => readonly string[];
  /** What a reader proves that it has read. */
  readonly sealOf: (item: Item) => string;
  readonly fileSpanMs: number;
  readonly fileBytesMax: number;
  readonly onFinished: (segment: FinishedSegment) => void;
}

export interface SegmentRoll<Item> {
  /** Into the file of its time; resolves when there is room for more. @throws Error of the file system; the file is then given up. */
  write(entry: { readonly item: Item } | { readonly gap: Gap }): Promise<void>;
  flush(): void;
  /** Finishes the file under way. @throws Error of the file system. */
  close(): Promise<void>;
  /** Of the file under way. */
  bytes(): number;
}

interface OpenSegment<Item> {
  readonly file: SegmentFile;
  readonly path: string;
  readonly segmentId: string;
  readonly from: number;
  readonly encode: (item: Item) => readonly string[];
  readonly seal: Hash;
  until: number;
  ticks: number;
  dropped: number;
}

/** One file after another: a new one for each span of time, UTC day, or size. */
export function makeSegmentRoll<Item>(options: RollOptions<Item>): SegmentRoll<Item> {
  const { timeOf, sealOf, onFinished, kind } = options;
  let open: OpenSegment<Item> | null = null;

  const close = async () => {
    if (open === null) return;
    const { file, encode: _, seal, ...segment } = open;
    open = null;
    const { ticks, dropped, until } = segment;
    onFinished({
      kind,
      ...segment,
      ...(await file.finish([endLine({ ticks, dropped, until, seal: seal.digest('hex') })])),
    });
  };

  return {
    async write(entry) {
      const at = 'item' in entry ? timeOf(entry.item) : entry.gap.from;
      if (open !== null && isFull(open, at, options)) await close();
      open ??= await begin(at, options);
      const segment = open;
      try {
        if ('gap' in entry) {
          segment.dropped += entry.gap.dropped;
          return await segment.file.write([gapLine(entry.gap)]);
        }
        await segment.file.write(segment.encode(entry.item));
        segment.seal.update(sealOf(entry.item));
        segment.ticks += 1;
        segment.until = at;
      } catch (error) {
        open = null;
        throw error;
      }
    },
    flush: () => open?.file.flush(),
    close,
    bytes: () => open?.file.bytes() ?? 0,
  };
}

async function begin<Item>(at: number, options: RollOptions<Item>): Promise<OpenSegment<Item>> {
  const { folder, kind, ids, makeEncoder } = options;
  const segmentId = ids('seg');
  const path = segmentPath({ kind, segmentId, from: at });
  const file = await createSegmentFile(join(folder, path));
  await file.write([JSON.stringify({ otcrec: 1, kind, segmentId, from: toInstant(at) })]);
  const seal = createHash('sha256');
  return { file, path, segmentId, from: at, until: at, encode: makeEncoder(), seal, ticks: 0, dropped: 0 };
}

function isFull<Item>({ from, file }: OpenSegment<Item>, at: number, limits: RollOptions<Item>): boolean {
  const newDay = Math.floor(at / DAY_MS) !== Math.floor(from / DAY_MS);
  return newDay || at - from >= limits.fileSpanMs || file.bytes() >= limits.fileBytesMax;
}

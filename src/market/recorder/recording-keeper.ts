import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import { deleteSegment, knownSegments, saveSegment } from './index-store.ts';
import { type ListedSegment, readSegment } from './read-recording.ts';
import { listSegments, sizeOfSegment } from './recording-folder.ts';
import { expiredSegments, type Retention } from './retention.ts';
import type { FinishedSegment } from './segment-roll.ts';

export interface KeeperOptions {
  readonly db: Database;
  readonly folder: string;
  readonly clock: Clock;
  readonly retention: Retention;
}

/** Keeps the database's index in step with the files, and both within what may be kept. */
export interface RecordingKeeper {
  /** Indexes the files that a crash left without a row, and deletes what may go. */
  recover(): Promise<void>;
  /** Indexes a finished file, and deletes what may go. */
  keep(segment: FinishedSegment): Promise<void>;
}

export function makeRecordingKeeper({ db, folder, clock, retention }: KeeperOptions): RecordingKeeper {
  const prune = async () => {
    const listed = await listSegments(folder);
    const segments = await Promise.all(
      listed.map(async (segment) => ({ ...segment, bytes: await sizeOfSegment(segment) })),
    );
    for (const { path, segmentId } of expiredSegments(segments, { now: clock.now(), retention })) {
      await rm(join(folder, path), { force: true });
      await deleteSegment(db, segmentId);
      await rmdir(dirname(join(folder, path))).catch(() => undefined); // there are others of that day
    }
  };

  return {
    async recover() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const segments = await listSegments(folder);
      const known = await knownSegments(
        db,
        segments.map(({ segmentId }) => segmentId),
      );
      for (const segment of segments) {
        if (!known.has(segment.segmentId)) await saveSegment(db, await readAgain(segment));
      }
      await prune();
    },
    async keep(segment) {
      await saveSegment(db, segment);
      await prune();
    },
  };
}

/** What a file holds, found by reading it: of one that a crash tore, what can be read. */
async function readAgain(segment: ListedSegment): Promise<FinishedSegment> {
  const { kind, segmentId, path, from } = segment;
  let [ticks, dropped, until] = [0, 0, from];
  for await (const entry of readSegment(segment)) {
    if (entry.kind === 'gap') dropped += entry.gap.dropped;
    if (entry.kind !== 'tick' && entry.kind !== 'frame') continue;
    ticks += 1;
    until = entry.kind === 'tick' ? entry.tick.snapshot.asOf : entry.frame.receivedAt;
  }
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(join(segment.folder, path)) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { kind, segmentId, path, from, until, ticks, dropped, bytes, sha256: hash.digest('hex') };
}

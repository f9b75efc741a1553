import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedMarket } from '../../../../src/market/index.ts';
import { makeSnapshotRecorder, type RecordingOptions } from '../../../../src/market/recorder/market-recorders.ts';
import { type RecordedEntry, readTicks, type Span } from '../../../../src/market/recorder/read-recording.ts';
import { listSegments } from '../../../../src/market/recorder/recording-folder.ts';
import type { FinishedSegment } from '../../../../src/market/recorder/segment-roll.ts';
import type { IdentifiedSnapshot } from '../../../../src/market/snapshot-id.ts';
import { uuidIds } from '../../../../src/platform/ids.ts';
import { failOnReport, handClock, handTimer } from '../hand-driven.ts';

export const START = Date.parse('2026-11-22T10:00:00.000Z');

const folders: string[] = [];

export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'otc-recording-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Snapshots of the simulated market, 250 ms apart. */
export async function simulatedTicks(count: number, start = START): Promise<IdentifiedSnapshot[]> {
  const clock = handClock(start);
  const feed = simulatedMarket({ clock, reportError: failOnReport, seed: 7, every: handTimer().every });
  const ticks: IdentifiedSnapshot[] = [];
  feed.onSnapshot((tick) => ticks.push(tick));
  await feed.start();
  while (ticks.length < count) {
    clock.advance(250);
    feed.tick();
  }
  await feed.stop();
  return ticks;
}

export interface Recorded {
  readonly folder: string;
  readonly finished: FinishedSegment[];
}

export function aRecorder(changes: Partial<RecordingOptions> = {}) {
  const finished: FinishedSegment[] = [];
  const folder = changes.folder ?? aFolder();
  const recorder = makeSnapshotRecorder({
    folder,
    ids: uuidIds,
    reportError: failOnReport,
    onFinished: (segment) => finished.push(segment),
    every: handTimer().every,
    ...changes,
  });
  return { recorder, folder, finished };
}

export async function recorded(
  ticks: readonly IdentifiedSnapshot[],
  changes: Partial<RecordingOptions> = {},
): Promise<Recorded> {
  const { recorder, folder, finished } = aRecorder(changes);
  for (const tick of ticks) recorder.offer(tick);
  await recorder.stop();
  return { folder, finished };
}

export async function entriesIn(folder: string, span: Span = {}): Promise<RecordedEntry[]> {
  const entries: RecordedEntry[] = [];
  for await (const entry of readTicks(await listSegments(folder), span)) entries.push(entry);
  return entries;
}

export async function ticksIn(folder: string, span: Span = {}): Promise<IdentifiedSnapshot[]> {
  return (await entriesIn(folder, span)).flatMap((entry) => (entry.kind === 'tick' ? [entry.tick] : []));
}

export const idsOf = (ticks: readonly IdentifiedSnapshot[]) => ticks.map(({ id }) => id);

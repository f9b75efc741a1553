import type { IdSource } from '../../platform/ids.ts';
import type { ReportError } from '../publisher.ts';
import type { IdentifiedSnapshot } from '../snapshot-id.ts';
import type { Every } from '../ticker.ts';
import { frameLine, type RecordedFrame } from './lines.ts';
import { makeRecorder, type Recorder } from './recorder.ts';
import type { FinishedSegment } from './segment-roll.ts';
import { makeTickEncoder } from './tick-encoder.ts';

export interface RecordingOptions {
  readonly folder: string;
  readonly ids: IdSource;
  readonly reportError: ReportError;
  readonly onFinished: (segment: FinishedSegment) => void;
  readonly every?: Every;
  readonly fileSpanMs?: number;
  readonly fileBytesMax?: number;
  /** What may wait for writing: snapshots, or characters of frames. */
  readonly waitingMax?: number;
}

/** Minutes of a market; a snapshot that waits keeps itself and shares its surfaces. */
const SNAPSHOTS_WAITING_MAX = 2_000;
const FRAME_CHARACTERS_WAITING_MAX = 32 * 2 ** 20;

/** Records snapshots as they are published, each with what refers to it, so that they read back to the same ids. */
export function makeSnapshotRecorder(options: RecordingOptions): Recorder<IdentifiedSnapshot> {
  return makeRecorder({
    ...options,
    kind: 'composite',
    timeOf: ({ snapshot }) => snapshot.asOf,
    weightOf: () => 1,
    weightMax: options.waitingMax ?? SNAPSHOTS_WAITING_MAX,
    makeEncoder: makeTickEncoder,
    sealOf: ({ id }) => id,
  });
}

/** Records frames as venues sent them. */
export function makeFrameRecorder(options: RecordingOptions): Recorder<RecordedFrame> {
  return makeRecorder({
    ...options,
    kind: 'raw',
    timeOf: ({ receivedAt }) => receivedAt,
    weightOf: ({ text }) => text.length,
    weightMax: options.waitingMax ?? FRAME_CHARACTERS_WAITING_MAX,
    makeEncoder: () => (frame) => [frameLine(frame)],
    sealOf: frameLine,
  });
}

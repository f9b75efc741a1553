/** What a recording holds: snapshots as they were published, or frames as venues sent them. */
export type RecordingKind = 'composite' | 'raw';

/** A file of a recording, as its place in the folder names it. */
export interface SegmentName {
  readonly kind: RecordingKind;
  /** `seg_` and 32 digits. */
  readonly segmentId: string;
  /** Of its first entry; UTC epoch ms. */
  readonly from: number;
}

const SUFFIX = '.otcrec.gz';
const PATTERN =
  /(?:^|\/)(\d{4}-\d\d-\d\d)\/(\d\d)(\d\d)(\d\d\.\d{3})-(composite|raw)\.(seg_[0-9a-z]{1,60})\.otcrec\.gz$/;

/** The path below the recordings folder: `2026-11-22/203000.123-composite.seg_….otcrec.gz`. Sorts by time. */
export function segmentPath({ kind, segmentId, from }: SegmentName): string {
  const [day = '', time = ''] = new Date(from).toISOString().replace('Z', '').split('T');
  return `${day}/${time.replaceAll(':', '')}-${kind}.${segmentId}${SUFFIX}`;
}

/** Reads a path with `/` between folders; null for any other file. */
export function parseSegmentPath(path: string): SegmentName | null {
  const [, day, hours, minutes, seconds, kind, segmentId] = PATTERN.exec(path) ?? [];
  if (day === undefined || segmentId === undefined) return null;
  const from = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isFinite(from) ? { kind: kind as RecordingKind, segmentId, from } : null;
}

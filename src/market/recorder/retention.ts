import type { RecordingKind } from './segment-name.ts';

/** What of a recording is kept. */
export interface Retention {
  readonly keepMs: number;
  readonly keepBytes: number;
}

export interface KeptSegment {
  readonly kind: RecordingKind;
  /** Of its first entry; UTC epoch ms. */
  readonly from: number;
  readonly bytes: number;
}

/**
 * The files to delete: what began longer ago than may be kept, and then the oldest until the rest is small enough.
 * `segments` are in order of time; the newest of each kind is never deleted, it may be under way.
 */
export function expiredSegments<S extends KeptSegment>(
  segments: readonly S[],
  { now, retention: { keepMs, keepBytes } }: { readonly now: number; readonly retention: Retention },
): S[] {
  let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const expired: S[] = [];
  for (const segment of segments) {
    if (now - segment.from <= keepMs && bytes <= keepBytes) break;
    if (segment === segments.findLast(({ kind }) => kind === segment.kind)) continue;
    bytes -= segment.bytes;
    expired.push(segment);
  }
  return expired;
}

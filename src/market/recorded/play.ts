import { BAR_MS, type MidSeries } from './quote-bars.ts';
import type { Recording, Stretch } from './recording.ts';

export interface PlayPosition {
  /** How many times the recording has been played through. */
  readonly cycle: number;
  readonly stretch: Stretch;
  /** The recording's own time; UTC epoch ms. */
  readonly at: number;
}

export interface PlayedTime {
  /** Time played so far, in the recording's own pace; ms, >= 0. */
  readonly playedMs: number;
  readonly loop: boolean;
}

/** Where play is: stretches follow one another without a pause. Null when the recording is over and does not loop. */
export function playPosition(
  recording: Pick<Recording, 'stretches'>,
  { playedMs, loop }: PlayedTime,
): PlayPosition | null {
  const totalMs = recording.stretches.reduce((sum, { from, until }) => sum + until - from, 0);
  const cycle = Math.floor(playedMs / totalMs);
  if (cycle > 0 && !loop) return null;
  let leftMs = playedMs - cycle * totalMs;
  for (const stretch of recording.stretches) {
    const lengthMs = stretch.until - stretch.from;
    if (leftMs < lengthMs) return { cycle, stretch, at: stretch.from + leftMs };
    leftMs -= lengthMs;
  }
  return null;
}

/** The time played when play is at a moment of the recording; the next moment that it has when it lacks this one. */
export function playedMsAt({ stretches }: Pick<Recording, 'stretches'>, recordedAt: number): number {
  let playedMs = 0;
  for (const { from, until } of stretches) {
    if (recordedAt < until) return playedMs + Math.max(recordedAt - from, 0);
    playedMs += until - from;
  }
  return Math.max(playedMs - BAR_MS, 0); // beyond the end: its last minute
}

export interface PlayedMid {
  readonly mid: number;
  /** How long the recording has had no bar for it; ms of its own time, 0 while a bar confirms it. */
  readonly unconfirmedMs: number;
}

/** The last mid known at `at`, which is not before the first. A bar confirms it for a minute; a missing bar does not. */
export function midAt({ times, mids }: MidSeries, at: number): PlayedMid {
  let low = 0;
  let high = times.length; // times[low] <= at < times[high]
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= at) low = middle;
    else high = middle;
  }
  const knownAt = times[low] ?? Number.NaN;
  return { mid: mids[low] ?? Number.NaN, unconfirmedMs: Math.max(at - (knownAt + BAR_MS), 0) };
}

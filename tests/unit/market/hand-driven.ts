import type { Every } from '../../../src/market/index.ts';
import type { Clock } from '../../../src/platform/clock.ts';

export interface HandClock extends Clock {
  set(now: number): void;
  advance(byMs: number): void;
}

export function handClock(start: number): HandClock {
  let now = start;
  return {
    now: () => now,
    set: (to) => {
      now = to;
    },
    advance: (byMs) => {
      now += byMs;
    },
  };
}

/** A timer that fires when told to. */
export function handTimer() {
  const running = new Set<{ readonly delayMs: number; readonly work: () => void }>();
  const every: Every = (delayMs, work) => {
    const timer = { delayMs, work };
    running.add(timer);
    return () => running.delete(timer);
  };
  return {
    every,
    delaysMs: () => [...running].map(({ delayMs }) => delayMs),
    fire: () => {
      for (const { work } of [...running]) work();
    },
  };
}

/** For feeds that must not report anything: a reported error fails the test. */
export function failOnReport(error: unknown): void {
  throw error;
}

import { performance } from 'node:perf_hooks';

/** Delays and the time between two moments. Unlike the wall clock it is never set, so a deadline is neither missed nor met by that. */
export interface Timers {
  /** Milliseconds since some moment in the past. */
  elapsed(): number;
  /** Runs `work` once after `delayMs`; returns the way to prevent it. */
  after(delayMs: number, work: () => void): () => void;
}

/** The real ones; they never keep the process alive by themselves. */
export const systemTimers: Timers = {
  elapsed: () => performance.now(),
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

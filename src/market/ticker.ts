import type { ReportError } from './publisher.ts';

/** Runs `work` every `delayMs` until the returned function is called. */
export type Every = (delayMs: number, work: () => void) => () => void;

/** The real one: an interval that never keeps the process alive by itself. */
export const everyUnreferenced: Every = (delayMs, work) => {
  const timer = setInterval(work, delayMs);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * `tick` guarded for a timer: a failing tick is reported once, not four times a second, and tried again; meanwhile the
 * last snapshot ages and the guards refuse to quote on it.
 */
export function reportingOnce(tick: () => void, reportError: ReportError): () => void {
  let failing = false;
  return () => {
    try {
      tick();
      failing = false;
    } catch (error) {
      if (!failing) reportError(error);
      failing = true;
    }
  };
}

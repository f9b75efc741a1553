import { makeLiveLine } from './live-line.ts';
import { grouped } from './numbers.ts';
import type { Output } from './terminal.ts';

/** How far a run is. */
export interface RunStanding {
  /** Such as `quotes replayed`. */
  readonly what: string;
  readonly done: number;
  /** Null before they are counted. */
  readonly total: number | null;
  readonly more?: string;
}

interface Followed<R> {
  readonly look: () => Promise<R>;
  readonly isOver: (run: R) => boolean;
  readonly standing: (run: R) => RunStanding;
}

const LOOK_MS = 300;

/** Looks at a run until it is over, with a line of progress on a terminal. */
export async function followRun<R>(output: Output, { look, isOver, standing }: Followed<R>): Promise<R> {
  const line = makeLiveLine(output);
  try {
    let run = await look();
    const first = { at: performance.now(), done: standing(run).done };
    while (!isOver(run)) {
      line.show(progressText(standing(run), { seconds: (performance.now() - first.at) / 1000, from: first.done }));
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      run = await look();
    }
    return run;
  } finally {
    line.clear();
  }
}

const BAR = 20;

/** A bar, percent, counts, pace and the time left, as far as they are known. */
export function progressText(
  { what, done, total, more }: RunStanding,
  { seconds, from }: { readonly seconds: number; readonly from: number },
): string {
  if (total === null) return `${what}: not counted yet`;
  const share = total === 0 ? 1 : Math.min(done / total, 1);
  const filled = Math.floor(share * BAR);
  const bar = `${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}`;
  const counts = `${grouped(String(done))} of ${grouped(String(total))} ${what}`;
  const pace = seconds > 0 ? (done - from) / seconds : 0;
  const left = pace > 0 ? `${grouped(pace.toFixed(0))} a second, ${durationText((total - done) / pace)} left` : null;
  return [`[${bar}] ${Math.floor(share * 100)}%`, counts, left, more].filter((part) => part != null).join(', ');
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

import type { Accuracy } from './pricing-accuracy.ts';
import type { Task } from './pricing-contender.ts';
import type { SurfaceTiming } from './pricing-surface.ts';
import { tableOf } from './report.ts';

export interface BenchLine {
  readonly task: Task;
  readonly library: string;
  readonly call: string;
  /** Options a second of one core. */
  readonly perSecond: number;
  /** Null when the golden files are not there. */
  readonly accuracy: Accuracy | null;
}

export interface PricingBench {
  readonly seed: number;
  readonly rows: number;
  readonly lines: readonly BenchLine[];
  /** Null when the recorded chain is not there. */
  readonly surface: SurfaceTiming | null;
}

/** Measured once, on one core of the machine the budgets were set on: QuantLib 1.29 in C++, and @quantlib/ql beside it. */
const THEN = { cppGreeksPerSecond: 2_300_000, quantlibPricePerSecond: 5_700_000 };
const SURFACE_GOAL_MS = 30;
const OUR_LIBRARY = 'otc-desk';
const REFERENCE_LIBRARY = '@quantlib/ql';

const TITLES: Readonly<Record<Task, string>> = {
  price: 'European price',
  greeks: 'price and all greeks',
  volatility: 'implied volatility',
};
/** Times the reference. */
const GOALS: Readonly<Record<Task, number>> = { price: 2, greeks: 1.5, volatility: 1.2 };

const HEADER = ['one core', 'M/s', 'x reference', 'goal', 'error', 'relative', 'unanswered'];

export function pricingTable({ lines, surface }: PricingBench): string {
  const rows = (Object.keys(GOALS) as Task[]).flatMap((task) =>
    lines.filter((line) => line.task === task).map((line) => lineCells(line, lines)),
  );
  return tableOf(HEADER, [...rows, surfaceCells(surface)]);
}

export function notesOf({ lines, rows, seed, surface }: PricingBench): string[] {
  const now = speedOf(lines, { task: 'price', library: REFERENCE_LIBRARY }) / THEN.quantlibPricePerSecond;
  const cpp = millions(THEN.cppGreeksPerSecond);
  const missing = 'the folder "shared" is not beside the repository';
  return [
    `${rows} random options, seed ${seed}; M/s is the median of timed blocks of processor time, libraries taking turns.`,
    `References: ${REFERENCE_LIBRARY} for prices and volatilities. For greeks QuantLib C++ 1.29 BlackCalculator, ${cpp} M/s where`,
    `  the budgets were set, scaled by how fast ${REFERENCE_LIBRARY} prices in this run against there (x ${now.toFixed(2)}): ${millions(cppGreeksNow(lines))} M/s here.`,
    'error: of a price / max(spot, strike); of a volatility, absolute. relative: worst |error| / |exact value| of all it answers;',
    '  of a volatility, in units of what one ulp of the price is worth. "none": not one digit is right.',
    ...(lines.some(({ accuracy }) => accuracy === null)
      ? [`No errors: ${missing}, so there are no golden files.`]
      : []),
    ...(surface === null ? [`No surface: ${missing}, so there is no recorded chain.`] : []),
  ];
}

function lineCells(line: BenchLine, lines: readonly BenchLine[]): string[] {
  const { task, library, call, perSecond, accuracy } = line;
  const ratio = perSecond / referenceOf(task, lines);
  const goal = library === OUR_LIBRARY ? verdict(`>= ${GOALS[task]}`, ratio >= GOALS[task]) : '';
  return [
    `${TITLES[task]}, ${library} ${call}`,
    millions(perSecond),
    ratio.toFixed(2),
    goal,
    ...accuracyCells(accuracy),
  ];
}

function accuracyCells(accuracy: Accuracy | null): string[] {
  if (accuracy === null) return ['-', '-', '-'];
  const { worstAbsolute, worstRelative, worstPerAttainable, unanswered, rows } = accuracy;
  const relative = worstRelative >= 1 ? 'none' : digits(worstRelative);
  return [
    digits(worstAbsolute),
    worstPerAttainable === null ? relative : `${digits(worstPerAttainable)} ulp`,
    `${unanswered} of ${rows}`,
  ];
}

function surfaceCells(surface: SurfaceTiming | null): string[] {
  if (surface === null) return [`calibrate a surface, ${OUR_LIBRARY} calibrateSurface`, '-', '', '', '', '', ''];
  const { options, expiries, medianMs } = surface;
  const name = `calibrate a surface (${options} options, ${expiries} expiries), ${OUR_LIBRARY} calibrateSurface`;
  const goal = verdict(`<= ${SURFACE_GOAL_MS} ms`, medianMs <= SURFACE_GOAL_MS);
  return [name, `${medianMs.toFixed(1)} ms`, '', goal, '', '', ''];
}

function verdict(goal: string, met: boolean): string {
  return `${goal} ${met ? 'met' : 'missed'}`;
}

function referenceOf(task: Task, lines: readonly BenchLine[]): number {
  return task === 'greeks' ? cppGreeksNow(lines) : speedOf(lines, { task, library: REFERENCE_LIBRARY });
}

/** What QuantLib C++ would do on this machine at this moment, going by how its JavaScript port fares. */
function cppGreeksNow(lines: readonly BenchLine[]): number {
  const now = speedOf(lines, { task: 'price', library: REFERENCE_LIBRARY });
  return (THEN.cppGreeksPerSecond * now) / THEN.quantlibPricePerSecond;
}

function speedOf(lines: readonly BenchLine[], wanted: { readonly task: Task; readonly library: string }): number {
  const line = lines.find(({ task, library }) => task === wanted.task && library === wanted.library);
  return line?.perSecond ?? Number.NaN;
}

function millions(perSecond: number): string {
  return (perSecond / 1e6).toFixed(3);
}

function digits(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

/** A continuous zero rate at a time in years; ascending. */
export interface RateNode {
  readonly years: number;
  readonly rate: number;
}

/**
 * −ln of the discount factor at `years` > 0: forward rates are continuous, keep to the range of their neighbours where the
 * neighbours are monotone, and average over each gap to what the nodes say. Flat beyond the last node. Forward rates may
 * be negative, so the positivity amendment is left out.
 *
 * Source: P. Hagan and G. West, "Interpolation methods for curve construction", Applied Mathematical Finance 13 (2006).
 */
export function monotoneConvex(nodes: readonly RateNode[], years: number): number {
  const segments = segmentsOf(nodes);
  const last = segments[segments.length - 1] as Segment;
  const segment = segments.find(({ end }) => years <= end) ?? last;
  if (years > last.end) return last.total + last.after * (years - last.end);
  const length = segment.end - segment.start;
  const x = (years - segment.start) / length;
  const shape = shapeIntegral({ g0: segment.before - segment.average, g1: segment.after - segment.average, x });
  return segment.total - segment.average * (segment.end - years) + length * shape;
}

interface Segment {
  readonly start: number;
  readonly end: number;
  /** Mean forward rate over the gap. */
  readonly average: number;
  /** Forward rate at the start and at the end. */
  readonly before: number;
  readonly after: number;
  /** −ln DF at the end. */
  readonly total: number;
}

function segmentsOf(nodes: readonly RateNode[]): Segment[] {
  const ends = [0, ...nodes.map((node) => node.years)];
  const totals = [0, ...nodes.map((node) => node.rate * node.years)];
  const gap = (i: number) => (ends[i + 1] as number) - (ends[i] as number);
  const averages = nodes.map((_, i) => ((totals[i + 1] as number) - (totals[i] as number)) / gap(i));
  const average = (i: number) => averages[i] as number;
  const inner = (i: number) => (gap(i - 1) * average(i) + gap(i) * average(i - 1)) / (gap(i - 1) + gap(i));
  const n = nodes.length;
  const at = (i: number): number => {
    if (n === 1) return average(0);
    if (i === 0) return average(0) - 0.5 * (inner(1) - average(0));
    return i === n ? average(n - 1) - 0.5 * (inner(n - 1) - average(n - 1)) : inner(i);
  };
  return nodes.map((_, i) => ({
    start: ends[i] as number,
    end: ends[i + 1] as number,
    average: average(i),
    before: at(i),
    after: at(i + 1),
    total: totals[i + 1] as number,
  }));
}

interface Shape {
  /** Forward rate minus its mean at the start and the end of the gap. */
  readonly g0: number;
  readonly g1: number;
  /** Share of the gap, 0 to 1. */
  readonly x: number;
}

/** ∫ g from 0 to x, by the four shapes of Hagan and West; 0 at both ends. */
function shapeIntegral(shape: Shape): number {
  const { g0, g1 } = shape;
  if (g0 === 0 && g1 === 0) return 0;
  if (g0 * g1 >= 0) return sameSign(shape);
  const ratio = -g1 / g0;
  if (ratio >= 0.5 && ratio <= 2) return quadratic(shape);
  return ratio > 2 ? lateTurn(shape) : earlyTurn(shape);
}

function quadratic({ g0, g1, x }: Shape): number {
  return x * (1 - x) * (g0 * (1 - x) - g1 * x);
}

function lateTurn({ g0, g1, x }: Shape): number {
  const turn = (g1 + 2 * g0) / (g1 - g0);
  if (x <= turn) return g0 * x;
  return g0 * x + ((g1 - g0) * cube(x - turn)) / (3 * (1 - turn) * (1 - turn));
}

function earlyTurn({ g0, g1, x }: Shape): number {
  const turn = (3 * g1) / (g1 - g0);
  if (x < turn) return g1 * x - ((g0 - g1) / 3) * (cube(turn - x) / (turn * turn) - turn);
  return ((2 * g1 + g0) / 3) * turn + g1 * (x - turn);
}

function sameSign({ g0, g1, x }: Shape): number {
  const turn = g1 / (g1 + g0);
  const floor = (-g0 * g1) / (g0 + g1);
  if (x <= turn && turn > 0) return floor * x - ((g0 - floor) / 3) * (cube(turn - x) / (turn * turn) - turn);
  const left = ((2 * floor + g0) / 3) * turn + floor * (x - turn);
  return turn < 1 ? left + ((g1 - floor) * cube(x - turn)) / (3 * (1 - turn) * (1 - turn)) : left;
}

function cube(x: number): number {
  return x * x * x;
}

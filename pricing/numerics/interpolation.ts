/**
 * Monotone piecewise-cubic interpolation through (xs[i], ys[i]), flat beyond both ends: never leaves the range of the
 * two neighbouring points, first derivative continuous inside and zero at the ends. Exact at the nodes.
 *
 * Source: F. N. Fritsch and J. Butland, "A method for constructing local monotone piecewise cubic interpolants",
 * SIAM J. Sci. Stat. Comput. 5 (1984).
 *
 * `xs` ascends strictly, and `ys` is as long: the caller checks this once, not each look-up.
 */
export function monotoneCubic(points: MonotonePoints, x: number): number {
  return monotoneCubicWith(points, null, x);
}

/** The slope at each node, for many look-ups on the same points. */
export function monotoneSlopes(points: MonotonePoints): number[] {
  return points.xs.map((_, index) => slopeAt(points, index));
}

/** As `monotoneCubic`, to the bit, with the slopes known. */
export function monotoneCubicWith(points: MonotonePoints, slopes: readonly number[] | null, x: number): number {
  const { xs, ys } = points;
  const last = xs.length - 1;
  const index = segmentOf(xs, x);
  if (index < 0) return at(ys, 0);
  if (index >= last) return at(ys, last);
  const x0 = at(xs, index);
  const y0 = at(ys, index);
  const width = at(xs, index + 1) - x0;
  const u = (x - x0) / width;
  const rise = at(ys, index + 1) - y0;
  const m0 = (slopes === null ? slopeAt(points, index) : at(slopes, index)) * width;
  const m1 = (slopes === null ? slopeAt(points, index + 1) : at(slopes, index + 1)) * width;
  return y0 + u * (m0 + u * (3 * rise - 2 * m0 - m1 + u * (m0 + m1 - 2 * rise)));
}

export interface MonotonePoints {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** Index of the last node at or below `x`; -1 before the first. Binary search, so log2(n) steps. */
function segmentOf(xs: readonly number[], x: number): number {
  let low = -1;
  let high = xs.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(xs, middle) <= x) low = middle;
    else high = middle;
  }
  return low;
}

function slopeAt({ xs, ys }: MonotonePoints, index: number): number {
  if (index === 0 || index === xs.length - 1) return 0;
  const left = at(xs, index) - at(xs, index - 1);
  const right = at(xs, index + 1) - at(xs, index);
  const before = (at(ys, index) - at(ys, index - 1)) / left;
  const after = (at(ys, index + 1) - at(ys, index)) / right;
  if (!(before * after > 0)) return 0;
  const weight = (left + 2 * right) / (3 * (left + right));
  return (before * after) / (weight * after + (1 - weight) * before);
}

function at(values: readonly number[], index: number): number {
  return values[index] as number;
}

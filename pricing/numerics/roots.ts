import { PricingError } from '../errors.ts';

export interface Bracket {
  readonly low: number;
  readonly high: number;
  /** Stop once the root is known to this; in units of x. Default: full precision of the bracket. */
  readonly tolerance?: number;
}

const MAX_STEPS = 200;

/**
 * A root of `f` between `low` and `high`, where f changes sign. Inverse quadratic steps where they are trustworthy,
 * bisection elsewhere, so it never leaves the bracket and needs at most about twice the steps of bisection.
 *
 * Source: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
 * without using derivatives", Adv. Eng. Software 28 (1997).
 * @throws PricingError INVALID_INPUT when f has the same sign at both ends or is NaN.
 */
export function findRoot(f: (x: number) => number, { low, high, tolerance = 0 }: Bracket): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  requireSignChange({ a, b, fa, fb });
  let [c, fc] = [a, fa];
  let share = 0.5;
  for (let step = 0; step < MAX_STEPS && fb !== 0 && fa !== 0; step += 1) {
    const x = a + share * (b - a);
    const fx = f(x);
    if (Math.sign(fx) === Math.sign(fa)) [c, fc] = [a, fa];
    else [c, fc, b, fb] = [b, fb, a, fa];
    [a, fa] = [x, fx];
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const closeness = (2 * Number.EPSILON * Math.abs(best) + 0.5 * tolerance) / Math.abs(b - c);
    if (closeness > 0.5 || fx === 0) return best;
    share = Math.min(Math.max(nextShare({ a, b, c, fa, fb, fc }), closeness), 1 - closeness);
  }
  return fa === 0 || Math.abs(fa) < Math.abs(fb) ? a : b;
}

interface Triple {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly fa: number;
  readonly fb: number;
  readonly fc: number;
}

function nextShare({ a, b, c, fa, fb, fc }: Triple): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  return (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
}

function requireSignChange({ a, b, fa, fb }: Omit<Triple, 'c' | 'fc'>): void {
  if (fa * fb <= 0) return;
  throw new PricingError('INVALID_INPUT', `root must be bracketed, f(${a}) was ${fa} and f(${b}) was ${fb}`, {
    a,
    b,
    fa,
    fb,
  });
}

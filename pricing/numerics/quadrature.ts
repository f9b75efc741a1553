import { PricingError } from '../errors.ts';

export interface GaussRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Gauss-Legendre on [−1, 1]: exact for polynomials of degree 2n − 1. Nodes by Newton's method on the polynomial. */
export function gaussLegendre(n: number): GaussRule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 10; step += 1) {
      const { value, derivative } = legendre(n, x);
      slope = derivative;
      const next = x - value / derivative;
      if (next === x) break;
      x = next;
    }
    nodes[n - 1 - i] = x;
    weights[n - 1 - i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

function legendre(n: number, x: number): { readonly value: number; readonly derivative: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k += 1) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, derivative: (n * (x * value - before)) / (x * x - 1) };
}

/** Kronrod's 15 points and both sets of weights; A. S. Kronrod (1965), digits as in QUADPACK. */
const KRONROD_NODES = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.20778495500789848, 0,
] as const;
const KRONROD_WEIGHTS = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
] as const;
const GAUSS_WEIGHTS = [
  0, 0.1294849661688697, 0, 0.27970539148927664, 0, 0.3818300505051189, 0, 0.4179591836734694,
] as const;

export interface IntegrationRange {
  readonly from: number;
  readonly to: number;
  /** Absolute; the estimate that must meet it is many times the true error. Default 1e-12. */
  readonly tolerance?: number;
}

const MAX_DEPTH = 40;

/**
 * ∫ f over a finite range by adaptive bisection with the Gauss-Kronrod pair (7, 15): halves wherever the two disagree.
 * @throws PricingError NOT_APPLICABLE when the tolerance is not met after 40 halvings (a singular or noisy integrand).
 */
export function integrate(f: (x: number) => number, { from, to, tolerance = 1e-12 }: IntegrationRange): number {
  return adapt(f, { from, to, tolerance }, 0);
}

function adapt(f: (x: number) => number, range: Required<IntegrationRange>, depth: number): number {
  const { from, to, tolerance } = range;
  const { kronrod, error } = kronrodPair(f, range);
  if (error <= Math.max(tolerance, 1e-15 * Math.abs(kronrod))) return kronrod;
  if (depth >= MAX_DEPTH) {
    throw new PricingError(
      'NOT_APPLICABLE',
      `integral must converge to ${tolerance}, error was ${error} near ${from}`,
      {
        from,
        to,
        error,
      },
    );
  }
  const middle = from + (to - from) / 2;
  return adapt(f, { from, to: middle, tolerance }, depth + 1) + adapt(f, { from: middle, to, tolerance }, depth + 1);
}

function kronrodPair(f: (x: number) => number, { from, to }: IntegrationRange) {
  const centre = (from + to) / 2;
  const half = (to - from) / 2;
  let kronrod = 0;
  let gauss = 0;
  for (const [i, node] of KRONROD_NODES.entries()) {
    const sum = node === 0 ? f(centre) : f(centre - half * node) + f(centre + half * node);
    kronrod += (KRONROD_WEIGHTS[i] as number) * sum;
    gauss += (GAUSS_WEIGHTS[i] as number) * sum;
  }
  return { kronrod: kronrod * half, error: Math.abs((kronrod - gauss) * half) };
}

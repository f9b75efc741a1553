/** An Ornstein-Uhlenbeck process: per year, and per square root of a year. */
export interface Pull {
  readonly target: number;
  /** How fast it comes back; 1 / reversion is the time in which a distance falls to 37 %. */
  readonly reversion: number;
  readonly diffusion: number;
}

export interface PullStep {
  readonly value: number;
  readonly years: number;
  /** Standard normal. */
  readonly normal: number;
}

/** One step of the process, exact in law for any length of step. */
export function pulled({ target, reversion, diffusion }: Pull, { value, years, normal }: PullStep): number {
  const kept = Math.exp(-reversion * years);
  const variance = (diffusion * diffusion * -Math.expm1(-2 * reversion * years)) / (2 * reversion);
  return target + (value - target) * kept + Math.sqrt(variance) * normal;
}

/** A pull of the given speed that would settle at a standard deviation of `deviation`. */
export function settling(pull: {
  readonly target: number;
  readonly reversion: number;
  readonly deviation: number;
}): Pull {
  const { target, reversion, deviation } = pull;
  return { target, reversion, diffusion: deviation * Math.sqrt(2 * reversion) };
}

/** A standard normal that has correlation `weight` with `first`, from two independent ones. */
export function mixed(first: number, second: number, weight: number): number {
  return weight * first + Math.sqrt(1 - weight * weight) * second;
}

/** Jumps of a log-price that come by chance: so many a year, each normal. */
export interface Jumps {
  readonly perYear: number;
  readonly mean: number;
  readonly deviation: number;
}

export const NO_JUMPS: Jumps = { perYear: 0, mean: 0, deviation: 0 };

export interface JumpStep {
  readonly years: number;
  /** Multiplies each jump: the same news moves one asset further than another. */
  readonly scale: number;
  readonly uniform: number;
  readonly normal: number;
}

/** No more are expected in one step, however long. */
const EXPECTED_JUMPS_MAX = 500;

/**
 * The sum of the jumps of one step less the drift that keeps the price's expectation: E[exp(result)] = 1. Exact in law
 * for any length of step. Takes one uniform and one normal whether or not a jump comes.
 * Source: R. Merton, "Option pricing when underlying stock returns are discontinuous", J. Financial Economics 3 (1976).
 */
export function jumped({ perYear, mean, deviation }: Jumps, { years, scale, uniform, normal }: JumpStep): number {
  const expected = Math.min(perYear * years, EXPECTED_JUMPS_MAX);
  const count = poisson(expected, uniform);
  const moved = scale * (count * mean + Math.sqrt(count) * deviation * normal);
  return moved - expected * Math.expm1(scale * mean + (scale * deviation) ** 2 / 2);
}

/** How many came, by inversion of the distribution. */
function poisson(expected: number, uniform: number): number {
  let count = 0;
  let probability = Math.exp(-expected);
  let cumulative = probability;
  while (uniform > cumulative && count < 2 * EXPECTED_JUMPS_MAX) {
    count += 1;
    probability *= expected / count;
    cumulative += probability;
  }
  return count;
}

import { PricingError } from '../errors.ts';
import { solvePositiveDefinite } from './linear.ts';

export interface LeastSquaresProblem {
  /** The most residuals there can be. */
  readonly count: number;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Stop when a step lowers the sum of squares by less than this share of it. Default 1e-14. */
  readonly gainTolerance?: number;
  /** Default 100. */
  readonly maxSteps?: number;
  /**
   * Writes the residuals at x, and the Jacobian row by row (residual i, parameter j at i · n + j), and returns how many
   * there are: what is 0 around x, a one-sided penalty that is not active, needs no row.
   */
  readonly evaluate: (x: Float64Array, residuals: Float64Array, jacobian: Float64Array) => number;
}

export interface LeastSquaresFit {
  readonly x: Float64Array;
  /** Sum of squared residuals at x. */
  readonly cost: number;
  readonly steps: number;
  readonly converged: boolean;
}

const DEFAULT_MAX_STEPS = 100;

/**
 * Minimises the sum of squares within bounds by Levenberg-Marquardt steps on the free parameters; a parameter whose
 * bound the gradient pushes against is held there for that step.
 *
 * Source: K. Madsen, H. Nielsen and O. Tingleff, "Methods for non-linear least squares problems" (2004), with the bounds
 * by projection (C. Kanzow, N. Yamashita and M. Fukushima, J. Comput. Appl. Math. 172 (2004)).
 * @throws PricingError INVALID_INPUT when the start is outside the bounds or the residuals there are not finite.
 */
export function leastSquares(problem: LeastSquaresProblem, start: readonly number[]): LeastSquaresFit {
  const state = startState(problem, start);
  const maxSteps = problem.maxSteps ?? DEFAULT_MAX_STEPS;
  for (let step = 1; step <= maxSteps; step += 1) {
    const outcome = advance(problem, state);
    if (outcome !== 'moved') return { x: state.x, cost: state.cost, steps: step, converged: outcome === 'settled' };
  }
  return { x: state.x, cost: state.cost, steps: maxSteps, converged: false };
}

interface State {
  readonly n: number;
  x: Float64Array;
  cost: number;
  damping: number;
  rows: number;
  residuals: Float64Array;
  jacobian: Float64Array;
  trial: Float64Array;
  trialRows: number;
  trialResiduals: Float64Array;
  trialJacobian: Float64Array;
  readonly normal: Float64Array;
  readonly damped: Float64Array;
  readonly gradient: Float64Array;
  readonly move: Float64Array;
}

function startState(problem: LeastSquaresProblem, start: readonly number[]): State {
  const n = start.length;
  const { count, lower, upper } = problem;
  const outside = start.findIndex((value, j) => !(value >= (lower[j] as number) && value <= (upper[j] as number)));
  if (outside >= 0) {
    const was = start[outside] as number;
    throw new PricingError('INVALID_INPUT', `start ${outside} must be within its bounds, was ${was}`, { outside, was });
  }
  const state: State = {
    n,
    x: Float64Array.from(start),
    cost: 0,
    damping: 1e-3,
    rows: 0,
    residuals: new Float64Array(count),
    jacobian: new Float64Array(count * n),
    trial: new Float64Array(n),
    trialRows: 0,
    trialResiduals: new Float64Array(count),
    trialJacobian: new Float64Array(count * n),
    normal: new Float64Array(n * n),
    damped: new Float64Array(n * n),
    gradient: new Float64Array(n),
    move: new Float64Array(n),
  };
  state.rows = problem.evaluate(state.x, state.residuals, state.jacobian);
  state.cost = squareSum(state.residuals, state.rows);
  if (!Number.isFinite(state.cost))
    throw new PricingError('INVALID_INPUT', `residuals at the start must be finite, their sum was ${state.cost}`);
  return state;
}

function advance(problem: LeastSquaresProblem, state: State): 'moved' | 'settled' | 'stuck' {
  formNormal(state);
  holdAtBounds(problem, state);
  let growth = 2;
  for (let attempt = 0; attempt < 15; attempt += 1) {
    const gain = tryStep(problem, state) ? state.cost - squareSum(state.trialResiduals, state.trialRows) : -Infinity;
    const settled = isSettled(state, gain, problem.gainTolerance);
    if (gain >= 0) {
      accept(state, gain);
      return settled ? 'settled' : 'moved';
    }
    if (settled) return 'settled';
    state.damping *= growth;
    growth *= 2;
  }
  return 'stuck';
}

/** Nothing left to gain, or the step no longer moves x. A gain of −Infinity is a step that could not be tried. */
function isSettled(state: State, gain: number, tolerance = 1e-14): boolean {
  if (gain >= 0 && gain <= tolerance * state.cost) return true;
  return gain > -Infinity && moveIsTiny(state);
}

/** J'J and −J'r. */
function formNormal({ n, rows, residuals, jacobian, normal, gradient }: State): void {
  // Element by element, here and below: `fill` and `set` cost more than these few numbers.
  for (let i = 0; i < n * n; i += 1) normal[i] = 0;
  for (let j = 0; j < n; j += 1) gradient[j] = 0;
  for (let i = 0; i < rows; i += 1) {
    const residual = residuals[i] as number;
    for (let j = 0; j < n; j += 1) {
      const slope = jacobian[i * n + j] as number;
      gradient[j] = (gradient[j] as number) - slope * residual;
      for (let k = 0; k <= j; k += 1)
        normal[j * n + k] = (normal[j * n + k] as number) + slope * (jacobian[i * n + k] as number);
    }
  }
}

function holdAtBounds({ lower, upper }: LeastSquaresProblem, { n, x, normal, gradient }: State): void {
  for (let j = 0; j < n; j += 1) {
    const pull = gradient[j] as number;
    const value = x[j] as number;
    const held = (value <= (lower[j] as number) && pull < 0) || (value >= (upper[j] as number) && pull > 0);
    if (!held) continue;
    gradient[j] = 0;
    for (let k = 0; k < n; k += 1) normal[Math.max(j, k) * n + Math.min(j, k)] = 0;
    normal[j * n + j] = 1;
  }
}

function tryStep({ lower, upper, evaluate }: LeastSquaresProblem, state: State): boolean {
  const { n, x, normal, damped, gradient, move, trial } = state;
  for (let i = 0; i < n * n; i += 1) damped[i] = normal[i] as number;
  for (let j = 0; j < n; j += 1) {
    move[j] = gradient[j] as number;
    const diagonal = normal[j * n + j] as number;
    damped[j * n + j] = diagonal + state.damping * Math.max(diagonal, 1e-30);
  }
  if (!solvePositiveDefinite(damped, move)) return false;
  for (let j = 0; j < n; j += 1) {
    trial[j] = Math.min(Math.max((x[j] as number) + (move[j] as number), lower[j] as number), upper[j] as number);
    move[j] = (trial[j] as number) - (x[j] as number);
  }
  state.trialRows = evaluate(trial, state.trialResiduals, state.trialJacobian);
  return Number.isFinite(squareSum(state.trialResiduals, state.trialRows));
}

function accept(state: State, gain: number): void {
  [state.x, state.trial] = [state.trial, state.x];
  state.rows = state.trialRows;
  [state.residuals, state.trialResiduals] = [state.trialResiduals, state.residuals];
  [state.jacobian, state.trialJacobian] = [state.trialJacobian, state.jacobian];
  // Towards Newton's step where the quadratic model held, away from it where it did not.
  const surprise = 2 * (gain / promisedGain(state)) - 1;
  const factor = Math.min(Math.max(1 / 9, 1 - surprise * surprise * surprise), 2);
  state.damping = Math.max(state.damping * factor, 1e-12);
  state.cost -= gain;
}

/** What the quadratic model gains by the step, its damping left out. */
function promisedGain({ n, move, gradient, normal, damping }: State): number {
  let gain = 0;
  for (let j = 0; j < n; j += 1) {
    const step = move[j] as number;
    gain += step * ((gradient[j] as number) + damping * (normal[j * n + j] as number) * step);
  }
  return gain;
}

function moveIsTiny({ n, x, move }: State): boolean {
  for (let j = 0; j < n; j += 1)
    if (Math.abs(move[j] as number) > 1e-12 * (Math.abs(x[j] as number) + 1e-8)) return false;
  return true;
}

function squareSum(values: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += (values[i] as number) * (values[i] as number);
  return sum;
}

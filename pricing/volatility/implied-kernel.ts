/**
 * Black's formula inverted, to the last digit the price allows.
 *
 * The problem is put without units: a = |ln(F/K)| and β, the out-of-the-money value as a share of its upper bound, fix
 * s = σ√t. Below the inflection point s = √(2a) the logarithm of β is nearly linear in q = a²/(2s²), above it γ = 1 − β is
 * nearly a normal tail in s/2; Halley steps in those variables settle in two or three rounds from anywhere. The last step
 * takes a residual free of cancellation, with a, β and the exponent known to more than a double, so that only the
 * rounding of the answer remains.
 *
 * Source: the split at the inflection point, an objective for each branch and the aim of full attainable accuracy are
 * P. Jäckel's, "Let's be rational", Wilmott (2015); the guess near the money is C. Corrado and T. Miller's, J. Banking &
 * Finance 20 (1996).
 */
import { productTail } from '../numerics/double-double.ts';
import { expOfSum, log, logRatio, logTail, roughLog } from '../numerics/elementary.ts';
import { mills, millsSlope } from '../numerics/mills.ts';
import { INV_SQRT_2PI, roughNormInverse } from '../numerics/normal.ts';

const SQRT_2PI = 2.5066282746310007;
const LOG_SQRT_2PI = 0.9189385332046728;
const MAX_ROUNDS = 30;
/** Halley's error is cubic: after a move of this size nothing is left that the last step does not remove. */
const SETTLED = 1e-2;
const SETTLED_THIRD_ORDER = 4e-2;
/** Shares so small that no last step follows, and how far the iteration itself then goes. */
const TINY = 1e-290;
const SETTLED_ALONE = 1e-9;
/** Beyond it exp(u²/2) overflows and the last step is left out. */
const MAX_POLISH_DEVIATION = 37;
const MAX_POLISHES = 3;

/** The positive nodes of a Gauss-Legendre rule on [−1, 1], and half their weights. */
interface SymmetricRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Half-widths up to here need four, six and eight points; beyond, the plain difference is as good. */
const SHORT = 0.03;
const MEDIUM = 0.15;
const LONG = 0.35;
const FOUR_POINTS: SymmetricRule = {
  nodes: Float64Array.of(0.33998104358485626, 0.8611363115940526),
  weights: Float64Array.of(0.32607257743127305, 0.17392742256872692),
};
const SIX_POINTS: SymmetricRule = {
  nodes: Float64Array.of(0.2386191860831969, 0.6612093864662645, 0.932469514203152),
  weights: Float64Array.of(0.23395696728634552, 0.1803807865240693, 0.08566224618958518),
};
const EIGHT_POINTS: SymmetricRule = {
  nodes: Float64Array.of(0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363),
  weights: Float64Array.of(0.181341891689181, 0.15685332293894363, 0.11119051722668724, 0.05061426814518813),
};

/** The problem being solved; each number as head and tail. */
const problem = { a: 0, aTail: 0, beta: 0, betaTail: 0, gamma: 0, gammaTail: 0 };

/** An out-of-the-money value strictly between 0 and its bound; each number as head and tail, in one currency unit. */
export interface OtmValue {
  /** df · min(F, K). */
  bound: number;
  boundTail: number;
  /** Discounted value of the out-of-the-money option. */
  value: number;
  valueTail: number;
  /** bound − value. */
  room: number;
  roomTail: number;
}

export function setProblem(forward: number, strike: number, otm: OtmValue): void {
  problem.a = forward >= strike ? logRatio(forward, strike) : logRatio(strike, forward);
  problem.aTail = logTail[0] as number;
  problem.beta = otm.value / otm.bound;
  problem.betaTail =
    (remainder(problem.beta, otm.bound, otm.value) + otm.valueTail - problem.beta * otm.boundTail) / otm.bound;
  problem.gamma = otm.room / otm.bound;
  problem.gammaTail =
    (remainder(problem.gamma, otm.bound, otm.room) + otm.roomTail - problem.gamma * otm.boundTail) / otm.bound;
}

/** dividend − quotient · divisor, exactly. */
function remainder(quotient: number, divisor: number, dividend: number): number {
  const product = quotient * divisor;
  return dividend - product - productTail(quotient, divisor, product);
}

/** σ√t of the stated problem. */
export function solveStdDev(): number {
  const inflection = Math.sqrt(2 * problem.a);
  const atInflection = 0.5 - mills(inflection);
  let s = problem.beta < atInflection ? lowerBranch() : upperBranch(inflection, atInflection);
  for (let polishes = 0; polishes < MAX_POLISHES; polishes += 1) {
    const move = polish(s);
    s += move;
    if (Math.abs(move) < 4e-6 * s) break;
  }
  return s;
}

/** s from ln β, in q = a²/(2s²) = h²/2. */
function lowerBranch(): number {
  const { a, beta } = problem;
  let s = a / lowerGuess();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const h = a / s;
    const q = 0.5 * h * h;
    const t = 0.5 * s;
    const u = h - t;
    const difference = t < SHORT ? gaussDifference(FOUR_POINTS, h, t) : mills(u) - mills(h + t);
    const slope = INV_SQRT_2PI / difference;
    const perQ = (-0.5 * s) / q;
    const newton = lowerGap(difference, u) / (slope * perQ);
    // Second and third derivative of ln β over the first, in q: Householder's method of order three.
    const curvature = (u * (h + t)) / s;
    const gap = curvature - slope;
    const perInverse = 1 / q;
    const bend = gap * perQ - 1.5 * perInverse;
    const third = gap * (gap - slope) - 3 * (h / s) * (h / s) - 0.25;
    const twist = third * perQ * perQ + 2.25 * gap * s * perInverse * perInverse + 3.75 * perInverse * perInverse;
    const move = (newton * (1 + 0.5 * newton * bend)) / Math.max(1 + newton * (bend + (newton * twist) / 6), 0.25);
    s = a / Math.sqrt(2 * Math.max(q + move, 0.25 * q, 0.25 * a));
    if (Math.abs(move) <= (beta > TINY ? SETTLED_THIRD_ORDER : SETTLED_ALONE) * q) break;
  }
  return s;
}

/**
 * h = a/s to a few percent, from −ln β ≈ h²/2 − a/2 + a²/(8h²) + ln(h P(h) √(2π) / a): the value is s times the density's
 * decay near h, and P ≈ 1 / (1 − h N(−h)/φ(h)).
 */
function lowerGuess(): number {
  const { a, beta } = problem;
  const y = (beta > TINY ? roughLog(a / beta) : roughLog(a) - log(beta)) + 0.5 * a - LOG_SQRT_2PI;
  const lowest = Math.sqrt(0.5 * a);
  let h = Math.max(y > 1 ? y * Math.sqrt(2 / (y + 4)) : 0.5 * expOfSum(0.85 * Math.max(y, -700), 0), lowest);
  const square = 0.125 * a * a;
  for (let round = 0; round < 2; round += 1) {
    const w = h * h;
    const p = w + 3 - 2 / (1 + 0.627 * h);
    const excess = 0.5 * w + square / w + roughLog(h * p) - y;
    const slope = h - (2 * square) / (w * h) + 1 / h + (2 * h) / (w + 2);
    h = Math.max(h - excess / slope, 0.5 * h, lowest);
  }
  return h;
}

/** ln(β / model): through the logarithms themselves where the model's value would underflow. */
function lowerGap(difference: number, u: number): number {
  const { beta } = problem;
  if (beta > TINY) return logOfQuotient(beta, expOfSum(-0.5 * u * u, 0) * difference);
  return log(beta) - log(difference) + 0.5 * u * u;
}

/** ln(x / y), to 1e-6 where they are within a factor of two: enough to step by. */
function logOfQuotient(x: number, y: number): number {
  const ratio = x / y;
  if (!(ratio > 0.5 && ratio < 2)) return log(x) - log(Math.max(y, 5e-324));
  const z = (x - y) / (x + y);
  const w = z * z;
  return 2 * z * (1 + w * (1 / 3 + w * (0.2 + w * (1 / 7 + w / 9))));
}

/** s from ln γ. */
function upperBranch(inflection: number, atInflection: number): number {
  const { a, beta, gamma } = problem;
  if (beta < 0.05) return nearTheMoney();
  const half = 0.5 * inflection;
  const scale = (expOfSum(-0.5 * half * half, 0) * mills(half)) / (1 - atInflection);
  let s = Math.max(-2 * roughNormInverse(gamma * scale), inflection);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const h = a / s;
    const u = Math.min(h - 0.5 * s, 0);
    const sum = mills(-u) + mills(h + 0.5 * s);
    const slope = -INV_SQRT_2PI / sum;
    const newton = logOfQuotient(gamma, expOfSum(-0.5 * u * u, 0) * sum) / slope;
    const bend = (u * (h + 0.5 * s)) / s - slope;
    const move = newton / Math.max(1 + 0.5 * newton * bend, 0.25);
    s = Math.max(s + move, inflection, 0.25 * s);
    if (Math.abs(move) <= SETTLED * s) break;
  }
  return s;
}

/** Small β above the inflection point, so a < s² / 2 is small too: Corrado and Miller's root, then Halley on β itself. */
function nearTheMoney(): number {
  const { a, beta } = problem;
  const b = SQRT_2PI * (beta + 0.5 * a);
  let s = 0.5 * (b + Math.sqrt(Math.max(b * b - 2 * a * a, 0)));
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const h = a / s;
    const t = 0.5 * s;
    const u = h - t;
    const difference = gaussDifference(t < SHORT ? FOUR_POINTS : EIGHT_POINTS, h, t);
    const newton = (beta / expOfSum(-0.5 * u * u, 0) - difference) / INV_SQRT_2PI;
    const move = newton / Math.max(1 + (0.5 * newton * u * (h + t)) / s, 0.25);
    s = Math.max(s + move, 0.25 * s);
    if (Math.abs(move) <= SETTLED * s) break;
  }
  return s;
}

/** The accurate Halley step from s; 0 where exp(u²/2) would overflow. */
function polish(s: number): number {
  const { a, aTail } = problem;
  const h = a / s;
  const t = 0.5 * s;
  const u = h - t;
  if (!(Math.abs(u) < MAX_POLISH_DEVIATION)) return 0;
  const fromT = u - h;
  const uTail = h - (u - fromT) - (t + fromT) + (remainder(h, s, a) + aTail) / s;
  const square = u * u;
  const growth = expOfSum(0.5 * square, 0.5 * (productTail(u, u, square) + 2 * u * uTail));
  const fromBelow = s < 1 || u >= 0;
  const share = fromBelow ? problem.beta : problem.gamma;
  const product = share * growth;
  const tail = productTail(share, growth, product) + (fromBelow ? problem.betaTail : problem.gammaTail) * growth;
  const model = fromBelow ? fineDifference(h, t) : mills(-u) + mills(h + t);
  const newton = ((fromBelow ? 1 : -1) * (product - model + tail)) / INV_SQRT_2PI;
  return newton / Math.max(1 + (0.5 * newton * u * (h + t)) / s, 0.25);
}

/** M(h − t) − M(h + t) to the last digit. */
function fineDifference(h: number, t: number): number {
  if (t < SHORT) return gaussDifference(FOUR_POINTS, h, t);
  if (t < MEDIUM) return gaussDifference(SIX_POINTS, h, t);
  return t < LONG || h < t ? gaussDifference(EIGHT_POINTS, h, t) : mills(h - t) - mills(h + t);
}

/** −∫ M' from h − t to h + t by Gauss-Legendre: every term is positive, so nothing cancels; error below 1e-16 of it. */
function gaussDifference(rule: SymmetricRule, h: number, t: number): number {
  const { nodes, weights } = rule;
  let sum = 0;
  for (let i = 0; i < nodes.length; i += 1) {
    const x = (nodes[i] as number) * t;
    sum += (weights[i] as number) * (millsSlope(h - x) + millsSlope(h + x));
  }
  return 2 * t * sum;
}

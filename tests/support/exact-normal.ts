/**
 * Normal tail probabilities and exponentials to 60 digits in integer arithmetic, so that the doubles of the library are
 * judged by something that shares nothing with them. Slow, exact to the printed scale, for tests only.
 */
const DIGITS = 90n;
const ONE = 10n ** DIGITS;
const PI_DIGITS = 314159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534n;
const PI = (PI_DIGITS * ONE) / 10n ** 92n;

/** A double as a scaled integer, exactly (doubles below 2^-200 excepted). */
export function toScaled(value: number): bigint {
  let exponent = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent += 1;
  }
  return (BigInt(mantissa) * ONE) / 2n ** BigInt(exponent);
}

/** (actual − exact) in units in the last place of `actual`. */
export function ulpsBetween(actual: number, exact: Scaled): number {
  const { value, exponent } = exact;
  const exponentOfActual = Math.max(Math.floor(Math.log2(Math.abs(actual))), -1022);
  const ulp = 2 ** (exponentOfActual - 52);
  const difference = scaleUp(actual, exponent) - value;
  return Number((difference * 10n ** 20n) / scaleUp(ulp, exponent)) / 1e20;
}

/** value · 10^-90 · 2^-exponent: the exponent keeps the digits of numbers as small as 1e-300. */
export interface Scaled {
  readonly value: bigint;
  readonly exponent: number;
}

function scaleUp(value: number, exponent: number): bigint {
  const half = Math.floor(exponent / 2);
  return toScaled(value * 2 ** half * 2 ** (exponent - half));
}

/** e^x as a scaled pair, for |x| up to 750. */
export function exactExp(x: bigint): Scaled {
  const ln2 = exactLog2();
  const exponent = Number((x + (x < 0n ? -ln2 / 2n : ln2 / 2n)) / ln2);
  let rest = x - BigInt(exponent) * ln2;
  rest /= 2n ** 10n;
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = (term * rest) / (ONE * n);
    sum += term;
  }
  for (let i = 0; i < 10; i += 1) sum = (sum * sum) / ONE;
  return { value: sum, exponent: -exponent };
}

function exactLog2(): bigint {
  let sum = 0n;
  for (let n = 0n; n < 400n; n += 1n) sum += (2n * ONE) / ((2n * n + 1n) * 3n ** (2n * n + 1n));
  return sum;
}

/** P(Z <= x) for −37 <= x <= 8: Taylor's series about 0 near the middle, a continued fraction in the tail. */
export function exactNormCdf(x: number): Scaled {
  const scaled = toScaled(x);
  const density = exactDensity(x);
  if (x > -6)
    return {
      value:
        ONE / 2n + (oddSeries(scaled) * density.value * 2n ** BigInt(-density.exponent + 200)) / (ONE * 2n ** 200n),
      exponent: 0,
    };
  const y = -scaled;
  let fraction = y;
  for (let k = 2000n; k > 0n; k -= 1n) fraction = y + (k * ONE * ONE) / fraction;
  return { value: (density.value * ONE) / fraction, exponent: density.exponent };
}

export function exactDensity(x: number): Scaled {
  const scaled = toScaled(x);
  const exponential = exactExp(-(scaled * scaled) / (2n * ONE));
  return { value: (exponential.value * ONE) / integerRoot(2n * PI * ONE), exponent: exponential.exponent };
}

/** Σ x^(2n+1) / (2n+1)!! */
function oddSeries(x: bigint): bigint {
  const square = (x * x) / ONE;
  let term = x;
  let sum = x;
  for (let n = 3n; term !== 0n; n += 2n) {
    term = (term * square) / (ONE * n);
    sum += term;
  }
  return sum;
}

function integerRoot(value: bigint): bigint {
  let root = BigInt(Math.floor(Math.sqrt(Number(value))));
  for (let i = 0; i < 20; i += 1) root = (root + value / root) / 2n;
  return root;
}

/**
 * exp and log in plain IEEE arithmetic. The language leaves the last digits of Math.exp and Math.log to each engine;
 * these give the same bits everywhere, which a replay years later needs, and are inlined by the compiler besides.
 *
 * Method: table look-up and a short polynomial. Source: P. T. P. Tang, "Table-driven implementation of the exponential
 * function" and "… of the logarithm function", ACM TOMS 15 (1989) and 16 (1990). Error below 0.52 ulp for both.
 */
import {
  add,
  type DoubleDouble,
  divide,
  divideByNumber,
  fromNumber,
  multiply,
  productTail,
  squareRoot,
} from './double-double.ts';

/** ln 2 with 33 bits, so that its products with small integers are exact, and what is left of it. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const EXP_STEPS = 128;
const STEPS_PER_LN2 = EXP_STEPS / Math.LN2;
const STEP_HIGH = LN2_HIGH / EXP_STEPS;
const STEP_LOW = LN2_LOW / EXP_STEPS;
/** Adding and subtracting 1.5 · 2^52 rounds to the nearest integer. */
const ROUNDER = 6755399441055744;
/** Added to an exponent it gives an index of 11 bits; masks like this one tell the compiler that no index is out of bounds. */
const EXPONENT_BIAS = 1023;
const EXPONENT_MASK = 2047;
const POWERS_OF_TWO = Float64Array.from({ length: EXPONENT_MASK + 1 }, (_, index) => 2 ** (index - EXPONENT_BIAS));
/** 2^(j/128) as high, low pairs. */
const EXP_TABLE = expTable();

/** e^x: 0 below the smallest double, Infinity above the largest, NaN for NaN. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** e^(x + tail) for a small tail (below 1e-7): the exponential of a number known to more than 53 bits. */
export function expOfSum(x: number, tail: number): number {
  if (!(x > -708 && x < 709.7)) return 1 * expOfExtreme(x, tail); // 1 *: see `mills`
  const steps = x * STEPS_PER_LN2 + ROUNDER - ROUNDER;
  const index = steps | 0;
  const r = x - steps * STEP_HIGH - steps * STEP_LOW + tail;
  const entry = (index & (EXP_STEPS - 1)) << 1;
  const base = EXP_TABLE[entry] as number;
  const q = r * r;
  const growth = r + q * (0.5 + r * (1 / 6) + q * (1 / 24 + r * (1 / 120)));
  const scale = POWERS_OF_TWO[((index >> 7) + EXPONENT_BIAS) & EXPONENT_MASK] as number;
  return (base + (base * growth + (EXP_TABLE[entry + 1] as number))) * scale;
}

/** Where 2^m or the result itself is not a normal double: the argument moves by an exact multiple of ln 2's head. */
function expOfExtreme(x: number, tail: number): number {
  if (x <= -746) return 0;
  if (x > 709.782712893384) return Infinity;
  if (x >= 709.7) return expOfSum(x - LN2_HIGH, tail - LN2_LOW) * 2;
  return x < 0 ? expOfSum(x + 64 * LN2_HIGH, tail + 64 * LN2_LOW) * 2 ** -64 : Number.NaN;
}

function expTable(): Float64Array {
  const table = new Float64Array(2 * EXP_STEPS);
  let step: DoubleDouble = fromNumber(2);
  for (let halvings = 0; halvings < 7; halvings += 1) step = squareRoot(step);
  let power: DoubleDouble = fromNumber(1);
  for (let j = 0; j < EXP_STEPS; j += 1) {
    table[2 * j] = power.high;
    table[2 * j + 1] = power.low;
    power = multiply(power, step);
  }
  return table;
}

/** Cells of the mantissa m in [0.70, 1.42): cell j covers m near j / 128. */
const LOG_CELLS = 128;
const FIRST_CELL = 88;
const LAST_CELL = 184;
const CELL_MASK = 255;
/** Per cell: a short 1/c of 12 bits, −ln(1/c) with 41 bits after the point, and the rest of it. */
const LOG_TABLE = logTable();
/** High word of √½: below it the next lower exponent's mantissa is closer to 1. */
const ROOT_HALF_HIGH_WORD = 0x3fe6a09e;
/** Adding and subtracting 1.5 · 2^32 rounds to 20 bits after the point. */
const HEAD_ROUNDER = 6442450944;

const doubles = new Float64Array(1);
/** The same bits as two words; low word first on every platform that runs this. */
const words = new Int32Array(doubles.buffer);

/** What the last `log` left out of the double it returned: the next 15 bits or so. */
export const logTail = new Float64Array(1);

/**
 * ln x for x > 0, rounded to double; −Infinity at 0, NaN below. `logTail[0]` then holds ln x minus that, so that
 * together they are ln x to about 2^-67 absolute.
 */
export function log(x: number): number {
  return logOfSum(x, 0);
}

/** ln(x + tail) for a tail of about one ulp of x; `logTail` as for `log`. */
function logOfSum(x: number, tailOfX: number): number {
  if (!(x >= 2.2250738585072014e-308 && x < Infinity)) return 1 * logOfExtreme(x);
  doubles[0] = x;
  const exponent = ((words[1] as number) - ROOT_HALF_HIGH_WORD) >> 20;
  const scale = POWERS_OF_TWO[(EXPONENT_BIAS - exponent) & EXPONENT_MASK] as number;
  const mantissa = x * scale;
  const head = mantissa + HEAD_ROUNDER - HEAD_ROUNDER;
  const cell = ((mantissa * LOG_CELLS + 0.5) & CELL_MASK) * 3;
  const inverse = LOG_TABLE[cell] as number;
  const coarse = head * inverse - 1;
  const fine = (mantissa - head) * inverse;
  const r = coarse + fine;
  const rTail = coarse - r + fine + tailOfX * scale * inverse * (1 - r);
  const base = exponent * LN2_HIGH + (LOG_TABLE[cell + 1] as number);
  const curve = -0.5 + r * (1 / 3 + r * (-0.25 + r * (0.2 + r * (-1 / 6 + r * (1 / 7)))));
  const sum = base + r;
  const tail = base - sum + r + (exponent * LN2_LOW + (LOG_TABLE[cell + 2] as number) + rTail + r * r * curve);
  const result = sum + tail;
  logTail[0] = sum - result + tail;
  return result;
}

/** Cells of `logFromOne`: one every 1/64 from 1 to 8. */
const RATIO_CELLS = 64;
const RATIO_LIMIT = 7.9;
const RATIO_MASK = 511;
/** As LOG_TABLE. */
const RATIO_TABLE = ratioTable();

/**
 * ln x for x >= 1 within 0.52 ulp, in two thirds of the time of `log`: for ratios below 8 a longer table stands in for
 * taking the exponent out of the bits of x.
 */
export function logFromOne(x: number): number {
  if (!(x < RATIO_LIMIT)) return 1 * log(x);
  const head = x + HEAD_ROUNDER - HEAD_ROUNDER;
  const cell = ((x * RATIO_CELLS + 0.5) & RATIO_MASK) * 3;
  const inverse = RATIO_TABLE[cell] as number;
  const coarse = head * inverse - 1;
  const fine = (x - head) * inverse;
  const r = coarse + fine;
  const base = RATIO_TABLE[cell + 1] as number;
  const q = r * r;
  const curve = -0.5 + r * (1 / 3) + q * (-0.25 + r * 0.2 + q * (-1 / 6 + r * (1 / 7) - q * 0.125));
  const sum = base + r;
  return sum + (base - sum + r + ((RATIO_TABLE[cell + 2] as number) + (coarse - r + fine) + q * curve));
}

function ratioTable(): Float64Array {
  const table = new Float64Array(3 * (RATIO_MASK + 1));
  for (let cell = RATIO_CELLS; cell <= RATIO_MASK; cell += 1) {
    const inverse = Math.round((4096 * RATIO_CELLS) / cell) / 4096;
    const halvings = cell < 2 * RATIO_CELLS ? 0 : Math.floor(Math.log2(cell / RATIO_CELLS));
    const fraction = logNearOne(inverse * 2 ** halvings);
    const value = add(fraction, { high: -halvings * LN2_HIGH, low: -halvings * LN2_LOW });
    table.set([inverse, -value.high, -value.low], 3 * cell);
  }
  return table;
}

/** ln x to 3e-4 for a normal x > 0: a start for iterations. */
export function roughLog(x: number): number {
  doubles[0] = x;
  const exponent = ((words[1] as number) - ROOT_HALF_HIGH_WORD) >> 20;
  const mantissa = x * (POWERS_OF_TWO[(EXPONENT_BIAS - exponent) & EXPONENT_MASK] as number);
  const z = (mantissa - 1) / (mantissa + 1);
  return exponent * Math.LN2 + z * (2 + z * z * (2 / 3));
}

function logOfExtreme(x: number): number {
  logTail[0] = 0;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  return x > 0 ? log(x * 2 ** 54) - 54 * LN2_HIGH - 54 * LN2_LOW : Number.NaN;
}

function logTable(): Float64Array {
  const table = new Float64Array(3 * (CELL_MASK + 1));
  for (let cell = FIRST_CELL; cell < LAST_CELL; cell += 1) {
    const inverse = Math.round((4096 * LOG_CELLS) / cell) / 4096;
    const value = logNearOne(inverse);
    const high = -Math.round(value.high * 2 ** 41) / 2 ** 41;
    table.set([inverse, high, -(value.high + high + value.low)], 3 * cell);
  }
  return table;
}

/** ln y = 2 artanh((y − 1)/(y + 1)) for y in [½, 2], by its series to 32 digits. */
function logNearOne(y: number): DoubleDouble {
  const z = divide(fromNumber(y - 1), fromNumber(y + 1));
  const square = multiply(z, z);
  let power = z;
  let sum = z;
  for (let odd = 3; odd < 75 && Math.abs(power.high) > 1e-34; odd += 2) {
    power = multiply(power, square);
    sum = add(sum, divideByNumber(power, odd));
  }
  return add(sum, sum);
}

/**
 * ln(numerator / denominator) for two positive numbers within 1 ulp, also when they are nearly equal: what the quotient
 * lost to rounding is put back as the first term of its own logarithm.
 */
export function logRatio(numerator: number, denominator: number): number {
  const quotient = numerator / denominator;
  const product = quotient * denominator;
  const remainder = numerator - product - productTail(quotient, denominator, product);
  return logOfSum(quotient, remainder / denominator);
}

/**
 * Numbers of about 32 digits as an unevaluated sum high + low of two doubles, for tables built once at start-up.
 * Source: T. J. Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18 (1971);
 * D. E. Knuth, TAOCP vol. 2, 4.2.2 (the exact sum).
 */
export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

/** 2^27 + 1: splits a double into two halves of 26 bits. */
const SPLITTER = 134217729;

export function fromNumber(value: number): DoubleDouble {
  return { high: value, low: 0 };
}

/** a + b, exactly. */
function exactSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  const fromB = high - a;
  return { high, low: a - (high - fromB) + (b - fromB) };
}

/** a · b, exactly, while neither overflows at 2^996. */
function exactProduct(a: number, b: number): DoubleDouble {
  const high = a * b;
  return { high, low: productTail(a, b, high) };
}

/** What a · b loses when rounded to `product`. Allocates nothing. */
export function productTail(a: number, b: number, product: number): number {
  const scaledA = SPLITTER * a;
  const headA = scaledA - (scaledA - a);
  const tailA = a - headA;
  const scaledB = SPLITTER * b;
  const headB = scaledB - (scaledB - b);
  const tailB = b - headB;
  return headA * headB - product + headA * tailB + tailA * headB + tailA * tailB;
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const sum = exactSum(a.high, b.high);
  return renormalise(sum.high, sum.low + a.low + b.low);
}

export function subtract(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  return add(a, { high: -b.high, low: -b.low });
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = exactProduct(a.high, b.high);
  return renormalise(product.high, product.low + a.high * b.low + a.low * b.high);
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a.high / b.high;
  const remainder = subtract(a, multiply(fromNumber(first), b));
  const second = remainder.high / b.high;
  const rest = subtract(remainder, multiply(fromNumber(second), b));
  return add(exactSum(first, second), fromNumber(rest.high / b.high));
}

/** a / n for a plain number, at a third of the cost of `divide`. */
export function divideByNumber(a: DoubleDouble, n: number): DoubleDouble {
  const high = a.high / n;
  const product = high * n;
  const low = (a.high - product - productTail(high, n, product) + a.low) / n;
  return renormalise(high, low);
}

/** a · n for a plain number. */
export function multiplyByNumber(a: DoubleDouble, n: number): DoubleDouble {
  const high = a.high * n;
  return renormalise(high, productTail(a.high, n, high) + a.low * n);
}

export function squareRoot(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a.high);
  const remainder = subtract(a, exactProduct(root, root));
  return exactSum(root, remainder.high / (2 * root));
}

function renormalise(high: number, low: number): DoubleDouble {
  const sum = high + low;
  return { high: sum, low: low - (sum - high) };
}

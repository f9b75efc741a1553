/** Small dense linear algebra on row-major matrices in flat arrays; a handful of unknowns, no allocation in solves. */
import { PricingError } from '../errors.ts';

/**
 * Solves A x = b for a symmetric positive definite A of n rows, overwriting A by its Cholesky factor and b by x.
 * Returns false, with A and b spoilt, when A is not positive definite to working precision.
 */
export function solvePositiveDefinite(a: Float64Array, b: Float64Array): boolean {
  const n = b.length;
  for (let j = 0; j < n; j += 1) if (!factorColumn(a, n, j)) return false;
  for (let i = 0; i < n; i += 1) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k += 1) sum -= (a[i * n + k] as number) * (b[k] as number);
    b[i] = sum / (a[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = b[i] as number;
    for (let k = i + 1; k < n; k += 1) sum -= (a[k * n + i] as number) * (b[k] as number);
    b[i] = sum / (a[i * n + i] as number);
  }
  return true;
}

/** Column j of Cholesky's factor; false when its pivot is not positive. */
function factorColumn(a: Float64Array, n: number, j: number): boolean {
  let pivot = a[j * n + j] as number;
  for (let k = 0; k < j; k += 1) pivot -= (a[j * n + k] as number) * (a[j * n + k] as number);
  if (!(pivot > 0)) return false;
  const root = Math.sqrt(pivot);
  a[j * n + j] = root;
  for (let i = j + 1; i < n; i += 1) {
    let sum = a[i * n + j] as number;
    for (let k = 0; k < j; k += 1) sum -= (a[i * n + k] as number) * (a[j * n + k] as number);
    a[i * n + j] = sum / root;
  }
  return true;
}

/**
 * Solves A x = b by Gaussian elimination with partial pivoting, overwriting both; x is in `b`.
 * @throws PricingError INVALID_INPUT for a singular A.
 */
export function solveLinear(a: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let column = 0; column < n; column += 1) {
    swapRows(a, b, { from: pivotRow(a, n, column), to: column });
    const pivot = a[column * n + column] as number;
    for (let row = column + 1; row < n; row += 1) {
      const factor = (a[row * n + column] as number) / pivot;
      for (let k = column; k < n; k += 1)
        a[row * n + k] = (a[row * n + k] as number) - factor * (a[column * n + k] as number);
      b[row] = (b[row] as number) - factor * (b[column] as number);
    }
  }
  for (let row = n - 1; row >= 0; row -= 1) {
    let sum = b[row] as number;
    for (let k = row + 1; k < n; k += 1) sum -= (a[row * n + k] as number) * (b[k] as number);
    b[row] = sum / (a[row * n + row] as number);
  }
}

function pivotRow(a: Float64Array, n: number, column: number): number {
  let best = column;
  for (let row = column + 1; row < n; row += 1) {
    if (Math.abs(a[row * n + column] as number) > Math.abs(a[best * n + column] as number)) best = row;
  }
  const pivot = a[best * n + column] as number;
  if (pivot !== 0 && Number.isFinite(pivot)) return best;
  throw new PricingError('INVALID_INPUT', `matrix must be regular, pivot ${column} was ${pivot}`, { column, pivot });
}

function swapRows(a: Float64Array, b: Float64Array, rows: { readonly from: number; readonly to: number }): void {
  const { from, to } = rows;
  if (from === to) return;
  const n = b.length;
  for (let k = 0; k < n; k += 1) {
    const kept = a[from * n + k] as number;
    a[from * n + k] = a[to * n + k] as number;
    a[to * n + k] = kept;
  }
  const kept = b[from] as number;
  b[from] = b[to] as number;
  b[to] = kept;
}

const MAX_SWEEPS = 60;

/** Eigenvalues of a symmetric matrix of n rows, ascending, by Jacobi's rotations; `a` is left as it was. */
export function symmetricEigenvalues(a: Float64Array, n: number): Float64Array {
  const m = Float64Array.from(a);
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(m, n) > 0; sweep += 1) {
    for (let p = 0; p < n - 1; p += 1) for (let q = p + 1; q < n; q += 1) rotate(m, n, { p, q });
  }
  return Float64Array.from({ length: n }, (_, i) => m[i * n + i] as number).sort();
}

function offDiagonal(m: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) sum += Math.abs(m[i * n + j] as number);
  return sum;
}

function rotate(m: Float64Array, n: number, plane: { readonly p: number; readonly q: number }): void {
  const { p, q } = plane;
  const element = m[p * n + q] as number;
  if (element === 0) return;
  const theta = ((m[q * n + q] as number) - (m[p * n + p] as number)) / (2 * element);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < n; k += 1) {
    const kp = m[k * n + p] as number;
    const kq = m[k * n + q] as number;
    m[k * n + p] = cosine * kp - sine * kq;
    m[k * n + q] = sine * kp + cosine * kq;
  }
  for (let k = 0; k < n; k += 1) {
    const pk = m[p * n + k] as number;
    const qk = m[q * n + k] as number;
    m[p * n + k] = cosine * pk - sine * qk;
    m[q * n + k] = sine * pk + cosine * qk;
  }
  m[p * n + q] = 0;
  m[q * n + p] = 0;
}

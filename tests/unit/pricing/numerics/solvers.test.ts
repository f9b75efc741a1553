import { monotoneCubic } from '../../../../pricing/numerics/interpolation.ts';
import { leastSquares } from '../../../../pricing/numerics/least-squares.ts';
import { solveLinear, solvePositiveDefinite, symmetricEigenvalues } from '../../../../pricing/numerics/linear.ts';
import { gaussLegendre, integrate } from '../../../../pricing/numerics/quadrature.ts';
import { findRoot } from '../../../../pricing/numerics/roots.ts';

describe('finding a bracketed root', () => {
  it.each([
    { name: 'a cubic', f: (x: number) => x ** 3 - 2 * x - 5, low: 2, high: 3, root: 2.0945514815423265 },
    { name: 'a steep exponential', f: (x: number) => Math.exp(x) - 5, low: -100, high: 100, root: Math.log(5) },
    { name: 'a flat ninth power', f: (x: number) => (x - 1) ** 9, low: 0, high: 3, root: 1 },
  ])('solves $name', ({ f, low, high, root }) => {
    // The ninth power is 0 in double within 1e-3 of its root or so; the others are sharp.
    expect(Math.abs(findRoot(f, { low, high }) - root)).toBeLessThan(root === 1 ? 1e-3 : 1e-14);
  });

  it('returns an end that is already a root', () => {
    expect(findRoot((x) => x, { low: 0, high: 1 })).toBe(0);
  });

  it('is refused without a change of sign', () => {
    expect(() => findRoot((x) => x * x + 1, { low: -1, high: 1 })).toThrow(
      'root must be bracketed, f(-1) was 2 and f(1) was 2',
    );
  });
});

describe('integrating', () => {
  it('is exact for polynomials of degree 2n − 1', () => {
    const { nodes, weights } = gaussLegendre(8);
    const moment = nodes.reduce((sum, x, i) => sum + (weights[i] as number) * x ** 14, 0);

    expect(moment).toBeCloseTo(2 / 15, 15);
  });

  it.each([
    { name: 'an exponential', f: Math.exp, from: 0, to: 1, value: Math.E - 1 },
    {
      name: 'a peak of width 0.001',
      f: (x: number) => 1 / (x * x + 1e-6),
      from: -1,
      to: 1,
      value: 2000 * Math.atan(1000),
    },
    { name: 'a root', f: Math.sqrt, from: 0, to: 1, value: 2 / 3 },
  ])('adapts to $name', ({ f, from, to, value }) => {
    expect(Math.abs(integrate(f, { from, to, tolerance: 1e-10 }) - value)).toBeLessThanOrEqual(1e-10 + 1e-13 * value);
  });

  it('is refused where the integral does not converge', () => {
    expect(() => integrate((x) => 1 / x, { from: 0, to: 1 })).toThrow('integral must converge');
  });
});

describe('linear algebra', () => {
  const a = [4, 1, 2, 1, 3, 0, 2, 0, 5];
  const b = [11, 7, 17];

  it('solves by both factorisations', () => {
    const [lu, cholesky] = [Float64Array.from(b), Float64Array.from(b)];
    solveLinear(Float64Array.from(a), lu);

    expect(solvePositiveDefinite(Float64Array.from(a), cholesky)).toBe(true);
    for (const i of [0, 1, 2]) expect(lu[i]).toBeCloseTo(cholesky[i] as number, 14);
    expect(4 * (lu[0] as number) + (lu[1] as number) + 2 * (lu[2] as number)).toBeCloseTo(11, 13);
  });

  it('pivots where the diagonal is 0', () => {
    const x = Float64Array.of(2, 3);
    solveLinear(Float64Array.of(0, 1, 1, 0), x);

    expect([...x]).toEqual([3, 2]);
  });

  it('says when a matrix is singular or not positive definite', () => {
    expect(() => solveLinear(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1))).toThrow('matrix must be regular');
    expect(solvePositiveDefinite(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toBe(false);
  });

  it('finds the eigenvalues of a symmetric matrix', () => {
    const values = symmetricEigenvalues(Float64Array.of(2, 1, 0, 1, 2, 1, 0, 1, 2), 3);

    for (const [i, expected] of [2 - Math.SQRT2, 2, 2 + Math.SQRT2].entries())
      expect(values[i]).toBeCloseTo(expected, 14);
  });
});

describe('least squares within bounds', () => {
  const xs = [0, 0.5, 1, 1.5, 2];
  const decay = (lower: readonly number[], upper: readonly number[]) => ({
    count: xs.length,
    lower,
    upper,
    evaluate: (p: Float64Array, r: Float64Array, j: Float64Array) => {
      for (const [i, x] of xs.entries()) {
        const e = Math.exp(-(p[1] as number) * x);
        r[i] = (p[0] as number) * e - 3 * Math.exp(-0.7 * x);
        j[2 * i] = e;
        j[2 * i + 1] = -(p[0] as number) * x * e;
      }
      return xs.length;
    },
  });

  it('recovers the parameters that made the points', () => {
    const fit = leastSquares(decay([0, 0], [10, 10]), [1, 1]);

    expect(fit.converged).toBe(true);
    expect(fit.x[0]).toBeCloseTo(3, 10);
    expect(fit.x[1]).toBeCloseTo(0.7, 10);
  });

  it('stays on a bound that the free optimum breaks', () => {
    const fit = leastSquares(decay([0, 0], [2, 10]), [1, 1]);

    expect(fit.x[0]).toBe(2);
    expect(fit.converged).toBe(true);
  });

  it('is refused a start outside the bounds', () => {
    expect(() => leastSquares(decay([0, 0], [1, 1]), [2, 0])).toThrow('start 0 must be within its bounds, was 2');
  });
});

describe('monotone interpolation', () => {
  const points = { xs: [0, 1, 2, 4], ys: [1, 2, 2, 5] };

  it('passes through its points and is flat beyond the ends', () => {
    expect([-1, 0, 1, 2, 4, 9].map((x) => monotoneCubic(points, x))).toEqual([1, 1, 2, 2, 5, 5]);
  });

  it('rises where the points rise and stays level where they are level', () => {
    for (let x = 0; x < 4; x += 0.05) {
      expect(monotoneCubic(points, x + 0.05)).toBeGreaterThanOrEqual(monotoneCubic(points, x) - 1e-15);
    }
    expect(monotoneCubic(points, 1.5)).toBe(2);
  });
});

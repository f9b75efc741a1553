/**
 * The standard normal distribution.
 *
 * Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), in the
 * form for the normal integral of Cody, "Algorithm 715: SPECFUN", ACM TOMS 19 (1993).
 */

const INV_SQRT_2PI = 0.3989422804014327;

/**
 * exp(-x²/2) to full relative precision: x² is split exactly in two doubles (Dekker), because one rounding of x² at
 * |x| = 38 would already cost 700 ulp of the result.
 */
export function expMinusHalfSquare(x: number): number {
  const square = x * x;
  const head = Math.exp(-0.5 * square);
  if (head === 0) return 0;
  const scaled = 134217729 * x;
  const high = scaled - (scaled - x);
  const low = x - high;
  const remainder = high * high - square + 2 * high * low + low * low;
  return head - head * 0.5 * remainder;
}

/** Density (2π)^-½ exp(-x²/2), relative error below 4e-16 wherever the result is a normal double. */
export function normPdf(x: number): number {
  return INV_SQRT_2PI * expMinusHalfSquare(x);
}

/** P(Z <= x), relative error below 1e-15 over the whole line, the far left tail included. */
export function normCdf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.66291) return 0.5 + x * centralRatio(x * x);
  const tail = y <= 5.656854249492381 ? expMinusHalfSquare(y) * middleRatio(y) : farTail(y);
  return x < 0 ? tail : 1 - tail;
}

function centralRatio(z: number): number {
  const numerator =
    (((0.06568233791820745 * z + 2.2352520354606837) * z + 161.02823106855587) * z + 1067.6894854603709) * z +
    18154.98125334356;
  const denominator =
    (((z + 47.202581904688245) * z + 976.0985517377667) * z + 10260.932208618979) * z + 45507.78933502673;
  return numerator / denominator;
}

function middleRatio(y: number): number {
  let numerator = 1.0765576773720192e-8 * y + 0.39894151208813466;
  numerator = numerator * y + 8.883149794388377;
  numerator = numerator * y + 93.50665613217785;
  numerator = numerator * y + 597.2702763948002;
  numerator = numerator * y + 2494.5375852903726;
  numerator = numerator * y + 6848.190450536283;
  numerator = numerator * y + 11602.65143764735;
  numerator = numerator * y + 9842.714838383978;
  let denominator = y + 22.266688044328117;
  denominator = denominator * y + 235.387901782625;
  denominator = denominator * y + 1519.3775994075547;
  denominator = denominator * y + 6485.558298266761;
  denominator = denominator * y + 18615.571640885097;
  denominator = denominator * y + 34900.95272114598;
  denominator = denominator * y + 38912.00328609327;
  denominator = denominator * y + 19685.429676859992;
  return numerator / denominator;
}

function farTail(y: number): number {
  const z = 1 / (y * y);
  let numerator = 0.02307344176494017 * z + 0.215898534057957;
  numerator = numerator * z + 0.12740116116024736;
  numerator = numerator * z + 0.022235277870649807;
  numerator = numerator * z + 0.0014216191932278934;
  numerator = numerator * z + 2.9112874951168793e-5;
  let denominator = z + 1.284260096144911;
  denominator = denominator * z + 0.4682382124808651;
  denominator = denominator * z + 0.06598813786892856;
  denominator = denominator * z + 0.0037823963320275824;
  denominator = denominator * z + 7.297515550839662e-5;
  return (expMinusHalfSquare(y) * (INV_SQRT_2PI - (z * numerator) / denominator)) / y;
}

/** Greeks over columns, from the pieces of `black-kernel.ts`. Same rules: no allocation, no checks, scalar = one row. */
import { BLOCK_ROWS, type BlackColumns, detail, detailBlock, type RowRange } from './black-kernel.ts';

/** As `BlackColumns`, with what turns forward sensitivities into spot ones; units as in `SpotForwardInput`. */
export interface SpotColumns extends BlackColumns {
  readonly spot: Float64Array;
  readonly rate: Float64Array;
  readonly carry: Float64Array;
}

/** One greek a column; units as in `SpotOptionValue` (times per year). */
export interface GreekColumns {
  readonly price: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly vega: Float64Array;
  readonly theta: Float64Array;
  readonly rhoForwardHeld: Float64Array;
  readonly vanna: Float64Array;
  readonly volga: Float64Array;
  readonly charm: Float64Array;
  readonly speed: Float64Array;
  readonly zomma: Float64Array;
}

/** Per row of the block: discounted density F φ(d1) df, its share per deviation and 1/volatility, 0 where there is no density. */
const scaledDensity = new Float64Array(BLOCK_ROWS);
const perStdDev = new Float64Array(BLOCK_ROWS);
const perVolatility = new Float64Array(BLOCK_ROWS);

/** Price and all greeks of the rows, into the same rows of `out`. */
export function greekBlock(columns: SpotColumns, rows: RowRange, out: GreekColumns): void {
  detailBlock(columns, rows);
  firstOrder(columns, rows, out);
  secondOrder(columns, rows, out);
}

function firstOrder(columns: SpotColumns, rows: RowRange, out: GreekColumns): void {
  const { isCall, forward, volatility, yearsToExpiry, discountFactor, spot, rate, carry } = columns;
  const { from, count } = rows;
  for (let i = 0; i < count; i += 1) {
    const row = from + i;
    const df = discountFactor[row] as number;
    const years = yearsToExpiry[row] as number;
    const vol = volatility[row] as number;
    const s = spot[row] as number;
    const rootTime = Math.sqrt(years);
    const stdDev = vol * rootTime;
    const alive = stdDev > 0 ? 1 : 0;
    const density = alive * df * (detail.density[i] as number);
    const price = df * (detail.price[i] as number);
    const sign = isCall[row] === 1 ? 1 : -1;
    const assetValue = sign * df * (detail.asset[i] as number) * (forward[row] as number);
    const vega = density * rootTime;
    scaledDensity[i] = density;
    perStdDev[i] = alive / (stdDev + (1 - alive));
    perVolatility[i] = alive / (vol + (1 - alive));
    out.price[row] = price;
    out.delta[row] = assetValue / s;
    out.vega[row] = vega;
    out.rhoForwardHeld[row] = -years * price;
    const decay = (0.5 * vol * vega) / (years + (1 - alive));
    out.theta[row] = (rate[row] as number) * price - (carry[row] as number) * assetValue - decay;
  }
}

function secondOrder(columns: SpotColumns, rows: RowRange, out: GreekColumns): void {
  const { yearsToExpiry, spot, rate, carry } = columns;
  const { from, count } = rows;
  for (let i = 0; i < count; i += 1) {
    const row = from + i;
    const d1 = detail.d1[i] as number;
    const d2 = detail.d2[i] as number;
    const perSpot = 1 / (spot[row] as number);
    const inverseStdDev = perStdDev[i] as number;
    const inverseVolatility = perVolatility[i] as number;
    const spotDensity = (scaledDensity[i] as number) * perSpot;
    const gamma = spotDensity * inverseStdDev * perSpot;
    const b = carry[row] as number;
    const years = yearsToExpiry[row] as number;
    out.gamma[row] = gamma;
    out.vanna[row] = -spotDensity * d2 * inverseVolatility;
    out.volga[row] = (out.vega[row] as number) * d1 * d2 * inverseVolatility;
    out.speed[row] = -gamma * perSpot * (d1 * inverseStdDev + 1);
    out.zomma[row] = gamma * (d1 * d2 - 1) * inverseVolatility;
    const drift = b * inverseStdDev - (0.5 * d2) / (years > 0 ? years : 1);
    out.charm[row] = ((rate[row] as number) - b) * (out.delta[row] as number) - spotDensity * drift;
  }
}

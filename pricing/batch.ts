/**
 * Valuation over columns, for risk runs: the same kernels and the same bits as the scalar functions, without an object a
 * row. Callers own every array; nothing is allocated.
 */
import { PricingError } from './errors.ts';
import { BLOCK_ROWS, type BlackColumns, priceBlock } from './models/black-kernel.ts';
import { type GreekColumns, greekBlock, type SpotColumns } from './models/greek-kernel.ts';
import { solveTerms, terms } from './volatility/implied.ts';

const rows = { from: 0, count: 0 };

/**
 * Black-76 prices of every row into `out`; equal to `black76Price` row by row.
 * @throws PricingError INVALID_INPUT naming the first bad row, before anything is written.
 */
export function black76Prices(columns: BlackColumns, out: Float64Array): void {
  requireColumns(columns, out.length);
  for (let from = 0; from < out.length; from += BLOCK_ROWS) {
    rows.from = from;
    rows.count = Math.min(BLOCK_ROWS, out.length - from);
    priceBlock(columns, rows, out);
  }
}

/**
 * Price and all greeks of every row; equal to `spotOptionOnForward` row by row (times per year, rho with the forward held).
 * @throws PricingError INVALID_INPUT naming the first bad row, before anything is written.
 */
export function spotOptionGreeks(columns: SpotColumns, out: GreekColumns): void {
  const count = out.price.length;
  requireColumns(columns, count);
  requireSpotColumns(columns, count);
  for (const column of Object.values(out) as Float64Array[]) requireLength('greek column', column.length, count);
  for (let from = 0; from < count; from += BLOCK_ROWS) {
    rows.from = from;
    rows.count = Math.min(BLOCK_ROWS, count - from);
    greekBlock(columns, rows, out);
  }
}

/** Columns for `count` rows of greeks. */
export function greekColumns(count: number): GreekColumns {
  const column = () => new Float64Array(count);
  return {
    price: column(),
    delta: column(),
    gamma: column(),
    vega: column(),
    theta: column(),
    rhoForwardHeld: column(),
    vanna: column(),
    volga: column(),
    charm: column(),
    speed: column(),
    zomma: column(),
  };
}

/** As `BlackColumns`, with prices in place of volatilities. */
export interface PriceColumns extends Omit<BlackColumns, 'volatility'> {
  readonly price: Float64Array;
}

export interface ImpliedVolatilityColumns {
  /** NaN where `status` is not 0. */
  readonly volatility: Float64Array;
  /** 0 solved; 1 negative price, 2 below intrinsic, 3 at intrinsic, 4 at or above the maximum. */
  readonly status: Uint8Array;
}

/**
 * Implied volatilities of every row; equal to `impliedVolatility` row by row.
 * @throws PricingError INVALID_INPUT naming the first bad row (a price without a solution is a status, not an error).
 */
export function impliedVolatilities(columns: PriceColumns, out: ImpliedVolatilityColumns): void {
  const count = out.volatility.length;
  requireColumns({ ...columns, volatility: columns.yearsToExpiry }, count);
  requireLength('price', columns.price.length, count);
  requireLength('status', out.status.length, count);
  requirePositiveRows('yearsToExpiry', columns.yearsToExpiry);
  for (let row = 0; row < count; row += 1) {
    terms.isCall = columns.isCall[row] as number;
    terms.forward = columns.forward[row] as number;
    terms.strike = columns.strike[row] as number;
    terms.yearsToExpiry = columns.yearsToExpiry[row] as number;
    terms.discountFactor = columns.discountFactor[row] as number;
    terms.price = columns.price[row] as number;
    const answer = solveTerms();
    out.volatility[row] = answer > 0 ? answer : Number.NaN;
    out.status[row] = answer > 0 ? 0 : -answer;
  }
}

function requireColumns(columns: BlackColumns, count: number): void {
  const { isCall, forward, strike, volatility, yearsToExpiry, discountFactor } = columns;
  const lengths = { isCall, forward, strike, volatility, yearsToExpiry, discountFactor };
  for (const [name, column] of Object.entries(lengths)) requireLength(name, column.length, count);
  if (areSound(columns)) return;
  requirePositiveRows('forward', forward);
  requirePositiveRows('strike', strike);
  requirePositiveRows('discountFactor', discountFactor);
  requireNonNegativeRows('volatility', volatility);
  requireNonNegativeRows('yearsToExpiry', yearsToExpiry);
}

/** One pass over all columns, cheaper than one each; only when a row fails does it matter which. */
function areSound({ forward, strike, volatility, yearsToExpiry, discountFactor }: BlackColumns): boolean {
  for (let row = 0; row < forward.length; row += 1) {
    const f = forward[row] as number;
    const k = strike[row] as number;
    const df = discountFactor[row] as number;
    const vol = volatility[row] as number;
    const years = yearsToExpiry[row] as number;
    if (!(f > 0 && k > 0 && df > 0 && vol >= 0 && years >= 0 && f + k + df + vol + years < Infinity)) return false;
  }
  return true;
}

function requireSpotColumns({ spot, rate, carry }: SpotColumns, count: number): void {
  for (const [name, column] of Object.entries({ spot, rate, carry })) requireLength(name, column.length, count);
  requirePositiveRows('spot', spot);
  requireFiniteRows('rate', rate);
  requireFiniteRows('carry', carry);
}

function requireLength(name: string, length: number, count: number): void {
  if (length === count) return;
  throw new PricingError('INVALID_INPUT', `${name} must have ${count} rows, had ${length}`, { name, length, count });
}

function requirePositiveRows(name: string, column: Float64Array): void {
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number;
    if (!(value > 0 && value < Infinity)) throw badRow(`${name} must be finite and > 0`, row, value);
  }
}

function requireNonNegativeRows(name: string, column: Float64Array): void {
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number;
    if (!(value >= 0 && value < Infinity)) throw badRow(`${name} must be finite and >= 0`, row, value);
  }
}

function requireFiniteRows(name: string, column: Float64Array): void {
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number;
    if (!Number.isFinite(value)) throw badRow(`${name} must be finite`, row, value);
  }
}

function badRow(rule: string, row: number, value: number): PricingError {
  return new PricingError('INVALID_INPUT', `${rule}, was ${value} in row ${row}`, { row, value });
}

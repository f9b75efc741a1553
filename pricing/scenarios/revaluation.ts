/**
 * A book of instruments on one market, again and again under shocks: look-ups once a series and scenario, greeks by the
 * batch kernels. Without a shock every number is the one of `value`, to the bit.
 */
import { PricingError } from '../errors.ts';
import type { MarketSnapshot } from '../market.ts';
import { BLOCK_ROWS, detail, priceBlock } from '../models/black-kernel.ts';
import { type GreekColumns, greekBlock, type SpotColumns } from '../models/greek-kernel.ts';
import { DAYS_PER_YEAR } from '../time.ts';
import type { CellShock } from './cell-shock.ts';
import { digitalBlock } from './digital-block.ts';
import type { InstrumentBook } from './instrument-book.ts';
import { averagingRow, digitalRow, writeRow } from './scalar-rows.ts';
import { type BaseSeries, baseSeries, isAveraging, type SeriesState, shockedSeries } from './series-state.ts';
import { type ValueColumns, valueColumns } from './value-columns.ts';

export interface Revaluation {
  readonly rows: number;
  /** Of the last valuation, one unit of each row. */
  readonly values: ValueColumns;
  /** Black volatility of the last valuation; 0 of forwards and of what has expired. */
  readonly volatility: Float64Array;
  /** Of the last valuation, by series. */
  readonly states: readonly SeriesState[];
  /**
   * Values every row in a scenario; `price` asks for no greeks, which leaves their columns as they were.
   * @throws PricingError naming what has no value.
   */
  revalue(shock: CellShock, measures: 'all' | 'price'): void;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** @throws PricingError when the market lacks what a series needs. */
export function makeRevaluation(book: InstrumentBook, market: MarketSnapshot): Revaluation {
  const rows = book.strike.length;
  const column = () => new Float64Array(rows);
  const columns = {
    isCall: book.isCall,
    strike: book.strike,
    forward: column(),
    volatility: column(),
    yearsToExpiry: column(),
    discountFactor: column(),
    spot: column(),
    rate: column(),
    carry: column(),
  };
  const values = valueColumns(rows);
  const bases = book.series.map((series) => baseSeries(series, market));
  const smiles = bases.map(() => ({ forward: Number.NaN }));
  const states: SeriesState[] = [];
  const ranges = {
    options: rangesOf(book, 'options'),
    forwards: rangesOf(book, 'forwards'),
    digitals: rangesOf(book, 'digitals'),
  };
  const unshocked = column();
  const greeks = { ...values, rhoForwardHeld: values.rho };
  const parts: Parts = { book, bases, columns, values, greeks, states, ranges, unshocked, smiles };
  return {
    rows,
    values,
    volatility: columns.volatility,
    states,
    revalue(shock, measures) {
      for (const [index, base] of bases.entries()) {
        states[index] = shockedSeries(base, shock);
        fillSeries(parts, index);
      }
      if (measures === 'all') optionGreeks(parts);
      else optionPrices(parts);
      for (const [index, state] of states.entries()) {
        correctOptions(parts, index);
        forwardRows(parts, state, ranges.forwards[index] as Range);
      }
      digitalRows(parts);
    },
  };
}

interface Parts {
  readonly book: InstrumentBook;
  readonly bases: readonly BaseSeries[];
  readonly columns: SpotColumns;
  readonly values: ValueColumns;
  /** The same columns by the kernel's names. */
  readonly greeks: GreekColumns;
  readonly states: readonly SeriesState[];
  readonly ranges: {
    readonly options: readonly Range[];
    readonly forwards: readonly Range[];
    readonly digitals: readonly Range[];
  };
  /** Volatilities before their shock, and the forward that they were read for: spot alone changes them. */
  readonly unshocked: Float64Array;
  readonly smiles: readonly { forward: number }[];
}

function rangesOf(book: InstrumentBook, kind: 'options' | 'forwards' | 'digitals'): Range[] {
  const starts = { options: 0, forwards: book.options, digitals: book.options + book.forwards };
  let row = starts[kind];
  const end = row + book[kind];
  return book.series.map((_, index) => {
    const from = row;
    while (row < end && book.seriesOf[row] === index) row += 1;
    return { from, to: row };
  });
}

/** What the kernels read of one series. */
function fillSeries(parts: Parts, index: number): void {
  const { states, ranges, smiles } = parts;
  const state = states[index] as SeriesState;
  for (const range of [ranges.options[index] as Range, ranges.digitals[index] as Range]) {
    if (range.from < range.to) fillRange(parts, index, range);
  }
  if (state.inputs.yearsToExpiry > 0) (smiles[index] as { forward: number }).forward = state.smileForward;
}

function fillRange({ bases, states, columns, smiles, unshocked }: Parts, index: number, { from, to }: Range): void {
  const { inputs, volatility: shock, smileForward } = states[index] as SeriesState;
  const { smile } = bases[index] as BaseSeries;
  const { forward, spot, yearsToExpiry: years } = inputs;
  const { discountFactor, rate, carry } = inputs;
  // By hand: six calls cost more than they fill where a series has few rows.
  for (let row = from; row < to; row += 1) {
    columns.forward[row] = forward;
    columns.yearsToExpiry[row] = years;
    columns.discountFactor[row] = discountFactor;
    columns.spot[row] = spot;
    columns.rate[row] = rate;
    columns.carry[row] = carry;
  }
  if (years === 0 || smile === null) {
    columns.volatility.fill(0, from, to);
    return;
  }
  const { strike } = columns;
  if (smiles[index]?.forward !== smileForward) smile.fill({ strike, from, to, forward: smileForward }, unshocked);
  for (let row = from; row < to; row += 1) columns.volatility[row] = unshocked[row] as number;
  if (shock === null) return;
  shock(columns.volatility, { strike, from, to, forward, spot, years });
  requireVolatilities(columns.volatility, { from, to }, strike);
}

function requireVolatilities(volatility: Float64Array, { from, to }: Range, strike: Float64Array): void {
  for (let row = from; row < to; row += 1) {
    const shocked = volatility[row] as number;
    if (shocked >= 0 && shocked < Infinity) continue;
    const at = strike[row] as number;
    throw new PricingError(
      'INVALID_INPUT',
      `shocked volatility must be finite and >= 0, was ${shocked} at strike ${at}`,
      { volatility: shocked, strike: at },
    );
  }
}

const block = { from: 0, count: 0 };

function optionPrices({ book, columns, values }: Parts): void {
  for (let from = 0; from < book.options; from += BLOCK_ROWS) {
    block.from = from;
    block.count = Math.min(BLOCK_ROWS, book.options - from);
    priceBlock(columns, block, values.price);
  }
}

function optionGreeks({ book, columns, values, greeks }: Parts): void {
  for (let from = 0; from < book.options; from += BLOCK_ROWS) {
    block.from = from;
    block.count = Math.min(BLOCK_ROWS, book.options - from);
    greekBlock(columns, block, greeks);
    finishBlock({ columns, values });
  }
}

/** Conventions of `Greeks`: times per calendar day, and the deltas on the forward and of a premium in coin. */
function finishBlock({ columns, values }: Pick<Parts, 'columns' | 'values'>): void {
  const { isCall, discountFactor, spot } = columns;
  for (let i = 0; i < block.count; i += 1) {
    const row = block.from + i;
    const df = discountFactor[row] as number;
    const sign = 2 * (isCall[row] as number) - 1;
    values.theta[row] = (values.theta[row] as number) / DAYS_PER_YEAR;
    values.charm[row] = (values.charm[row] as number) / DAYS_PER_YEAR;
    values.deltaForward[row] = (sign * df * (detail.asset[i] as number)) / df;
    values.deltaPremiumAdjusted[row] =
      (values.delta[row] as number) - (values.price[row] as number) / (spot[row] as number);
  }
}

/** What the kernels do not know: settled options, and those inside their averaging window. */
function correctOptions(parts: Parts, index: number): void {
  const { book, bases, states, columns, values, ranges } = parts;
  const base = bases[index] as BaseSeries;
  const state = states[index] as SeriesState;
  const { from, to } = ranges.options[index] as Range;
  if (state.inputs.yearsToExpiry === 0) {
    for (let row = from; row < to; row += 1) settledOption(parts, { row, base, state });
  } else if (isAveraging(base.series, state)) {
    for (let row = from; row < to; row += 1) {
      const volatility = columns.volatility[row] as number;
      writeRow(values, row, averagingRow({ book, row, base, state, volatility }));
    }
  }
}

/** The intrinsic value, on the realised average where the settlement averages and there is one. */
function settledOption(
  { book, values }: Parts,
  { row, base, state }: { row: number; base: BaseSeries; state: SeriesState },
) {
  const { spot, underlying } = state.inputs;
  const averaged = base.series.averagingMs > 0;
  const settled = averaged ? (underlying.realisedAverage?.price ?? spot) : spot;
  const sign = book.isCall[row] === 1 ? 1 : -1;
  const price = Math.max(sign * (settled - (book.strike[row] as number)), 0);
  const delta = price > 0 && !averaged ? sign : 0;
  for (const column of Object.values(values)) column[row] = 0;
  values.price[row] = price;
  values.delta[row] = delta;
  values.deltaForward[row] = delta;
  values.deltaPremiumAdjusted[row] = delta - price / spot;
}

/** df (F − K), as `valueForward` has it. */
function forwardRows({ columns, values }: Parts, { inputs }: SeriesState, { from, to }: Range): void {
  const { spot, forward, discountFactor, rate, carry, yearsToExpiry } = inputs;
  const delta = (discountFactor * forward) / spot;
  for (let row = from; row < to; row += 1) {
    const price = discountFactor * (forward - (columns.strike[row] as number));
    values.price[row] = price;
    values.delta[row] = delta;
    values.theta[row] = (rate * price - carry * discountFactor * forward) / DAYS_PER_YEAR;
    values.rho[row] = -yearsToExpiry * price;
    values.deltaForward[row] = 1;
    values.deltaPremiumAdjusted[row] = delta - price / spot;
    values.charm[row] = ((rate - carry) * delta) / DAYS_PER_YEAR;
  }
}

function digitalRows({ book, bases, states, columns, values }: Parts): void {
  const first = book.options + book.forwards;
  const write: Parameters<typeof digitalBlock>[2] = (row, pieces) => {
    const series = book.seriesOf[row] as number;
    const base = bases[series] as BaseSeries;
    const state = states[series] as SeriesState;
    writeRow(values, row, digitalRow({ book, row, base, state, volatility: pieces.volatility }, pieces));
  };
  for (let from = first; from < first + book.digitals; from += BLOCK_ROWS) {
    digitalBlock(columns, { from, count: Math.min(BLOCK_ROWS, first + book.digitals - from) }, write);
  }
}

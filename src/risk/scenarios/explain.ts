import type { InstrumentBook, Revaluation, SeriesState } from '../../../pricing/index.ts';
import { PARTS, type Part } from './measures.ts';

/** The book before the shock, kept to explain what it does. */
export interface Explain {
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly vega: Float64Array;
  readonly vanna: Float64Array;
  readonly volga: Float64Array;
  readonly theta: Float64Array;
  readonly rho: Float64Array;
  readonly volatility: Float64Array;
  readonly states: readonly SeriesState[];
}

/** Keeps the greeks of the revaluation as it stands. */
export function makeExplain({ values, volatility, states }: Revaluation): Explain {
  const { delta, gamma, vega, vanna, volga, theta, rho } = values;
  const kept = { delta, gamma, vega, vanna, volga, theta, rho, volatility };
  const copies = Object.fromEntries(Object.entries(kept).map(([name, column]) => [name, column.slice()]));
  return { ...(copies as unknown as Omit<Explain, 'states'>), states: [...states] };
}

/** What moved, by series. Columns, since objects of numbers slow the loop over rows down. */
export interface Moves {
  /** The forward's move beyond its carry, seen in spot. */
  readonly spot: Float64Array;
  readonly days: Float64Array;
  readonly rate: Float64Array;
  /** Of the conversion, as a share. */
  readonly conversion: Float64Array;
  /** 1 before expiry. */
  readonly alive: Float64Array;
}

export function makeMoves(series: number): Moves {
  const column = () => new Float64Array(series);
  return { spot: column(), days: column(), rate: column(), conversion: column(), alive: column() };
}

const MS_PER_DAY = 86_400_000;

function fillMoves(moves: Moves, series: number, { before, after }: { before: SeriesState; after: SeriesState }): void {
  const { spot, forward, carry, yearsToExpiry, asOf, rate, expiry } = before.inputs;
  const passed = yearsToExpiry - after.inputs.yearsToExpiry;
  const carried = passed === 0 ? forward : forward * Math.exp(-carry * passed);
  const isAlive = after.inputs.yearsToExpiry > 0;
  moves.spot[series] = spot * (after.inputs.forward / carried - 1);
  moves.days[series] = Math.min(after.inputs.asOf - asOf, Math.max(expiry - asOf, 0)) / MS_PER_DAY;
  moves.rate[series] = isAlive ? after.inputs.rate - rate : 0;
  moves.conversion[series] = after.conversion - before.conversion;
  moves.alive[series] = Number(isAlive);
}

interface Explained {
  readonly explain: Explain;
  readonly revaluation: Revaluation;
  readonly moves: Moves;
  readonly out: readonly Float64Array[];
}

/**
 * Taylor's parts of each row's profit, in dollars a unit: the greeks of the base times what moved, theta by days passed, rho
 * with the forward held, and what the conversion alone did to the value after. Basis moves count as moves of spot.
 */
export function explainRows({ seriesOf }: InstrumentBook, { explain, revaluation, moves, out }: Explained): void {
  for (let series = 0; series < explain.states.length; series += 1) {
    const before = explain.states[series] as SeriesState;
    fillMoves(moves, series, { before, after: revaluation.states[series] as SeriesState });
  }
  const parts = Object.fromEntries(PARTS.map((part, index) => [part, out[index]])) as Columns;
  marketRows({ seriesOf, explain, moves }, revaluation.volatility, parts);
  timeRows({ seriesOf, explain, moves }, revaluation.values.price, parts);
}

type Columns = Readonly<Record<Part, Float64Array>>;
type Rows = Pick<Explained, 'explain' | 'moves'> & Pick<InstrumentBook, 'seriesOf'>;

function marketRows({ seriesOf, explain, moves }: Rows, volatility: Float64Array, out: Columns): void {
  const { delta, gamma, vega, vanna, volga } = out;
  for (let row = 0; row < seriesOf.length; row += 1) {
    const series = seriesOf[row] as number;
    const ds = moves.spot[series] as number;
    // What has expired has no volatility: its move is nothing, whatever it was.
    const dv = (moves.alive[series] as number) * ((volatility[row] as number) - (explain.volatility[row] as number));
    delta[row] = (explain.delta[row] as number) * ds;
    gamma[row] = 0.5 * (explain.gamma[row] as number) * ds * ds;
    vega[row] = (explain.vega[row] as number) * dv;
    vanna[row] = (explain.vanna[row] as number) * ds * dv;
    volga[row] = 0.5 * (explain.volga[row] as number) * dv * dv;
  }
}

function timeRows({ seriesOf, explain, moves }: Rows, price: Float64Array, out: Columns): void {
  const { theta, rho, conversion } = out;
  for (let row = 0; row < seriesOf.length; row += 1) {
    const series = seriesOf[row] as number;
    theta[row] = (explain.theta[row] as number) * (moves.days[series] as number);
    rho[row] = (explain.rho[row] as number) * (moves.rate[series] as number);
    conversion[row] = (price[row] as number) * (moves.conversion[series] as number);
  }
}

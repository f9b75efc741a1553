import type { InstrumentBook, Revaluation, SeriesState } from '../../../pricing/index.ts';

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

/** What moved in one series: `spot` is the forward's move beyond its carry, seen in spot. */
interface Moves {
  readonly spot: number;
  readonly days: number;
  readonly rate: number;
  /** Of the conversion, as a share. */
  readonly conversion: number;
  readonly isAlive: boolean;
}

const MS_PER_DAY = 86_400_000;

function movesOf(before: SeriesState, after: SeriesState): Moves {
  const { spot, forward, carry, yearsToExpiry, asOf, rate, expiry } = before.inputs;
  const passed = yearsToExpiry - after.inputs.yearsToExpiry;
  const carried = passed === 0 ? forward : forward * Math.exp(-carry * passed);
  const isAlive = after.inputs.yearsToExpiry > 0;
  return {
    spot: spot * (after.inputs.forward / carried - 1),
    days: Math.min(after.inputs.asOf - asOf, Math.max(expiry - asOf, 0)) / MS_PER_DAY,
    rate: isAlive ? after.inputs.rate - rate : 0,
    conversion: after.conversion - before.conversion,
    isAlive,
  };
}

/**
 * Taylor's parts of each row's profit, in dollars a unit: the greeks of the base times what moved, theta by days passed, rho
 * with the forward held, and what the conversion alone did to the value after. Basis moves count as moves of spot.
 */
export function explainRows(
  book: InstrumentBook,
  { explain, revaluation, out }: { explain: Explain; revaluation: Revaluation; out: readonly Float64Array[] },
): void {
  const moves = explain.states.map((before, series) => movesOf(before, revaluation.states[series] as SeriesState));
  const [delta, gamma, vega, vanna, volga, theta, rho, conversion] = out as readonly [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < revaluation.rows; row += 1) {
    const move = moves[book.seriesOf[row] as number] as Moves;
    const ds = move.spot;
    const dv = move.isAlive ? (revaluation.volatility[row] as number) - (explain.volatility[row] as number) : 0;
    delta[row] = (explain.delta[row] as number) * ds;
    gamma[row] = 0.5 * (explain.gamma[row] as number) * ds * ds;
    vega[row] = (explain.vega[row] as number) * dv;
    vanna[row] = (explain.vanna[row] as number) * ds * dv;
    volga[row] = 0.5 * (explain.volga[row] as number) * dv * dv;
    theta[row] = (explain.theta[row] as number) * move.days;
    rho[row] = (explain.rho[row] as number) * move.rate;
    conversion[row] = (revaluation.values.price[row] as number) * move.conversion;
  }
}

import { type Instrument, instrumentBook, type MarketSnapshot } from '../../pricing/index.ts';
import type { ScenarioFile } from '../../src/contracts/risk-scenario.ts';
import { expandScenario } from '../../src/risk/scenarios/expand.ts';
import type { LimitGroups, Plan } from '../../src/risk/scenarios/plan.ts';
import { AS_OF, aBtcMarket, DAY_MS } from './markets.ts';

export interface PlanOf {
  readonly market?: MarketSnapshot;
  readonly holdings: readonly { readonly instrument: Instrument; readonly units: number; readonly trade?: number }[];
  readonly file: Omit<ScenarioFile, 'name' | 'title'>;
  readonly limits?: readonly LimitGroups[];
  readonly measures?: Plan['measures'];
}

/** A plan of what somebody holds, without a database. @throws Error with the fault of a scenario that is not sound. */
export async function aPlan({
  market = aBtcMarket(),
  holdings,
  file,
  limits = [],
  measures = 'all',
}: PlanOf): Promise<Plan> {
  const scenario = await expandScenario({ name: 'test', title: 'Test', ...file });
  if (!scenario.ok) throw new Error(scenario.rejection.message);
  const { book, rowOf } = instrumentBook(holdings.map(({ instrument }) => instrument));
  return {
    market,
    book,
    legs: {
      row: rowOf,
      units: Float64Array.from(holdings, ({ units }) => units),
      trade: Uint32Array.from(holdings, ({ trade }, index) => trade ?? index),
    },
    trades: holdings.map((_, index) => `trd_${index}`),
    cells: scenario.value.cells,
    limits,
    measures,
  };
}

const TENORS = [1, 7, 14, 30, 60, 90, 180];

/** As many holdings as asked, spread over expiries, strikes and kinds by a fixed rule. */
export function manyHoldings(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const common = {
      underlying: 'BTC-USD',
      expiry: AS_OF + (TENORS[index % TENORS.length] as number) * DAY_MS,
      strike: 60_000 + ((index * 7_919) % 90_000),
      settlement: { style: 'linear', currency: index % 5 === 0 ? 'USDT' : 'USD' },
    } as const;
    const instrument: Instrument =
      index % 6 === 0
        ? { kind: 'forward', ...common }
        : { kind: 'option', optionType: index % 2 === 0 ? 'call' : 'put', ...common };
    return { instrument, units: ((index % 13) - 6) * 1.37 + 0.01 };
  });
}

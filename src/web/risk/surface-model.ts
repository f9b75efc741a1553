import { forwardPrice, type MarketSnapshot, PricingError, volatilityAt } from '../../../pricing/index.ts';

export interface SurfaceTable {
  /** UTC days. */
  readonly expiries: readonly string[];
  /** Percent of the forward. */
  readonly moneyness: readonly number[];
  /** Cells as [moneyness index, expiry index, volatility in percent]. */
  readonly cells: readonly (readonly [number, number, number])[];
  /** The forward to each expiry. */
  readonly forwards: readonly number[];
}

const MONEYNESS = [70, 75, 80, 85, 90, 95, 100, 105, 110, 115, 120, 130, 140];
const DAY_MS = 86_400_000;
const EXPIRIES_MAX = 20;

/** The surface of one underlying on a grid, as the pricing library reads it. */
export function surfaceTable(snapshot: MarketSnapshot, underlying: string): SurfaceTable {
  const market = snapshot.underlyings[underlying];
  const { asOf } = snapshot;
  const slices = market === undefined || market.volatility.kind === 'flat' ? [] : market.volatility.slices;
  const alive = slices.filter(({ expiry }) => expiry > asOf).slice(0, EXPIRIES_MAX);
  const cells: [number, number, number][] = [];
  const forwards: number[] = [];
  alive.forEach(({ expiry }, row) => {
    if (market === undefined) return;
    forwards.push(forwardPrice(market.forwards, { spot: market.spot, asOf, at: expiry }));
    MONEYNESS.forEach((percent, column) => {
      const volatility = volatilityOr(() =>
        volatilityAt(market.volatility, { asOf, expiry, logMoneyness: Math.log(percent / 100) }),
      );
      if (volatility !== null) cells.push([column, row, Number((volatility * 100).toFixed(2))]);
    });
  });
  const expiries = alive.map(({ expiry }) => new Date(expiry).toISOString().slice(0, 10));
  return { expiries, moneyness: MONEYNESS, cells, forwards };
}

/** Without expiries so near that their wings, of hundreds of percent, would flatten all the others; all when only such are there. */
export function beyondDays(table: SurfaceTable, { asOf, days }: { readonly asOf: number; readonly days: number }) {
  const from = new Date(asOf + days * DAY_MS).toISOString().slice(0, 10);
  const near = table.expiries.filter((expiry) => expiry < from).length;
  if (near === table.expiries.length) return table;
  const cells = table.cells.flatMap(([column, row, volatility]) =>
    row < near ? [] : [[column, row - near, volatility] as const],
  );
  return { ...table, cells, expiries: table.expiries.slice(near), forwards: table.forwards.slice(near) };
}

function volatilityOr(read: () => number): number | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof PricingError) return null;
    throw error;
  }
}

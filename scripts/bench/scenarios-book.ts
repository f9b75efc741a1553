import { type Instrument, instrumentBook, type MarketSnapshot } from '../../pricing/index.ts';
import { expandScenario } from '../../src/risk/scenarios/expand.ts';
import type { Plan } from '../../src/risk/scenarios/plan.ts';

const DAY_MS = 86_400_000;
const AS_OF = Date.UTC(2026, 10, 22, 8);
const EXPIRY_DAYS = [1, 2, 3, 7, 14, 30, 60, 90, 180, 270, 365];
const SPOTS = { 'BTC-USD': 100_000, 'ETH-USD': 3_500 } as const;

/** Two coins with dated forwards and eleven SVI slices each: what a live market looks like. */
export function benchMarket(): MarketSnapshot {
  const slices = EXPIRY_DAYS.map((days) => ({
    expiry: AS_OF + days * DAY_MS,
    a: (0.2 * days) / 365,
    b: 0.12 * Math.sqrt(days / 365),
    rho: -0.2,
    m: 0.01,
    sigma: 0.1,
  }));
  const underlyings = Object.entries(SPOTS).map(([name, spot]) => {
    const nodes = EXPIRY_DAYS.map((days) => ({ expiry: AS_OF + days * DAY_MS, price: spot * (1 + days / 5_000) }));
    const volatility = { kind: 'svi', slices } as const;
    return [name, { spot, spotAt: AS_OF, surfaceAt: AS_OF, forwards: { kind: 'dated', nodes }, volatility }] as const;
  });
  return {
    asOf: AS_OF,
    source: 'supplied',
    underlyings: Object.fromEntries(underlyings) as MarketSnapshot['underlyings'],
    discounts: { USD: { kind: 'flat', rate: 0.04 } },
    conversions: { USDT: 0.9998 },
  };
}

/** Each trade an instrument of its own, so that netting helps nothing; one in ten a forward, every third between expiries. */
export function benchInstruments(trades: number): Instrument[] {
  return Array.from({ length: trades }, (_, index) => {
    const underlying = index % 3 === 0 ? 'ETH-USD' : 'BTC-USD';
    const days = EXPIRY_DAYS[index % EXPIRY_DAYS.length] ?? 30;
    const common = {
      underlying,
      expiry: AS_OF + (days + (index % 3 === 1 && days > 7 ? 1 : 0)) * DAY_MS,
      strike: SPOTS[underlying] * (0.6 + (0.8 * index) / trades),
      settlement: { style: 'linear', currency: 'USD' },
    } as const;
    if (index % 10 === 0) return { kind: 'forward', ...common };
    return { kind: 'option', optionType: index % 2 === 0 ? 'call' : 'put', ...common };
  });
}

export const BENCH_KINDS = ['option', 'forward', 'digital', 'digital in coin'] as const;

/** A book of one kind, half of it between expiries. */
export function benchKind(kind: (typeof BENCH_KINDS)[number], trades: number): Instrument[] {
  return Array.from({ length: trades }, (_, index): Instrument => {
    const days = (EXPIRY_DAYS[3 + (index % 8)] ?? 30) + (index % 2);
    const strike = SPOTS['BTC-USD'] * (0.6 + (0.8 * index) / trades);
    const common = { underlying: 'BTC-USD', expiry: AS_OF + days * DAY_MS, strike };
    const settlement = { style: 'linear', currency: 'USD' } as const;
    if (kind === 'forward') return { kind, ...common, settlement };
    const optionType = index % 4 < 2 ? 'call' : 'put';
    if (kind === 'option') return { kind, ...common, settlement, optionType };
    const coin = kind === 'digital' ? settlement : ({ style: 'inverse', currency: 'BTC' } as const);
    return { kind: 'digital', ...common, settlement: coin, optionType, payout: 1 };
  });
}

/** Such a book under a grid of spot and volatility, `side` by `side` cells. */
export async function benchPlan(trades: number, side: number, instruments = benchInstruments(trades)): Promise<Plan> {
  const axis = Array.from({ length: side }, (_, index) => (index - (side - 1) / 2) / side);
  const grid = { spot: axis, volatility: axis.map((point) => point / 2 + 0.3) };
  const scenario = await expandScenario({ name: 'bench', title: 'Bench', grid });
  if (!scenario.ok) throw new Error(scenario.rejection.message);
  const { book, rowOf } = instrumentBook(instruments);
  return {
    market: benchMarket(),
    book,
    legs: {
      row: rowOf,
      units: Float64Array.from(rowOf, (_, index) => ((index % 13) - 6) * 1.5 + 0.25),
      trade: Uint32Array.from(rowOf, (_, index) => index),
    },
    trades: Array.from(rowOf, (_, index) => `trd_${index}`),
    cells: scenario.value.cells,
    limits: [],
    measures: 'all',
  };
}

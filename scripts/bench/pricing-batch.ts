import {
  black76Prices,
  type GreekColumns,
  greekColumns,
  impliedVolatilities,
  type SpotColumns,
  spotOptionGreeks,
} from '../../pricing/index.ts';
import type { Contender } from './pricing-contender.ts';
import type { OptionRow } from './pricing-workload.ts';

/** The results land in columns, which no compiler may leave out: the last one is enough to return. */
const PRICES: Contender = {
  task: 'price',
  library: 'otc-desk',
  call: 'black76Prices (batch)',
  prepare: (rows) => {
    const columns = columnsOf(rows);
    const out = new Float64Array(rows.length);
    return () => {
      black76Prices(columns, out);
      return out.at(-1) ?? Number.NaN;
    };
  },
  answer: (row) => {
    const out = new Float64Array(1);
    black76Prices(columnsOf([row]), out);
    return { price: out[0] ?? Number.NaN };
  },
};

const GREEKS: Contender = {
  task: 'greeks',
  library: 'otc-desk',
  call: 'spotOptionGreeks (batch)',
  prepare: (rows) => {
    const columns = columnsOf(rows);
    const out = greekColumns(rows.length);
    return () => {
      spotOptionGreeks(columns, out);
      return out.zomma.at(-1) ?? Number.NaN;
    };
  },
  answer: (row) => {
    const out: GreekColumns = greekColumns(1);
    spotOptionGreeks(columnsOf([row]), out);
    const greeks = Object.entries(out) as [string, Float64Array][];
    return Object.fromEntries(greeks.map(([name, column]) => [name, column[0] ?? Number.NaN]));
  },
};

const VOLATILITIES: Contender = {
  task: 'volatility',
  library: 'otc-desk',
  call: 'impliedVolatilities (batch)',
  prepare: (rows) => {
    const columns = { ...columnsOf(rows), price: Float64Array.from(rows, ({ price }) => price) };
    const out = { volatility: new Float64Array(rows.length), status: new Uint8Array(rows.length) };
    return () => {
      impliedVolatilities(columns, out);
      return out.volatility.at(-1) ?? Number.NaN;
    };
  },
  answer: (row) => {
    const out = { volatility: new Float64Array(1), status: new Uint8Array(1) };
    impliedVolatilities({ ...columnsOf([row]), price: Float64Array.of(row.price) }, out);
    return { volatility: out.volatility[0] ?? Number.NaN };
  },
};

export const OUR_BATCHES: readonly Contender[] = [PRICES, GREEKS, VOLATILITIES];

function columnsOf(rows: readonly OptionRow[]): SpotColumns {
  const column = (read: (row: OptionRow) => number) => Float64Array.from(rows, read);
  return {
    isCall: Uint8Array.from(rows, ({ optionType }) => (optionType === 'call' ? 1 : 0)),
    forward: column(({ forward }) => forward),
    strike: column(({ strike }) => strike),
    volatility: column(({ volatility }) => volatility),
    yearsToExpiry: column(({ yearsToExpiry }) => yearsToExpiry),
    discountFactor: column(({ discountFactor }) => discountFactor),
    spot: column(({ spot }) => spot),
    rate: column(({ rate }) => rate),
    carry: column(({ carry }) => carry),
  };
}

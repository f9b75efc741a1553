import { BlackCalculator, blackFormula1, blackFormulaImpliedStdDevLiRS1 } from '@quantlib/ql';
import { blackScholes } from 'black-scholes';
import { Option } from 'option-pricing';
import type { Contender } from './pricing-contender.ts';
import type { OptionRow } from './pricing-workload.ts';

const QUANTLIB_PRICE: Contender = {
  task: 'price',
  library: '@quantlib/ql',
  call: 'blackFormula',
  prepare: (rows) => () => {
    let sum = 0;
    for (const row of rows) sum += quantlibPrice(row);
    return sum;
  },
  answer: (row) => ({ price: quantlibPrice(row) }),
};

const BLACK_SCHOLES: Contender = {
  task: 'price',
  library: 'black-scholes',
  call: 'blackScholes',
  prepare: (rows) => () => {
    let sum = 0;
    for (const row of rows) sum += seriesPrice(row);
    return sum;
  },
  answer: (row) => ({ price: seriesPrice(row) }),
};

const OPTION_PRICING: Contender = {
  task: 'price',
  library: 'option-pricing',
  call: 'Option.price',
  prepare: (rows) => () => {
    let sum = 0;
    for (const row of rows) sum += optionObjectPrice(row);
    return sum;
  },
  answer: (row) => ({ price: optionObjectPrice(row) }),
};

/** It has no vanna, volga, charm, speed or zomma: these are fewer greeks than ours. */
const QUANTLIB_GREEKS: Contender = {
  task: 'greeks',
  library: '@quantlib/ql',
  call: 'BlackCalculator',
  prepare: (rows) => () => {
    let sum = 0;
    for (const row of rows) {
      const black = calculator(row);
      const { spot, yearsToExpiry: t } = row;
      sum +=
        black.value() + black.delta(spot) + black.gamma(spot) + black.vega(t) + black.theta(spot, t) + black.rho(t);
    }
    return sum;
  },
  answer: (row) => {
    const black = calculator(row);
    const { spot, yearsToExpiry: t } = row;
    return {
      price: black.value(),
      delta: black.delta(spot),
      gamma: black.gamma(spot),
      vega: black.vega(t),
      theta: black.theta(spot, t),
      rho: black.rho(t),
    };
  },
};

const QUANTLIB_VOLATILITY: Contender = {
  task: 'volatility',
  library: '@quantlib/ql',
  call: 'ImpliedStdDevLiRS 1e-6',
  prepare: (rows) => () => {
    let sum = 0;
    for (const row of rows) sum += quantlibVolatility(row);
    return sum;
  },
  answer: (row) => ({ volatility: quantlibVolatility(row) }),
};

/** The first of each task is the reference of the budget. */
export const OTHERS: readonly Contender[] = [
  QUANTLIB_PRICE,
  BLACK_SCHOLES,
  OPTION_PRICING,
  QUANTLIB_GREEKS,
  QUANTLIB_VOLATILITY,
];

function quantlibPrice(row: OptionRow): number {
  const { strike, forward, volatility, yearsToExpiry, discountFactor } = row;
  return blackFormula1(typeSign(row), strike, forward, volatility * Math.sqrt(yearsToExpiry), discountFactor);
}

/** It knows no yield: on the discounted forward it prices the same option. */
function seriesPrice(row: OptionRow): number {
  const { forward, discountFactor, strike, yearsToExpiry, volatility, rate, optionType } = row;
  return blackScholes(forward * discountFactor, strike, yearsToExpiry, volatility, rate, optionType);
}

function optionObjectPrice({ optionType, spot, strike, yearsToExpiry, volatility, rate, carry }: OptionRow): number {
  return new Option({
    style: 'european',
    type: optionType,
    initialSpotPrice: spot,
    strikePrice: strike,
    timeToMaturity: yearsToExpiry,
    volatility,
    riskFreeRate: rate,
    dividendYield: rate - carry,
  }).price('black-scholes');
}

function calculator(row: OptionRow): BlackCalculator {
  const stdDev = row.volatility * Math.sqrt(row.yearsToExpiry);
  return new BlackCalculator().init2(typeSign(row), row.strike, row.forward, stdDev, row.discountFactor);
}

function quantlibVolatility(row: OptionRow): number {
  const { strike, forward, price, discountFactor, yearsToExpiry } = row;
  const stdDev = blackFormulaImpliedStdDevLiRS1(typeSign(row), strike, forward, price, discountFactor);
  return stdDev / Math.sqrt(yearsToExpiry);
}

function typeSign({ optionType }: OptionRow): 1 | -1 {
  return optionType === 'call' ? 1 : -1;
}

import { black76Price, impliedVolatility, spotOption } from '../../pricing/index.ts';
import type { Contender } from './pricing-contender.ts';
import type { OptionRow } from './pricing-workload.ts';

const PRICE: Contender = {
  task: 'price',
  library: 'otc-desk',
  call: 'black76Price',
  prepare: (rows) => () => {
    let sum = 0;
    for (const row of rows) sum += black76Price(row);
    return sum;
  },
  answer: (row) => ({ price: black76Price(row) }),
};

const GREEKS: Contender = {
  task: 'greeks',
  library: 'otc-desk',
  call: 'spotOption',
  prepare: (rows) => () => {
    let sum = 0;
    for (const row of rows) {
      const { price, delta, gamma, vega, theta, rho, vanna, volga, charm, speed, zomma } = spotOption(row);
      sum += price + delta + gamma + vega + theta + rho + vanna + volga + charm + speed + zomma;
    }
    return sum;
  },
  answer: (row) => ({ ...spotOption(row) }),
};

const VOLATILITY: Contender = {
  task: 'volatility',
  library: 'otc-desk',
  call: 'impliedVolatility',
  prepare: (rows) => () => {
    let sum = 0;
    for (const row of rows) sum += volatilityOf(row);
    return sum;
  },
  answer: (row) => ({ volatility: volatilityOf(row) }),
};

export const OURS: readonly Contender[] = [PRICE, GREEKS, VOLATILITY];

function volatilityOf(row: OptionRow): number {
  const implied = impliedVolatility(row);
  return implied.ok ? implied.volatility : Number.NaN;
}

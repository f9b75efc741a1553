import { requireFinite, requirePositive } from '../errors.ts';
import { exp, logRatio } from '../numerics/elementary.ts';
import { normCdf, normPdf } from '../numerics/normal.ts';
import { requireBlackInput } from './black76.ts';
import type { SpotForwardInput, SpotOptionInput } from './spot-option.ts';

/** Value and risk of 1 paid at expiry when the option ends in the money. Times are per year here. */
export interface DigitalValue {
  readonly forward: number;
  readonly discountFactor: number;
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly rhoForwardHeld: number;
  /** At fixed spot and yield. */
  readonly rho: number;
  readonly dividendRho: number;
  readonly vanna: number;
  readonly volga: number;
  readonly charm: number;
  readonly speed: number;
  readonly zomma: number;
}

/**
 * A cash-or-nothing option on a spot, at one volatility: df N(±d2).
 * Source: M. Rubinstein and E. Reiner, "Unscrambling the binary code", Risk 4 (1991); greeks are its derivatives.
 * @throws PricingError INVALID_INPUT as `spotOption`.
 */
export function digitalOption(input: SpotOptionInput): DigitalValue {
  const { optionType, spot, strike, volatility, yearsToExpiry, rate, carry } = input;
  requireFinite('rate', rate);
  requireFinite('carry', carry);
  const forward = spot * exp(carry * yearsToExpiry);
  const discountFactor = exp(-rate * yearsToExpiry);
  return digitalOnForward({
    optionType,
    spot,
    strike,
    volatility,
    yearsToExpiry,
    rate,
    carry,
    forward,
    discountFactor,
  });
}

/** As `digitalOption`, on a known forward. At zero deviation: the discounted indicator, ½ at the money, and no greeks but rho. */
export function digitalOnForward(input: SpotForwardInput): DigitalValue {
  requireBlackInput(input);
  requirePositive('spot', input.spot);
  const { optionType, forward, strike, volatility, yearsToExpiry: years, discountFactor, rate } = input;
  const sign = optionType === 'call' ? 1 : -1;
  const stdDev = volatility * Math.sqrt(years);
  const x = logRatio(forward, strike);
  if (!(stdDev > 0)) {
    const price = x === 0 ? discountFactor / 2 : discountFactor * (sign * x > 0 ? 1 : 0);
    const rho = -years * price;
    return { ...NO_RISK, forward, discountFactor, price, theta: rate * price, rhoForwardHeld: rho, rho };
  }
  return alive(input, { sign, stdDev, d1: x / stdDev + stdDev / 2, d2: x / stdDev - stdDev / 2 });
}

interface Deviations {
  readonly sign: number;
  readonly stdDev: number;
  readonly d1: number;
  readonly d2: number;
}

function alive(input: SpotForwardInput, { sign, stdDev, d1, d2 }: Deviations): DigitalValue {
  const { spot, forward, volatility, yearsToExpiry: years, discountFactor, rate, carry } = input;
  const price = discountFactor * normCdf(sign * d2);
  const density = sign * discountFactor * normPdf(d2);
  const delta = density / (spot * stdDev);
  const drift = carry / stdDev - d1 / (2 * years);
  const perStdDev = density / (spot * spot * stdDev * stdDev);
  return {
    forward,
    discountFactor,
    price,
    delta,
    gamma: -perStdDev * d1,
    vega: (-density * d1) / volatility,
    theta: rate * price - density * drift,
    rhoForwardHeld: -years * price,
    rho: (density * years) / stdDev - years * price,
    dividendRho: (-density * years) / stdDev,
    vanna: (delta * (d1 * d2 - 1)) / volatility,
    volga: (-density * (d1 * d1 * d2 - d1 - d2)) / (volatility * volatility),
    charm: delta * (rate + d2 * drift + 1 / (2 * years)),
    speed: (-perStdDev / spot) * ((1 - d1 * d2) / stdDev - 2 * d1),
    zomma: (-perStdDev * (d1 * (d1 * d2 - 2) - d2)) / volatility,
  };
}

const NO_RISK = {
  delta: 0,
  gamma: 0,
  vega: 0,
  dividendRho: 0,
  vanna: 0,
  volga: 0,
  charm: 0,
  speed: 0,
  zomma: 0,
} as const;

import { requireFinite, requireNonNegative, requirePositive } from '../errors.ts';
import { exp } from '../numerics/elementary.ts';
import type { OptionType } from '../products/instrument.ts';
import { detail } from './black-kernel.ts';
import type { Black76Value } from './black76.ts';
import { type GreekColumns, greekBlock } from './greek-kernel.ts';
import { fillSingleRow, SINGLE, singleRow } from './single-row.ts';

export interface SpotOptionInput {
  readonly optionType: OptionType;
  /** Quote currency per unit of the base. */
  readonly spot: number;
  readonly strike: number;
  /** Annualised decimal. */
  readonly volatility: number;
  /** Years, ACT/365F. */
  readonly yearsToExpiry: number;
  /** Continuous discount rate of the quote currency. */
  readonly rate: number;
  /** Continuous carry: forward = spot · exp(carry · t). A yield q on the base means carry = rate − q. */
  readonly carry: number;
}

/** Value of one unit with its sensitivities to spot, volatility, time and rates. Times are per year here. */
export interface SpotOptionValue extends Black76Value {
  readonly forward: number;
  readonly discountFactor: number;
  /** ∂V/∂spot, carry fixed. */
  readonly delta: number;
  /** ∂²V/∂spot². */
  readonly gamma: number;
  /** −∂V/∂t at fixed spot, rate, carry and volatility: per year, negative for decay. */
  readonly theta: number;
  /** ∂V/∂rate with the forward held: −t · V. */
  readonly rhoForwardHeld: number;
  /** ∂V/∂rate at fixed spot and yield q (the forward moves with the rate). */
  readonly rho: number;
  /** ∂V/∂q at fixed spot and rate. */
  readonly dividendRho: number;
  /** ∂delta/∂volatility. */
  readonly vanna: number;
  /** Change of delta with calendar time, per year. */
  readonly charm: number;
  /** ∂gamma/∂spot. */
  readonly speed: number;
  /** ∂gamma/∂volatility. */
  readonly zomma: number;
}

/**
 * A European option on a spot with continuous rate and carry.
 *
 * Source: M. Garman and S. Kohlhagen, "Foreign currency option values", J. International Money and Finance 2 (1983);
 * the greeks are its derivatives in closed form.
 * @throws PricingError INVALID_INPUT as `black76`, and unless spot is > 0 and rate and carry are finite.
 */
export function spotOption(input: SpotOptionInput): SpotOptionValue {
  const { optionType, spot, strike, volatility, yearsToExpiry, rate, carry } = input;
  requireFinite('rate', rate);
  requireFinite('carry', carry);
  columns.isCall[0] = optionType === 'call' ? 1 : 0;
  columns.spot[0] = spot;
  columns.forward[0] = spot * exp(carry * yearsToExpiry);
  columns.strike[0] = strike;
  columns.volatility[0] = volatility;
  columns.yearsToExpiry[0] = yearsToExpiry;
  columns.discountFactor[0] = exp(-rate * yearsToExpiry);
  columns.rate[0] = rate;
  columns.carry[0] = carry;
  return valueOfRow();
}

export interface SpotForwardInput extends SpotOptionInput {
  readonly forward: number;
  readonly discountFactor: number;
}

const columns = { ...singleRow, spot: new Float64Array(1), rate: new Float64Array(1), carry: new Float64Array(1) };
const out: GreekColumns = {
  price: new Float64Array(1),
  delta: new Float64Array(1),
  gamma: new Float64Array(1),
  vega: new Float64Array(1),
  theta: new Float64Array(1),
  rhoForwardHeld: new Float64Array(1),
  vanna: new Float64Array(1),
  volga: new Float64Array(1),
  charm: new Float64Array(1),
  speed: new Float64Array(1),
  zomma: new Float64Array(1),
};

/** As `spotOption`, where the forward and the discount factor are already known (rate and carry only time the theta). */
export function spotOptionOnForward(input: SpotForwardInput): SpotOptionValue {
  fillSingleRow(input);
  columns.spot[0] = input.spot;
  columns.rate[0] = input.rate;
  columns.carry[0] = input.carry;
  return valueOfRow();
}

/** Values the row in `columns`. An object with numbers in it costs more than a greek: the result is the only one made. */
function valueOfRow(): SpotOptionValue {
  requireRow();
  greekBlock(columns, SINGLE, out);
  const sign = 2 * (columns.isCall[0] as number) - 1;
  const spot = columns.spot[0] as number;
  const forward = columns.forward[0] as number;
  const strike = columns.strike[0] as number;
  const years = columns.yearsToExpiry[0] as number;
  const df = columns.discountFactor[0] as number;
  const asset = detail.asset[0] as number;
  const cash = detail.cash[0] as number;
  const delta = out.delta[0] as number;
  // From greeks of the spot to those of the forward, which the spot moves in proportion.
  const perForward = spot / forward;
  return {
    forward,
    discountFactor: df,
    price: out.price[0] as number,
    deltaForward: sign * df * asset,
    gammaForward: (out.gamma[0] as number) * perForward * perForward,
    vannaForward: (out.vanna[0] as number) * perForward,
    strikeSensitivity: -sign * df * cash,
    itmCashProbability: cash,
    itmAssetProbability: asset,
    delta,
    gamma: out.gamma[0] as number,
    vega: out.vega[0] as number,
    theta: out.theta[0] as number,
    rhoForwardHeld: out.rhoForwardHeld[0] as number,
    rho: sign * strike * years * df * cash,
    dividendRho: -years * spot * delta,
    vanna: out.vanna[0] as number,
    volga: out.volga[0] as number,
    charm: out.charm[0] as number,
    speed: out.speed[0] as number,
    zomma: out.zomma[0] as number,
  };
}

function requireRow(): void {
  requirePositive('spot', columns.spot[0] as number);
  requirePositive('forward', columns.forward[0] as number);
  requirePositive('strike', columns.strike[0] as number);
  requirePositive('discountFactor', columns.discountFactor[0] as number);
  requireNonNegative('volatility', columns.volatility[0] as number);
  requireNonNegative('yearsToExpiry', columns.yearsToExpiry[0] as number);
}

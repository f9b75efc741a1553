import { PricingError, requirePositive } from '../errors.ts';
import { type Black76Input, black76, black76Price } from '../models/black76.ts';
import { logRatio } from '../numerics/elementary.ts';
import { impliedVolatility } from './implied.ts';

/** Three quotes of one expiry by strike, ascending: 25-delta put, at the money, 25-delta call. */
export interface VannaVolgaSmile {
  readonly forward: number;
  readonly discountFactor: number;
  readonly yearsToExpiry: number;
  readonly strikes: readonly [number, number, number];
  readonly volatilities: readonly [number, number, number];
}

export interface VannaVolgaValue {
  readonly callPrice: number;
  /** Black volatility of `callPrice`. */
  readonly impliedVolatility: number;
  /** The approximations of the paper, cheap and without inversion. */
  readonly firstOrder: number;
  readonly secondOrder: number;
}

/**
 * The smile that hedging vega, vanna and volga with three options implies.
 *
 * Source: A. Castagna and F. Mercurio, "The vanna-volga method for implied volatilities", Risk (January 2007).
 * @throws PricingError INVALID_INPUT unless strikes ascend and every number is finite and > 0; NOT_APPLICABLE where the
 *   construction leaves the no-arbitrage bounds, which it may in the far wings.
 */
export function vannaVolga(smile: VannaVolgaSmile, strike: number): VannaVolgaValue {
  requireSmile(smile, strike);
  const { strikes, volatilities } = smile;
  const middle = volatilities[1];
  const value = (k: number) => black76(callAt(smile, k, middle));
  const own = value(strike);
  const shares = logShares(strikes, strike);
  let callPrice = own.price;
  for (const i of [0, 1, 2] as const) {
    const pillar = value(strikes[i]);
    const excess = black76Price(callAt(smile, strikes[i], volatilities[i])) - pillar.price;
    callPrice += (own.vega / pillar.vega) * shares[i] * excess;
  }
  const answer = impliedVolatility({ ...callAt(smile, strike, middle), price: callPrice });
  if (!answer.ok)
    throw new PricingError('NOT_APPLICABLE', `vanna-volga: ${answer.refusal.message}`, { strike, callPrice });
  return { callPrice, impliedVolatility: answer.volatility, ...approximations(smile, strike, shares) };
}

function approximations(smile: VannaVolgaSmile, strike: number, shares: readonly [number, number, number]) {
  const [put, middle, call] = smile.volatilities;
  const [low, , high] = smile.strikes;
  const firstOrder = shares[0] * put + shares[1] * middle + shares[2] * call;
  const bend =
    shares[0] * d1d2(smile, low) * (put - middle) * (put - middle) +
    shares[2] * d1d2(smile, high) * (call - middle) * (call - middle);
  const excess = 2 * middle * (firstOrder - middle) + bend;
  const product = d1d2(smile, strike);
  const root = Math.sqrt(Math.max(middle * middle + product * excess, 0));
  // (−σ + sqrt(σ² + p e)) / p without its 0 / 0 where d1 d2 vanishes.
  return { firstOrder, secondOrder: middle + excess / (middle + root) };
}

/** Lagrange weights in ln K. */
function logShares(strikes: readonly [number, number, number], strike: number): readonly [number, number, number] {
  const [k1, k2, k3] = strikes;
  return [
    (logRatio(k2, strike) * logRatio(k3, strike)) / (logRatio(k2, k1) * logRatio(k3, k1)),
    (logRatio(strike, k1) * logRatio(k3, strike)) / (logRatio(k2, k1) * logRatio(k3, k2)),
    (logRatio(strike, k1) * logRatio(strike, k2)) / (logRatio(k3, k1) * logRatio(k3, k2)),
  ];
}

function d1d2({ forward, yearsToExpiry, volatilities }: VannaVolgaSmile, strike: number): number {
  const stdDev = volatilities[1] * Math.sqrt(yearsToExpiry);
  const x = logRatio(forward, strike) / stdDev;
  return (x + stdDev / 2) * (x - stdDev / 2);
}

function callAt(smile: VannaVolgaSmile, strike: number, volatility: number): Black76Input {
  const { forward, discountFactor, yearsToExpiry } = smile;
  return { optionType: 'call', forward, strike, volatility, yearsToExpiry, discountFactor };
}

function requireSmile(
  { strikes, volatilities, forward, discountFactor, yearsToExpiry }: VannaVolgaSmile,
  strike: number,
): void {
  const numbers = { forward, discountFactor, yearsToExpiry, strike };
  for (const [name, value] of Object.entries(numbers)) requirePositive(name, value);
  for (const value of [...strikes, ...volatilities]) requirePositive('smile point', value);
  const [k1, k2, k3] = strikes;
  if (k1 < k2 && k2 < k3) return;
  throw new PricingError('INVALID_INPUT', `strikes must ascend, were ${k1}, ${k2}, ${k3}`, { k1, k2, k3 });
}

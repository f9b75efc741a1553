import { PricingError, requirePositive } from '../errors.ts';
import type { DiscountCurve, ForwardCurve } from '../market.ts';
import { log, logRatio } from '../numerics/elementary.ts';
import { yearsBetween } from '../time.ts';
import { zeroRate } from './discount.ts';

/** Prices of a call and a put of one strike and expiry, in the same convention. */
export interface ParityPair {
  readonly strike: number;
  readonly call: number;
  readonly put: number;
  /** Trust: a larger one pulls more (for example 1 / spread). Default 1. */
  readonly weight?: number;
}

/**
 * How option prices are quoted: `quote` in the quote currency, discounted (C − P = df (F − K)); `coin` as the exchange does,
 * undiscounted and divided by the forward (c − p = 1 − K / F).
 */
export type ParityConvention =
  | { readonly quoting: 'quote'; readonly discountFactor: number }
  | { readonly quoting: 'coin' };

/**
 * The forward that put-call parity implies: the weighted median over the pairs, which one bad quote cannot move.
 * @throws PricingError MISSING_DATA without a usable pair.
 */
export function parityForward(pairs: readonly ParityPair[], convention: ParityConvention): number {
  const votes = pairs
    .map((pair) => ({ forward: forwardOfPair(pair, convention), weight: pair.weight ?? 1 }))
    .filter(({ forward, weight }) => forward > 0 && forward < Infinity && weight > 0)
    .sort((left, right) => left.forward - right.forward);
  const half = votes.reduce((sum, vote) => sum + vote.weight, 0) / 2;
  let seen = 0;
  for (const { forward, weight } of votes) {
    seen += weight;
    if (seen >= half) return forward;
  }
  throw new PricingError(
    'MISSING_DATA',
    `parity needs at least one pair with a forward > 0, had ${pairs.length} pairs`,
  );
}

function forwardOfPair({ strike, call, put }: ParityPair, convention: ParityConvention): number {
  if (convention.quoting === 'quote') return strike + (call - put) / convention.discountFactor;
  return strike / (1 - (call - put));
}

export interface DatedForward {
  readonly expiry: number;
  readonly price: number;
}

/**
 * A dated curve from futures and from forwards that options imply; where both have a date the future wins. Dates at or
 * before `asOf` are dropped. Without any the forward is the spot, as a zero carry.
 * @throws PricingError INVALID_INPUT for a price that is not finite and > 0.
 */
export function buildForwardCurve(sources: {
  readonly asOf: number;
  readonly futures: readonly DatedForward[];
  readonly implied?: readonly DatedForward[];
}): ForwardCurve {
  const byExpiry = new Map<number, number>();
  for (const { expiry, price } of [...(sources.implied ?? []), ...sources.futures]) {
    requirePositive('forward', price);
    if (expiry > sources.asOf) byExpiry.set(expiry, price);
  }
  if (byExpiry.size === 0) return { kind: 'carry', carry: 0 };
  const nodes = [...byExpiry].map(([expiry, price]) => ({ expiry, price })).sort((a, b) => a.expiry - b.expiry);
  return { kind: 'dated', nodes };
}

/** Continuous annual carry of a perpetual's funding: a rate per interval of some hours, compounded. */
export function carryFromFunding(funding: { readonly rate: number; readonly intervalHours: number }): number {
  requirePositive('intervalHours', funding.intervalHours);
  return (log(1 + funding.rate) * 8760) / funding.intervalHours;
}

/**
 * What a coin lent until each date is worth in coin today, as the market's forwards imply: df_coin = df_quote · F / S,
 * so its zero rate is the quote currency's less the carry.
 */
export function coinDiscountCurve(market: {
  readonly asOf: number;
  readonly spot: number;
  readonly forwards: ForwardCurve;
  readonly discount: DiscountCurve;
}): DiscountCurve {
  const { asOf, spot, forwards, discount } = market;
  requirePositive('spot', spot);
  if (forwards.kind === 'carry') return shifted(discount, -forwards.carry);
  const nodes = forwards.nodes
    .filter(({ expiry }) => expiry > asOf)
    .map(({ expiry, price }) => {
      const carry = logRatio(price, spot) / yearsBetween({ from: asOf, to: expiry });
      return { expiry, rate: zeroRate(discount, { asOf, at: expiry }) - carry };
    });
  return nodes.length === 0 ? discount : { kind: 'dated', nodes };
}

function shifted(curve: DiscountCurve, by: number): DiscountCurve {
  if (curve.kind === 'flat') return { kind: 'flat', rate: curve.rate + by };
  return { ...curve, nodes: curve.nodes.map(({ expiry, rate }) => ({ expiry, rate: rate + by })) };
}

export type BasisConvention = 'simple' | 'log';

/** Annualised basis of a forward over spot: simple (F/S − 1)/t, or log ln(F/S)/t. @throws PricingError when t is not > 0. */
export function annualisedBasis(input: {
  readonly forward: number;
  readonly spot: number;
  readonly yearsToExpiry: number;
  readonly convention: BasisConvention;
}): number {
  const { forward, spot, yearsToExpiry, convention } = input;
  requirePositive('forward', forward);
  requirePositive('spot', spot);
  requirePositive('yearsToExpiry', yearsToExpiry);
  return (convention === 'simple' ? (forward - spot) / spot : logRatio(forward, spot)) / yearsToExpiry;
}

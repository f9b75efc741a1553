import { PricingError } from '../errors.ts';
import { spotOptionOnForward } from '../models/spot-option.ts';
import { exp } from '../numerics/elementary.ts';
import { yearsBetween } from '../time.ts';
import type { Greeks } from '../valuation.ts';
import type { OptionTerms } from './instrument.ts';
import { type ModelValue, optionGreeks } from './option-inputs.ts';
import type { PricingInputs } from './pricing-inputs.ts';

/** Where an option stands in its averaging window; times in years. */
export interface AveragingWindow {
  readonly length: number;
  readonly elapsed: number;
  /** Time-weighted average since the window began; the spot at its very start. */
  readonly realised: number;
}

/**
 * The averaging window an option is in, or null before it (and without one).
 * @throws PricingError MISSING_DATA inside the window when the snapshot has no realised average.
 */
export function windowOf(terms: OptionTerms, inputs: PricingInputs): AveragingWindow | null {
  const { averagingMs } = terms.settlement;
  if (averagingMs === undefined) return null;
  if (!(averagingMs > 0)) {
    throw new PricingError('INVALID_INPUT', `averagingMs must be > 0, was ${averagingMs}`, { averagingMs });
  }
  const opens = terms.expiry - averagingMs;
  if (inputs.asOf < opens) return null;
  const length = yearsBetween({ from: opens, to: terms.expiry });
  const elapsed = yearsBetween({ from: opens, to: inputs.asOf });
  const realised = elapsed === 0 ? inputs.spot : inputs.underlying.realisedAverage?.price;
  if (realised !== undefined) return { length, elapsed, realised };
  throw new PricingError('MISSING_DATA', `market has no realised average of ${terms.underlying} inside its window`, {
    underlying: terms.underlying,
    asOf: inputs.asOf,
  });
}

/**
 * An option on the average of its window: what is realised is fixed, so one unit is share = remaining / length units of an
 * option on the average to come, struck at K* = (K − (1 − share) realised) / share. That average is taken as lognormal with
 * its own forward and a third of the remaining variance; over half an hour the error is below 1e-4 of the time value.
 * Theta and charm let the average run on at the present spot.
 *
 * Source: A. Kemna and A. Vorst, "A pricing method for options based on average asset values", J. Banking & Finance 14
 * (1990); S. Turnbull and L. Wakeman, JFQA 26 (1991), for the strike shift.
 */
export function averageModel(terms: OptionTerms, inputs: PricingInputs, volatility: number): ModelValue {
  const window = windowOf(terms, inputs);
  if (window === null)
    throw new PricingError('NOT_APPLICABLE', 'option must be inside its averaging window, was before it');
  const state = { terms, inputs, volatility, window };
  const { presentValue, greeks } = averageValue(state, inputs.yearsToExpiry);
  const step = Math.min(inputs.yearsToExpiry / 4, window.length / 1000);
  const later = averageValue(state, inputs.yearsToExpiry - step);
  const latest = averageValue(state, inputs.yearsToExpiry - 2 * step);
  const perDay = (now: number, next: number, last: number) => (4 * next - 3 * now - last) / (2 * step * 365);
  return {
    presentValue,
    impliedVolatility: volatility,
    greeks: {
      ...greeks,
      theta: perDay(presentValue, later.presentValue, latest.presentValue),
      charm: perDay(greeks.delta, later.greeks.delta, latest.greeks.delta),
    },
  };
}

interface AverageState {
  readonly terms: OptionTerms;
  readonly inputs: PricingInputs;
  readonly volatility: number;
  readonly window: AveragingWindow;
}

/** The value with `remaining` years of the window to go, the spot having stood still since the snapshot. */
function averageValue({ terms, inputs, volatility, window }: AverageState, remaining: number) {
  const { spot, rate, carry } = inputs;
  const share = remaining / window.length;
  const waited = window.length - window.elapsed - remaining;
  const past = (window.realised * window.elapsed + spot * waited) / window.length;
  const discountFactor = exp(-rate * remaining);
  // The mean of e^(bu) over the window, to second order: b u is below 1e-4.
  const drift = carry * remaining;
  const forward = spot * (1 + drift / 2 + (drift * drift) / 6);
  const effective = (terms.strike - past) / share;
  if (!(effective > 0)) return certain({ terms, spot, forward, past, share, discountFactor });
  const root = Math.sqrt(3);
  const model = spotOptionOnForward({
    optionType: terms.optionType,
    spot,
    forward,
    strike: effective,
    volatility: volatility / root,
    yearsToExpiry: remaining,
    discountFactor,
    rate,
    carry: carry / 2,
  });
  const greeks = optionGreeks(model, { ...inputs, discountFactor });
  return { presentValue: share * model.price, greeks: scaled(greeks, { share, root, spot, price: model.price }) };
}

/** Per unit of the option: `share` of each greek, and a third root of each volatility derivative. */
function scaled(greeks: Greeks, by: { share: number; root: number; spot: number; price: number }): Greeks {
  const { share, root } = by;
  const delta = share * greeks.delta;
  return {
    delta,
    gamma: share * greeks.gamma,
    vega: (share * greeks.vega) / root,
    theta: share * greeks.theta,
    rho: share * greeks.rho,
    vanna: (share * greeks.vanna) / root,
    volga: (share * greeks.volga) / 3,
    deltaForward: share * greeks.deltaForward,
    deltaPremiumAdjusted: delta - (share * by.price) / by.spot,
    charm: share * greeks.charm,
    speed: share * greeks.speed,
    zomma: (share * greeks.zomma) / root,
  };
}

interface CertainExercise {
  readonly terms: OptionTerms;
  readonly spot: number;
  readonly forward: number;
  readonly past: number;
  readonly share: number;
  readonly discountFactor: number;
}

/** So much is realised that the average cannot end below the strike: a call is a forward, a put is worth nothing. */
function certain({ terms, spot, forward, past, share, discountFactor }: CertainExercise) {
  const held = terms.optionType === 'call' ? 1 : 0;
  const presentValue = held * discountFactor * (past + share * forward - terms.strike);
  const delta = (held * discountFactor * share * forward) / spot;
  const greeks: Greeks = {
    delta,
    gamma: 0,
    vega: 0,
    theta: 0,
    rho: 0,
    vanna: 0,
    volga: 0,
    deltaForward: held * share,
    deltaPremiumAdjusted: delta - presentValue / spot,
    charm: 0,
    speed: 0,
    zomma: 0,
  };
  return { presentValue, greeks };
}

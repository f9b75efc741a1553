import { YEAR_MS } from '../durations.ts';
import { type Jumps, NO_JUMPS, type Pull, settling } from './processes.ts';

/** How the market moves for a while. Rates are per year, annualised decimals. */
export interface Regime {
  /** Expected growth of spot. */
  readonly drift: number;
  /** Of the log of instantaneous variance over its long-run level. */
  readonly logVariance: Pull;
  /** Of the short end's basis over its long-run level. */
  readonly basis: Pull;
  /** Standardised; decides how far the smile leans, puts above calls when negative. */
  readonly lean: Pull;
  /** Standardised; decides how much the smile bends. */
  readonly bend: Pull;
  /** Dollars per USDT less 1. */
  readonly usdtPremium: Pull;
  /** Between the diffusive moves of the underlyings. */
  readonly spotCorrelation: number;
  /** Jumps of all underlyings at once, and of each alone. */
  readonly commonJumps: Jumps;
  readonly ownJumps: Jumps;
  /** How much slower venues are than usual. */
  readonly latency: number;
}

const perSeconds = (seconds: number) => YEAR_MS / 1000 / seconds;

/** Volatility moves by a third either way and forgets a shock within about six weeks. */
export const LOG_VARIANCE = settling({ target: 0, reversion: 8, deviation: 0.6 });

/** Nothing is expected of spot: it is a martingale. */
export const NORMAL: Regime = {
  drift: 0,
  logVariance: LOG_VARIANCE,
  basis: settling({ target: 0, reversion: 12, deviation: 0.015 }),
  lean: settling({ target: 0, reversion: 26, deviation: 1 }),
  bend: settling({ target: 0, reversion: 26, deviation: 1 }),
  // Back within an hour, and inside 0.9995 … 1.0005 all but one time in a thousand.
  usdtPremium: settling({ target: 0, reversion: perSeconds(3_600), deviation: 0.00015 }),
  spotCorrelation: 0.85,
  commonJumps: { perYear: 60, mean: -0.004, deviation: 0.012 },
  ownJumps: { perYear: 30, mean: 0, deviation: 0.012 },
  latency: 1,
};

const towards = (pull: Pull, target: number, seconds = 15): Pull => ({
  ...pull,
  target,
  reversion: perSeconds(seconds),
});

/** After a scenario: every level but spot is pulled back to normal within a minute. */
export const RECOVERING: Regime = {
  ...NORMAL,
  logVariance: towards(NORMAL.logVariance, 0),
  basis: towards(NORMAL.basis, 0),
  lean: towards(NORMAL.lean, 0),
  bend: towards(NORMAL.bend, 0),
  usdtPremium: towards(NORMAL.usdtPremium, 0, 8),
};

/** Half the usual volatility and no surprises. */
export const CALM: Regime = {
  ...RECOVERING,
  logVariance: towards(NORMAL.logVariance, 2 * Math.log(0.5)),
  commonJumps: NO_JUMPS,
  ownJumps: NO_JUMPS,
};

/** One per cent a minute upwards, calls bid, a rich basis. */
export const TRENDING: Regime = {
  ...RECOVERING,
  drift: 0.01 * perSeconds(60),
  basis: towards(NORMAL.basis, 0.08),
  lean: towards(NORMAL.lean, 1.5),
};

/** What a crash leaves: volatility doubled, puts bid, backwardation, everything moving together. */
export const STRESSED: Regime = {
  ...RECOVERING,
  logVariance: towards(NORMAL.logVariance, 2 * Math.log(2)),
  basis: towards(NORMAL.basis, -0.12),
  lean: towards(NORMAL.lean, -2),
  bend: towards(NORMAL.bend, 2),
  usdtPremium: towards(NORMAL.usdtPremium, 0.001),
  spotCorrelation: 0.97,
  latency: 3,
};

/** While it falls: 9 % in 45 s, much of it in jumps. */
export const FALLING: Regime = {
  ...STRESSED,
  drift: -0.094 * perSeconds(45),
  commonJumps: { perYear: perSeconds(9), mean: -0.008, deviation: 0.005 },
};

/** The stablecoin of `regime` breaks away, to 96 cents. */
export function depegged(regime: Regime): Regime {
  return { ...regime, usdtPremium: towards(NORMAL.usdtPremium, -0.04, 6) };
}

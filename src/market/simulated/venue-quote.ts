import type { ModelState } from './model.ts';
import type { Listing } from './venue-characters.ts';

export interface QuotedBook {
  readonly bid: number;
  readonly ask: number;
}

export interface BookQuestion {
  /** The prices behind all venues, a step ago and now. */
  readonly before: ModelState;
  readonly after: ModelState;
  /** How old what the venue shows is by now; ms. */
  readonly delayMs: number;
  readonly halfSpreadBps: number;
  /** How far the venue's middle is off the market's, by its own noise, and off the track in a coin. */
  readonly offBps: number;
  readonly astrayBps: number;
}

const COIN_TICKS_PER_UNIT = 100;
const STABLECOIN = { halfSpreadBps: 0.5, ticksPerUnit: 100_000, noise: 0.2 };
/** Spreads widen with volatility, up to so many times. */
const WIDEST = 4;

/** The top of a venue's book, in whole ticks, bid below ask. */
export function quoteBook(listing: Listing, question: BookQuestion): QuotedBook {
  const { before, after, delayMs, halfSpreadBps, offBps, astrayBps } = question;
  const stepMs = after.at - before.at;
  const lag = stepMs > 0 ? Math.min(delayMs / stepMs, 1) : 0;
  const seen = lag * priceOf(listing, before) + (1 - lag) * priceOf(listing, after);
  if (listing.underlying === null) {
    const mid = seen * (1 + (STABLECOIN.noise * offBps) / 1e4);
    return aroundInTicks(mid, (mid * STABLECOIN.halfSpreadBps) / 1e4, STABLECOIN.ticksPerUnit);
  }
  const { logVariance } = assetOf(listing.underlying, after);
  const mid = seen * (1 + (offBps + astrayBps) / 1e4);
  const wider = Math.min(Math.exp(logVariance / 2), WIDEST);
  return aroundInTicks(mid, (mid * halfSpreadBps * wider) / 1e4, COIN_TICKS_PER_UNIT);
}

/** The ticks nearest to mid ± half, one apart at least. */
function aroundInTicks(mid: number, half: number, ticksPerUnit: number): QuotedBook {
  const bid = Math.max(Math.round((mid - half) * ticksPerUnit), 1);
  const ask = Math.max(Math.round((mid + half) * ticksPerUnit), bid + 1);
  return { bid: bid / ticksPerUnit, ask: ask / ticksPerUnit };
}

/** In the book's quote currency. */
function priceOf({ underlying, quoteCurrency }: Listing, model: ModelState): number {
  const usdPerUsdt = 1 + model.usdtPremium;
  if (underlying === null) return usdPerUsdt;
  const { spot } = assetOf(underlying, model);
  return quoteCurrency === 'USDT' ? spot / usdPerUsdt : spot;
}

function assetOf(underlying: string, { assets }: ModelState) {
  const asset = assets[underlying];
  if (asset === undefined) throw new Error(`the simulated market has no ${underlying}`);
  return asset;
}

import type { MarketSource } from '../../pricing/index.ts';
import type { MarketScenario, ScenarioVenue } from '../contracts/market-scenario.ts';
import type { MarketCondition } from './conditions.ts';

/** What staff see of the market. Every instant is UTC epoch ms. */
export interface MarketStatus {
  readonly source: Exclude<MarketSource, 'supplied'>;
  /** `ended`: a recording that has played out and does not loop. */
  readonly state: 'idle' | 'starting' | 'running' | 'ended' | 'stopped';
  /** The recording's own time now played; null unless the market is a recording. */
  readonly recordedAt: number | null;
  /** What is assumed rather than observed, to be shown beside prices. */
  readonly notes: readonly string[];
  readonly conditions: readonly MarketCondition[];
  /** Empty when the source has no venues of its own. */
  readonly venues: readonly VenueStatus[];
  readonly composites: readonly CompositeStatus[];
  readonly surfaces: readonly SurfaceStatus[];
  /** What is being played; a simulated market alone has it, once it runs. */
  readonly scenario?: ScenarioStatus;
}

export interface ScenarioStatus {
  readonly scenario: MarketScenario;
  /** Whom it strikes; null for a scenario that is not of venues. */
  readonly venue: ScenarioVenue | null;
  readonly since: number;
  /** When the market begins to return to normal by itself; null while it is normal. */
  readonly until: number | null;
  /** Who asked for it; null when nobody did. */
  readonly setBy: string | null;
}

/** Of a source that has neither venues nor a chain of its own. */
export const NO_VENUES = {
  conditions: [],
  venues: [],
  composites: [],
  surfaces: [],
} as const satisfies Partial<MarketStatus>;

export interface VenueStatus {
  readonly venue: string;
  readonly state: 'connecting' | 'open' | 'waiting' | 'stopped';
  /** Since when it is in this state. */
  readonly since: number;
  /** Why the last connection ended; null while none has. */
  readonly lastFault: string | null;
  readonly connects: number;
  readonly messages: number;
  /** Over the last ten seconds. */
  readonly messagesPerSecond: number;
  /** Frames that could not be read as a price, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly sequenceGaps: number;
  readonly symbols: readonly VenueSymbolStatus[];
}

export interface VenueSymbolStatus {
  readonly symbol: string;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly exchangeAt: number | null;
  readonly receivedAt: number | null;
}

/** How one composite spot came about: whose prices it is made of, and why the others are not among them. */
export interface CompositeStatus {
  /** E.g. `BTC-USD`. */
  readonly symbol: string;
  /** Null when too few venues are fresh. */
  readonly price: number | null;
  readonly at: number | null;
  readonly used: readonly string[];
  readonly excluded: readonly VenueExclusion[];
}

export interface VenueExclusion {
  readonly venue: string;
  readonly reason:
    | 'reconnecting'
    | 'silent'
    | 'stale'
    | 'invalid'
    | 'crossed'
    | 'locked'
    | 'no-conversion'
    | 'outlier'
    | 'too-few';
  /** With the figure and the limit. */
  readonly message: string;
}

export interface SurfaceStatus {
  readonly underlying: string;
  /** When the surface in use was built, and from how many option quotes. */
  readonly builtAt: number | null;
  readonly quotes: number;
  readonly slices: readonly SurfaceSliceStatus[];
  /** How long the last build took; ms. */
  readonly buildMs: number | null;
  /** Builds that failed the quality gates since the start, and what the last of them failed on; the good one before stays in use. */
  readonly refusedBuilds: number;
  readonly lastRefusal: { readonly at: number; readonly reason: string } | null;
}

export interface SurfaceSliceStatus {
  readonly expiry: number;
  readonly forward: number;
  /** A dated future, put-call parity, or else the venue's own; `model` in a simulated market. */
  readonly forwardSource: 'future' | 'parity' | 'venue' | 'model';
  /** Annualised decimal, at the forward. */
  readonly atTheMoneyVolatility: number;
  readonly quotes: number;
  /** Share of the two-sided quotes whose bid and ask hold the fit between them, 0 … 1. */
  readonly shareInside: number | null;
  /** Weighted by vega; volatility points (0.01 = one point is 1). */
  readonly rmsePoints: number | null;
  /** Why this slice is not its own fit; null when it is. */
  readonly fallback: string | null;
  /** By rising strike; absent where no options are listed. */
  readonly listed?: readonly ListedOption[];
}

/** One listed option out of the money, in annualised volatilities. */
export interface ListedOption {
  readonly strike: number;
  readonly optionType: 'call' | 'put';
  /** Null where nobody bids, or where no volatility has that price; so for the ask. */
  readonly bid: number | null;
  readonly ask: number | null;
  /** Of the surface. */
  readonly fit: number;
}

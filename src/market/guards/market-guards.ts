import type { Clock } from '../../platform/clock.ts';
import type { MarketFeed } from '../port.ts';
import type { ReportError } from '../publisher.ts';
import { type Every, everyUnreferenced, reportingOnce } from '../ticker.ts';
import { guardMarket, type MarketLimits } from './guard-market.ts';
import { faultKey, type MarketFault } from './market-fault.ts';

/** A fault that stops quoting until the market has been clean for long enough. */
export interface MarketHalt extends MarketFault {
  /** When it was first seen; UTC epoch ms. */
  readonly since: number;
  /** Since when it has not been seen any more; null while it is there. */
  readonly cleanSince: number | null;
}

export interface MarketHaltChange {
  readonly kind: 'raised' | 'lifted';
  readonly halt: MarketHalt;
  readonly at: number;
}

export interface MarketGuards {
  start(): void;
  stop(): void;
  /** What stops quoting at this very moment: the market is looked at again for the asking. */
  halts(): readonly MarketHalt[];
  /** Calls `listener` with each halt raised and lifted; returns the way to unsubscribe. */
  onChange(listener: (change: MarketHaltChange) => void): () => void;
}

export interface MarketGuardsOptions {
  readonly feed: Pick<MarketFeed, 'current' | 'onSnapshot'>;
  readonly clock: Clock;
  readonly limits: MarketLimits;
  /** How long the market must be clean before a halt is lifted; 0 lifts it at once. */
  readonly recoveryMs: number;
  readonly reportError: ReportError;
  readonly every?: Every;
}

/** Ages grow while nothing is published, so the market is also looked at by this process's own clock. */
const LOOK_EVERY_MS = 250;
/** Time that nobody looked at the market (the process stood still) is not clean time. */
const UNOBSERVED_MS = 1_000;

/**
 * Watches a market for every process that quotes, whatever feeds it: a halt for each fault of each underlying or
 * currency, from the look that first sees it until the market has been clean, and seen to be clean, for `recoveryMs`.
 * A market that has never been seen is no halt: it may be quoted on from its first snapshot.
 */
export function makeMarketGuards(options: MarketGuardsOptions): MarketGuards {
  const { feed, clock, limits, recoveryMs, reportError, every = everyUnreferenced } = options;
  const seenUnderlyings = new Set<string>();
  const listeners = new Set<(change: MarketHaltChange) => void>();
  const stops: (() => void)[] = [];
  let halts: Halts = new Map();
  let lookedAt = clock.now();

  const tell = (change: MarketHaltChange) => {
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (error) {
        reportError(error);
      }
    }
  };

  const look = () => {
    const now = clock.now();
    const found = faultsNow(feed, { now, limits, seenUnderlyings });
    if (found.length === 0 && halts.size === 0) {
      lookedAt = now;
      return;
    }
    const gap = now - lookedAt;
    lookedAt = now;
    const next = nextHalts(halts, { found, now, recoveryMs, observed: gap >= 0 && gap <= UNOBSERVED_MS });
    halts = next.halts;
    for (const change of next.changes) tell(change);
  };

  return {
    start() {
      stops.push(feed.onSnapshot(look), every(LOOK_EVERY_MS, reportingOnce(look, reportError)));
    },
    stop() {
      for (const stop of stops.splice(0)) stop();
    },
    halts() {
      look();
      return [...halts.values()];
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Halts = ReadonlyMap<string, MarketHalt>;

interface Seen {
  readonly found: readonly MarketFault[];
  readonly now: number;
  readonly recoveryMs: number;
  /** Whether somebody looked all the time since the look before. */
  readonly observed: boolean;
}

/** The halts after a look: what is found is raised or stays, what is gone is lifted once it was clean for long enough. */
function nextHalts(
  before: Halts,
  { found, now, recoveryMs, observed }: Seen,
): { readonly halts: Halts; readonly changes: readonly MarketHaltChange[] } {
  const present = found.map((fault): readonly [string, MarketHalt] => {
    const key = faultKey(fault);
    return [key, { ...fault, since: before.get(key)?.since ?? now, cleanSince: null }];
  });
  const keys = new Set(present.map(([key]) => key));
  const clean = [...before]
    .filter(([key]) => !keys.has(key))
    .map(([key, halt]) => [key, { ...halt, cleanSince: observed ? (halt.cleanSince ?? now) : now }] as const);
  const isRecovered = ({ cleanSince }: { readonly cleanSince: number }) => now - cleanSince >= recoveryMs;
  return {
    halts: new Map([...present, ...clean.filter(([, halt]) => !isRecovered(halt))]),
    changes: [
      ...present.filter(([key]) => !before.has(key)).map(([, halt]) => ({ kind: 'raised' as const, halt, at: now })),
      ...clean.filter(([, halt]) => isRecovered(halt)).map(([, halt]) => ({ kind: 'lifted' as const, halt, at: now })),
    ],
  };
}

interface Look {
  readonly now: number;
  readonly limits: MarketLimits;
  /** An underlying that was there and is gone is a fault; remembered here. */
  readonly seenUnderlyings: Set<string>;
}

function faultsNow(feed: Pick<MarketFeed, 'current'>, { now, limits, seenUnderlyings }: Look): MarketFault[] {
  const current = feed.current();
  if (current === null) return [];
  for (const underlying of Object.keys(current.snapshot.underlyings)) seenUnderlyings.add(underlying);
  const aged = [...seenUnderlyings].flatMap((underlying) => guardMarket(current.snapshot, { underlying, now, limits }));
  return [...aged, ...current.conditions];
}

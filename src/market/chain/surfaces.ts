import type { ForwardCurve, VolatilitySurface } from '../../../pricing/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { SurfaceStatus } from '../status.ts';
import type { BuildInput, BuildLimits } from './build-surface.ts';
import type { ChainStore } from './chain-store.ts';
import { type QualityLimits, qualityFault, type SpottedSurface } from './quality.ts';
import type { SurfaceBuilder } from './surface-builder.ts';

export interface SurfaceLimits {
  readonly build: BuildLimits;
  readonly quality: QualityLimits;
  /** Least time between the starts of two builds of one underlying; ms. */
  readonly rebuildMs: number;
  /** A surface older than this is not quoted on, and no measure for the next one; ms. */
  readonly staleMs: number;
}

/** What a snapshot takes from the surface in use, at any spot. */
export interface SurfaceInUse {
  /** When the newest option quote in it came; UTC epoch ms. */
  readonly at: number;
  readonly volatility: VolatilitySurface;
  /** As the forwards stood to the spot when the surface was built. */
  forwardsAt(spot: number): ForwardCurve;
}

export interface SurfaceChange {
  readonly underlying: string;
  /** Why the new surface was refused; null when it is in use. */
  readonly refusal: string | null;
  readonly status: SurfaceStatus;
}

export interface Surfaces {
  /** Starts what is due: a build for each underlying whose chain has changed, one at a time. */
  rebuild(spotOf: (underlying: string) => number | null): void;
  inUse(underlying: string): SurfaceInUse | null;
  status(): readonly SurfaceStatus[];
}

export interface SurfacesOptions {
  readonly underlyings: readonly string[];
  readonly chain: ChainStore;
  readonly builder: Pick<SurfaceBuilder, 'build'>;
  readonly clock: Clock;
  readonly limits: SurfaceLimits;
  /** Told of each build that ends. Must not throw. */
  readonly onBuilt: (change: SurfaceChange) => void;
}

interface Workshop {
  readonly underlying: string;
  revision: number;
  startedAt: number;
  building: boolean;
  good: SpottedSurface | null;
  inUse: SurfaceInUse | null;
  builtAt: number | null;
  buildMs: number | null;
  refusedBuilds: number;
  lastRefusal: SurfaceStatus['lastRefusal'];
}

/**
 * Keeps a good surface for each underlying: built anew from the latest chain, and replaced only by one that passes the
 * quality gates. A refused one leaves the good one in use, which then ages until the guards stop quoting on it.
 */
export function makeSurfaces({ underlyings, chain, builder, clock, limits, onBuilt }: SurfacesOptions): Surfaces {
  const shops = new Map(underlyings.map((underlying) => [underlying, idleWorkshop(underlying)]));

  const isDue = ({ underlying, building, startedAt, revision }: Workshop) => {
    const waited = clock.now() - startedAt;
    const hasWaited = waited >= limits.rebuildMs || waited < 0; // a clock that was set back
    return !building && hasWaited && revision !== chain.revisionOf(underlying);
  };

  const build = async (shop: Workshop, spot: number) => {
    const { underlying } = shop;
    const asOf = clock.now();
    shop.building = true;
    shop.startedAt = asOf;
    shop.revision = chain.revisionOf(underlying);
    const input = { underlying, asOf, limits: limits.build, ...chain.ticksOf(underlying, asOf) };
    const refusal = await attempt(shop, { input, spot, builder, clock, limits });
    const endedAt = clock.now();
    shop.building = false;
    shop.buildMs = endedAt - asOf;
    if (refusal !== null) {
      shop.refusedBuilds += 1;
      shop.lastRefusal = { at: endedAt, reason: refusal };
    }
    onBuilt({ underlying, refusal, status: statusOf(shop) });
  };

  return {
    rebuild(spotOf) {
      for (const shop of shops.values()) {
        const spot = isDue(shop) ? spotOf(shop.underlying) : null;
        if (spot !== null) void build(shop, spot);
      }
    },
    inUse: (underlying) => shops.get(underlying)?.inUse ?? null,
    status: () => [...shops.values()].map(statusOf),
  };
}

function idleWorkshop(underlying: string): Workshop {
  return {
    underlying,
    revision: 0,
    startedAt: -Infinity,
    building: false,
    good: null,
    inUse: null,
    builtAt: null,
    buildMs: null,
    refusedBuilds: 0,
    lastRefusal: null,
  };
}

interface Attempt {
  readonly input: BuildInput;
  readonly spot: number;
  readonly builder: Pick<SurfaceBuilder, 'build'>;
  readonly clock: Clock;
  readonly limits: SurfaceLimits;
}

/** Puts a new surface into use; or says why not. */
async function attempt(shop: Workshop, { input, spot, builder, clock, limits }: Attempt): Promise<string | null> {
  try {
    const next: SpottedSurface = { built: await builder.build(input), spot };
    const now = clock.now();
    const { good } = shop;
    const isStale = good === null || now - good.built.report.quotedAt > limits.staleMs;
    const fault = qualityFault(next, { before: isStale ? null : good, limits: limits.quality });
    if (fault !== null) return fault;
    shop.good = next;
    shop.inUse = useOf(next);
    shop.builtAt = now;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function useOf({ built, spot: builtSpot }: SpottedSurface): SurfaceInUse {
  const ratios = built.forwards.nodes.map(({ expiry, price }) => ({ expiry, ratio: price / builtSpot }));
  return {
    at: built.report.quotedAt,
    volatility: built.volatility,
    forwardsAt: (spot) => ({
      kind: 'dated',
      nodes: ratios.map(({ expiry, ratio }) => ({ expiry, price: spot * ratio })),
    }),
  };
}

function statusOf({ underlying, good, builtAt, buildMs, refusedBuilds, lastRefusal }: Workshop): SurfaceStatus {
  const report = good?.built.report;
  return {
    underlying,
    builtAt,
    quotes: report?.quotes ?? 0,
    slices: report?.slices ?? [],
    buildMs,
    refusedBuilds,
    lastRefusal,
  };
}

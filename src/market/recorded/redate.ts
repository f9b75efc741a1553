import type { DiscountCurve, ForwardCurve, MarketSnapshot, VolatilitySurface } from '../../../pricing/index.ts';
import { DAY_MS } from '../durations.ts';

export interface Redating {
  /** The service's time that the snapshot becomes; UTC epoch ms. */
  readonly now: number;
  /** By which dates move; a multiple of a day, so that expiries stay at 08:00 UTC. */
  readonly shiftMs: number;
  /** Recorded seconds per second: by how much ages shrink. */
  readonly speed: number;
}

export type Redate = (recorded: MarketSnapshot, redating: Redating) => MarketSnapshot;

/**
 * Whole days that bring a recorded moment to now or later: no expiry comes closer than it was, or moves away by more
 * than a day.
 */
export function daysBetween(recordedAt: number, now: number): number {
  return Math.ceil((now - recordedAt) / DAY_MS) * DAY_MS;
}

/**
 * Makes a recorded snapshot one of now. Spots and forwards keep their prices, discount rates their values, and smiles
 * their total variance: SVI is in total variance already, points are scaled by sqrt(recorded time / new time) when their
 * surface is first seen. A surface that comes again, the same object, gives the same object again.
 */
export function makeRedate(): Redate {
  const surfaces = new WeakMap<VolatilitySurface, { readonly shiftMs: number; readonly moved: VolatilitySurface }>();
  const curves = new WeakMap<DiscountCurve, { readonly shiftMs: number; readonly moved: DiscountCurve }>();

  return (recorded, { now, shiftMs, speed }) => {
    const surfaceOf = (surface: VolatilitySurface) =>
      kept(surfaces, surface, {
        shiftMs,
        move: () => movedSurface(surface, { recordedAt: recorded.asOf, now, shiftMs }),
      });
    const curveOf = (curve: DiscountCurve) => kept(curves, curve, { shiftMs, move: () => movedCurve(curve, shiftMs) });
    const confirmedAt = (at: number) => Math.floor(now - (recorded.asOf - at) / speed);
    return {
      asOf: now,
      source: 'recorded',
      underlyings: mapValues(recorded.underlyings, ({ realisedAverage, ...market }) => ({
        ...market,
        ...(realisedAverage === undefined
          ? {}
          : { realisedAverage: { from: realisedAverage.from + shiftMs, price: realisedAverage.price } }),
        spotAt: confirmedAt(market.spotAt),
        surfaceAt: confirmedAt(market.surfaceAt),
        forwards: movedForwards(market.forwards, shiftMs),
        volatility: surfaceOf(market.volatility),
      })),
      discounts: mapValues(recorded.discounts, curveOf),
      conversions: recorded.conversions,
    };
  };
}

function kept<T extends object>(
  cache: WeakMap<T, { readonly shiftMs: number; readonly moved: T }>,
  given: T,
  { shiftMs, move }: { readonly shiftMs: number; readonly move: () => T },
): T {
  const before = cache.get(given);
  if (before !== undefined && before.shiftMs === shiftMs) return before.moved;
  const moved = move();
  cache.set(given, { shiftMs, moved });
  return moved;
}

function movedForwards(forwards: ForwardCurve, shiftMs: number): ForwardCurve {
  if (forwards.kind === 'carry') return forwards;
  return { ...forwards, nodes: forwards.nodes.map((node) => ({ ...node, expiry: node.expiry + shiftMs })) };
}

function movedCurve(curve: DiscountCurve, shiftMs: number): DiscountCurve {
  if (curve.kind === 'flat') return curve;
  return { ...curve, nodes: curve.nodes.map((node) => ({ ...node, expiry: node.expiry + shiftMs })) };
}

function movedSurface(
  surface: VolatilitySurface,
  { recordedAt, now, shiftMs }: { readonly recordedAt: number; readonly now: number; readonly shiftMs: number },
): VolatilitySurface {
  if (surface.kind === 'flat') return surface;
  if (surface.kind === 'svi') {
    return { ...surface, slices: surface.slices.map((slice) => ({ ...slice, expiry: slice.expiry + shiftMs })) };
  }
  return {
    ...surface,
    slices: surface.slices.map((slice) => {
      const expiry = slice.expiry + shiftMs;
      const scale = Math.sqrt(Math.max(slice.expiry - recordedAt, 0) / (expiry - now));
      return { ...slice, expiry, volatilities: slice.volatilities.map((volatility) => volatility * scale) };
    }),
  };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

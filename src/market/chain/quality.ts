import type { ForwardCurve } from '../../../pricing/index.ts';
import { toInstant } from '../../platform/clock.ts';
import type { BuiltSurface } from './build-surface.ts';

export interface QualityLimits {
  readonly minExpiries: number;
  readonly minQuotes: number;
  /** Of the two-sided quotes, the least share that must hold the fit between bid and ask; 0 … 1. */
  readonly minInsideShare: number;
  /** Of any slice; volatility points. */
  readonly maxRmsePoints: number;
  /** Farthest that a forward over spot may move from one surface to the next; basis points. */
  readonly maxForwardJumpBps: number;
  /** Least share of the quotes, and of the expiries, of the surface before; 0 … 1. Less is a chain that is still arriving. */
  readonly minShareOfBefore: number;
}

/** A surface in use, with the spot it was built beside. */
export interface SpottedSurface {
  readonly built: BuiltSurface;
  readonly spot: number;
}

/**
 * Why this surface may not replace the one in use; null when it may. It is compared with `before` only while that one
 * may still be quoted on: a stale one must not lock better ones out.
 */
export function qualityFault(
  { built, spot }: SpottedSurface,
  { before, limits }: { readonly before: SpottedSurface | null; readonly limits: QualityLimits },
): string | null {
  return ownFault(built, limits) ?? (before === null ? null : jumpFault({ built, spot }, before, limits));
}

function ownFault({ report }: BuiltSurface, limits: QualityLimits): string | null {
  const { minExpiries, minQuotes, minInsideShare, maxRmsePoints } = limits;
  const { slices, quotes, insideShare, rmsePoints } = report;
  if (!(slices.length >= minExpiries)) return `expiries must be at least ${minExpiries}, were ${slices.length}`;
  if (!(quotes >= minQuotes)) return `quotes must be at least ${minQuotes}, were ${quotes}`;
  if (!(insideShare >= minInsideShare)) {
    return `share inside bid and ask must be at least ${minInsideShare}, was ${insideShare.toFixed(3)}`;
  }
  if (!(rmsePoints <= maxRmsePoints)) {
    const worst = slices.toSorted((a, b) => (b.rmsePoints ?? 0) - (a.rmsePoints ?? 0))[0];
    const where = worst === undefined ? '' : ` at ${toInstant(worst.expiry)}`;
    return `error must be at most ${maxRmsePoints} volatility points, was ${rmsePoints.toFixed(2)}${where}`;
  }
  return null;
}

function jumpFault(
  { built, spot }: SpottedSurface,
  before: SpottedSurface,
  { maxForwardJumpBps, minShareOfBefore }: QualityLimits,
): string | null {
  const { quotes } = before.built.report;
  if (!(built.report.quotes >= minShareOfBefore * quotes)) {
    return `quotes must be at least ${minShareOfBefore} of the ${quotes} before, were ${built.report.quotes}`;
  }
  const nodes = new Map(built.forwards.nodes.map(({ expiry, price }) => [expiry, price]));
  const alive = before.built.forwards.nodes.filter(({ expiry }) => expiry > built.asOf);
  const kept = alive.filter(({ expiry }) => nodes.has(expiry));
  if (!(kept.length >= minShareOfBefore * alive.length)) {
    return `expiries must be at least ${minShareOfBefore} of the ${alive.length} before, were ${kept.length}`;
  }
  return (
    kept
      .map((node) => forwardJump(node, { nodes, spots: { now: spot, before: before.spot }, maxForwardJumpBps }))
      .find((fault) => fault !== null) ?? null
  );
}

type Node = Extract<ForwardCurve, { kind: 'dated' }>['nodes'][number];

interface Jump {
  readonly nodes: ReadonlyMap<number, number>;
  readonly spots: { readonly now: number; readonly before: number };
  readonly maxForwardJumpBps: number;
}

function forwardJump({ expiry, price }: Node, { nodes, spots, maxForwardJumpBps }: Jump): string | null {
  const ratioBefore = price / spots.before;
  const ratio = (nodes.get(expiry) ?? Number.NaN) / spots.now;
  const jumpBps = (1e4 * Math.abs(ratio - ratioBefore)) / ratioBefore;
  if (jumpBps <= maxForwardJumpBps) return null;
  const where = `the forward over spot of ${toInstant(expiry)}`;
  return `${where} may move by ${maxForwardJumpBps} bp, moved by ${jumpBps.toFixed(1)} from ${ratioBefore.toFixed(5)} to ${ratio.toFixed(5)}`;
}

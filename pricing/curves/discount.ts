import { PricingError } from '../errors.ts';
import type { DiscountCurve } from '../market.ts';
import { exp } from '../numerics/elementary.ts';
import { yearsBetween } from '../time.ts';
import { monotoneConvex, type RateNode } from './monotone-convex.ts';

export interface CurveInstant {
  /** Valuation time; UTC epoch ms. */
  readonly asOf: number;
  /** The date asked for; UTC epoch ms. */
  readonly at: number;
}

/**
 * Discount factor from `at` to `asOf`: 1 at or before `asOf`, log-linear between today and the nodes (constant
 * instantaneous forward rate in each gap) unless the curve asks for monotone-convex forward rates, and the last forward
 * rate for ever after the last node.
 *
 * @throws PricingError INVALID_INPUT for a dated curve without nodes after `asOf`.
 */
export function discountFactor(curve: DiscountCurve, { asOf, at }: CurveInstant): number {
  if (at <= asOf) return 1;
  return exp(logDiscount(curve, { asOf, at }));
}

/** Continuous zero rate, ACT/365F, to `at`; the short rate when `at` is not after `asOf`. */
export function zeroRate(curve: DiscountCurve, { asOf, at }: CurveInstant): number {
  if (curve.kind === 'flat') return curve.rate;
  const date = at > asOf ? at : firstAfter(curve.nodes, asOf).expiry;
  return -logDiscount(curve, { asOf, at: date }) / yearsBetween({ from: asOf, to: date });
}

function logDiscount(curve: DiscountCurve, { asOf, at }: CurveInstant): number {
  if (curve.kind === 'flat') return -curve.rate * yearsBetween({ from: asOf, to: at });
  firstAfter(curve.nodes, asOf);
  const years = yearsBetween({ from: asOf, to: at });
  if (curve.interpolation === 'monotone-convex') return -monotoneConvex(liveNodes(curve.nodes, asOf), years);
  let before = { years: 0, log: 0 };
  let after = before;
  for (const node of curve.nodes) {
    if (node.expiry <= asOf) continue;
    const nodeYears = yearsBetween({ from: asOf, to: node.expiry });
    before = after;
    after = { years: nodeYears, log: -node.rate * nodeYears };
    if (nodeYears >= years) break;
  }
  return logLinear(before, after, years);
}

export interface LogNode {
  readonly years: number;
  readonly log: number;
}

/** The straight line through two nodes at `years`, exact at the second one; also used beyond it. */
export function logLinear(before: LogNode, after: LogNode, years: number): number {
  return after.log + ((years - after.years) / (after.years - before.years)) * (after.log - before.log);
}

function liveNodes(nodes: readonly { readonly expiry: number; readonly rate: number }[], asOf: number): RateNode[] {
  return nodes
    .filter((node) => node.expiry > asOf)
    .map(({ expiry, rate }) => ({ years: yearsBetween({ from: asOf, to: expiry }), rate }));
}

function firstAfter<T extends { readonly expiry: number }>(nodes: readonly T[], asOf: number): T {
  const first = nodes.find((node) => node.expiry > asOf);
  if (first === undefined) {
    throw new PricingError(
      'INVALID_INPUT',
      `discount curve must have a node after ${asOf}, had ${nodes.length} nodes`,
      {
        asOf,
        nodes: nodes.length,
      },
    );
  }
  return first;
}

import { requirePositive } from '../errors.ts';
import type { ForwardCurve } from '../market.ts';
import { exp, logRatio } from '../numerics/elementary.ts';
import { yearsBetween } from '../time.ts';
import { type CurveInstant, logLinear } from './discount.ts';

export interface ForwardQuery extends CurveInstant {
  /** Quote currency per unit of the base. */
  readonly spot: number;
}

/**
 * Forward price to `at`; quote currency per unit of the base. Spot at or before `asOf`; log-linear in forward / spot
 * between spot and the dated nodes (constant carry in each gap), the last gap's carry beyond the last node. Nodes at
 * or before `asOf` are ignored; without any node left the forward is the spot.
 */
export function forwardPrice(curve: ForwardCurve, { spot, asOf, at }: ForwardQuery): number {
  requirePositive('spot', spot);
  if (at <= asOf) return spot;
  const years = yearsBetween({ from: asOf, to: at });
  if (curve.kind === 'carry') return spot * exp(curve.carry * years);
  let before = { years: 0, log: 0 };
  let after = before;
  for (const node of curve.nodes) {
    if (node.expiry <= asOf) continue;
    requirePositive('forward', node.price);
    if (node.expiry === at) return node.price;
    before = after;
    after = { years: yearsBetween({ from: asOf, to: node.expiry }), log: logRatio(node.price, spot) };
    if (node.expiry > at) break;
  }
  return after.years === 0 ? spot : spot * exp(logLinear(before, after, years));
}

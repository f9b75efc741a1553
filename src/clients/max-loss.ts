import type { ConductPolicy } from '../contracts/conduct.ts';
import type { Leg } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';

const DAY_MS = 86_400_000;

export interface LossInput {
  readonly legs: readonly Leg[];
  /** The client's side of the package. */
  readonly side: Side;
  readonly quantity: string;
  /** Dollars per unit of the base asset. */
  readonly spot: number;
  /** What the client pays for the package, in dollars; null while there is no price. */
  readonly premiumUsd: number | null;
  /** UTC epoch ms. */
  readonly now: number;
}

/**
 * Dollars that the client may lose: the premium paid, and for every leg that can come to cost more (forwards, options
 * sold) the stressed loss, a share of notional by days to expiry; for a digital sold the whole payout. Legs do not net:
 * the plain measure overstates, never understates.
 */
export function maxLossUsd(
  { legs, side, quantity, spot, premiumUsd, now }: LossInput,
  stress: ConductPolicy['stress'],
) {
  const owed = legs.reduce((sum, leg) => {
    const { instrument } = leg;
    if (instrument.kind !== 'forward' && leg.side === side) return sum;
    const days = (Date.parse(instrument.expiry) - now) / DAY_MS;
    const share = new Decimal(stress.steps.find(({ upToDays }) => days <= upToDays)?.share ?? stress.beyond);
    const units = new Decimal(quantity).times(leg.ratio);
    if (instrument.kind !== 'digital') return sum.plus(units.times(spot).times(share));
    const payout = units.times(instrument.payout);
    return sum.plus(instrument.settlement.style === 'linear' ? payout : payout.times(spot).times(share.plus(1)));
  }, new Decimal(0));
  return owed.plus(Math.max(premiumUsd ?? 0, 0));
}

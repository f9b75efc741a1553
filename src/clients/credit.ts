import type { Leg, RfqSide } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';

const DAY_MS = 86_400_000;

/** Potential exposure by days to expiry, as a share of notional in BTC; other coins move more. */
const ADD_ONS = [
  { upToDays: 31, share: '0.35' },
  { upToDays: 92, share: '0.5' },
  { upToDays: 366, share: '0.7' },
] as const;
const ADD_ON_BEYOND = '1';
const OTHER_COIN_FACTOR = '1.25';

export interface ExposureInput {
  readonly legs: readonly Leg[];
  /** The client's side of the package. */
  readonly side: Side;
  readonly quantity: string;
  /** Dollars per unit of the base asset. */
  readonly spot: number;
  /** UTC epoch ms. */
  readonly now: number;
}

/**
 * Dollars of credit that a trade would use: an add-on of the notional for every leg on which the client can come to
 * owe (forwards, options sold). No netting between legs: the plain measure overstates, never understates.
 */
export function creditUseUsd({ legs, side, quantity, spot, now }: ExposureInput): Decimal {
  return legs.reduce((sum, leg) => {
    if (!canOwe(leg, side)) return sum;
    const days = (Date.parse(leg.instrument.expiry) - now) / DAY_MS;
    const share = ADD_ONS.find(({ upToDays }) => days <= upToDays)?.share ?? ADD_ON_BEYOND;
    const factor = leg.instrument.underlying.startsWith('BTC-') ? '1' : OTHER_COIN_FACTOR;
    const notional = new Decimal(quantity).times(leg.ratio).times(spot);
    return sum.plus(notional.times(share).times(factor));
  }, new Decimal(0));
}

/** Whether the client can come to owe on any side that may still come about; if not, no credit is needed. */
export function mayUseCredit(legs: readonly Leg[], side: RfqSide): boolean {
  const sides: readonly Side[] = side === 'two-way' ? ['buy', 'sell'] : [side];
  return sides.some((one) => legs.some((leg) => canOwe(leg, one)));
}

/** Who buys an option has paid all that can be owed. */
function canOwe({ instrument, side: legSide }: Leg, side: Side): boolean {
  return instrument.kind !== 'option' || legSide !== side;
}

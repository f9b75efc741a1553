import { sql } from 'kysely';
import type { Leg } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';
import type { Executor } from '../platform/database/database.ts';
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
 * owe (forwards, options sold), the whole payout for a digital sold. No netting between legs: the plain measure
 * overstates, never understates.
 */
export function creditUseUsd({ legs, side, quantity, spot, now }: ExposureInput): Decimal {
  return legs.reduce((sum, leg) => {
    const clientBuys = leg.side === side;
    if (leg.instrument.kind !== 'forward' && clientBuys) return sum;
    const days = (Date.parse(leg.instrument.expiry) - now) / DAY_MS;
    const share = ADD_ONS.find(({ upToDays }) => days <= upToDays)?.share ?? ADD_ON_BEYOND;
    const factor = leg.instrument.underlying.startsWith('BTC-') ? '1' : OTHER_COIN_FACTOR;
    const move = new Decimal(share).times(factor);
    const units = new Decimal(quantity).times(leg.ratio);
    if (leg.instrument.kind === 'digital') return sum.plus(units.times(payoutUsd(leg.instrument, { spot, move })));
    return sum.plus(units.times(spot).times(move));
  }, new Decimal(0));
}

type Digital = Extract<Leg['instrument'], { kind: 'digital' }>;

/** The most that one unit can come to owe; of coin, at a spot that has risen by the add-on. */
function payoutUsd({ payout, settlement }: Digital, { spot, move }: { spot: number; move: Decimal }): Decimal {
  const paid = new Decimal(payout);
  return settlement.style === 'linear' ? paid : paid.times(spot).times(move.plus(1));
}

/** Dollars in use by acceptances whose exposure has not ended: what was accepted counts before it is booked. */
export async function creditUsedUsd(db: Executor, accountId: string, now: number): Promise<string> {
  const { rows } = await sql<{ used: string }>`/* prepared: credit_used */
    select coalesce(sum(credit_use_usd), 0) as used from acceptance
    where account_id = ${accountId} and accepted and credit_until > ${new Date(now)}`.execute(db);
  return rows[0]?.used ?? '0';
}

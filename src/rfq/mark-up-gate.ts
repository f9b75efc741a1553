import type { MarketSnapshot } from '../../pricing/index.ts';
import type { MarkUpBand, RuleFailure } from '../approvals/index.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import { type MarkUpBps, markUpBps, type Passport } from '../quoting/index.ts';

/** What a release was held to, as its decision keeps it; basis points of the notional. */
export interface HeldMarkUp extends MarkUpBps {
  readonly band: MarkUpBand;
}

/** Null where no record sets a band, or no price is about to go out. */
export function heldMarkUp(
  request: CreateRfqRequest,
  {
    band,
    passport,
    market,
  }: {
    readonly band: MarkUpBand | null;
    readonly passport: Passport | undefined;
    readonly market: MarketSnapshot | null;
  },
): HeldMarkUp | null {
  if (band === null || passport === undefined) return null;
  const measured = market === null ? UNMEASURED : markUpBps(request, passport, market);
  return { bid: shown(passport.bid, measured.bid), offer: shown(passport.offer, measured.offer), band };
}

const UNMEASURED = { bid: Number.NaN, offer: Number.NaN };

const shown = (side: object | null, bps: number | null) => (side === null ? null : bps);

/** Rule TR-13, of each side that would be shown. What cannot be measured is outside every band. */
export function markUpFailures(held: HeldMarkUp | null): RuleFailure[] {
  if (held === null) return [];
  const { min, max } = held.band;
  return (['bid', 'offer'] as const).flatMap((side) => {
    const bps = held[side];
    if (bps === null || (bps >= Number(min.bps) && bps <= Number(max.bps))) return [];
    const from = [...new Set([min.from, max.from].map(({ approvalId, version }) => `${approvalId} v${version}`))];
    const message = `MARKUP ${side} markUpBps=${bps.toFixed(4)} band ${min.bps} to ${max.bps} from ${from.join(', ')}`;
    return [{ rule: 'TR-13', code: 'RISK_LIMIT' as const, message }];
  });
}

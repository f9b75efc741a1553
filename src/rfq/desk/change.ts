import type { QuoteReference, RequoteReason } from '../../contracts/quote.ts';

export interface QuotedOn {
  readonly reference: QuoteReference;
  readonly policyVersion: string;
}

/** Below so much of spot, a move of the market is not why a price was changed. */
const NEGLIGIBLE_OF_SPOT = 1e-6;

/** Why a price differs from the one before: what moved it most, to first order; a policy if the market stood still. */
export function changeSince(before: QuotedOn, now: QuotedOn): RequoteReason {
  const spot = Number(now.reference.spot);
  const bySpot = Math.abs(Number(now.reference.delta) * (spot - Number(before.reference.spot)));
  const byVolatility = Math.abs(
    Number(now.reference.vega) * (Number(now.reference.impliedVol ?? 0) - Number(before.reference.impliedVol ?? 0)),
  );
  if (Math.max(bySpot, byVolatility) > spot * NEGLIGIBLE_OF_SPOT) return bySpot >= byVolatility ? 'spot' : 'volatility';
  return before.policyVersion === now.policyVersion ? 'trader' : 'policy';
}

import type { Currency } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';
import type { BuiltQuote } from './build-quote.ts';
import type { SpreadPolicy } from './spread-policy.ts';

/** What a client was last shown. */
export type ShownPrice = Pick<BuiltQuote, 'bid' | 'offer' | 'passport'>;

/**
 * Whether a price has left the one shown by more than the policy's tolerance on either side: so many ticks, or so large a
 * share of the spread (twice the distance from the model value), whichever is more.
 */
export function hasMoved(
  { shown, now, premiumCurrency }: { shown: ShownPrice; now: ShownPrice; premiumCurrency: Currency },
  { ticks, streaming }: Pick<SpreadPolicy, 'ticks' | 'streaming'>,
): boolean {
  const inTicks = new Decimal(ticks[premiumCurrency]).times(streaming.toleranceTicks);
  return (['bid', 'offer'] as const).some((side) => {
    const [before, after, parts] = [shown[side], now[side], shown.passport[side]];
    if (before === null || after === null || parts === null) return before !== after;
    const spread = new Decimal(parts.price).minus(parts.modelValue).abs().times(2);
    const tolerance = Decimal.max(inTicks, spread.times(streaming.toleranceShareOfSpread));
    return new Decimal(after).minus(before).abs().gt(tolerance);
  });
}

import type { SpotTick } from '../ticks.ts';
import { positive } from './json.ts';
import { rejected, type Said, ticked } from './protocol.ts';

/** A top of book as a venue gives it: its prices are not looked at yet. */
export interface GivenBook extends Omit<SpotTick, 'kind' | 'bid' | 'ask'> {
  readonly bid: unknown;
  readonly ask: unknown;
}

/**
 * A side that nobody quotes (absent, null, empty or 0) becomes 0: whoever prices must know at once that this book is no
 * price any more. Text that is no number is rejected.
 */
export function spotTick({ bid, ask, ...origin }: GivenBook): readonly Said[] {
  const bidPrice = sideOf(bid);
  const askPrice = sideOf(ask);
  if (bidPrice === null || askPrice === null) return rejected('price is not a number');
  return ticked({ kind: 'spot', ...origin, bid: bidPrice, ask: askPrice });
}

function sideOf(price: unknown): number | null {
  const absent = price === undefined || price === null || price === '' || Number(price) === 0;
  return absent ? 0 : positive(price);
}

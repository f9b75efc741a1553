import type { MarketStatusView } from '../../contracts/market-status.ts';

type Slice = MarketStatusView['surfaces'][number]['slices'][number];

/** Below this share of bids and asks around the fit, or above this error, somebody should look. */
const INSIDE_MIN = 0.8;
const POINTS_MAX = 2;

export interface Quality {
  readonly good: boolean;
  readonly words: string;
}

/** One word and a mark on a slice, never by colour alone. */
export function qualityOf({ fallback, quotes, shareInside, rmsePoints }: Slice): Quality {
  if (fallback !== null) return { good: false, words: `✕ not its own fit: ${fallback}` };
  if (quotes === 0) return { good: true, words: '○ of the model, fitted to no quotes' };
  if (shareInside !== null && Number(shareInside) < INSIDE_MIN) return { good: false, words: '✕ outside bid and ask' };
  if (rmsePoints !== null && Number(rmsePoints) > POINTS_MAX) return { good: false, words: '✕ far from quotes' };
  return { good: true, words: '✓ inside bid and ask' };
}

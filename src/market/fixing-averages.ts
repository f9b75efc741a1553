import type { MarketSnapshot, UnderlyingMarket } from '../../pricing/index.ts';

/** The market's cut: listed expiries fix on the average of the half hour before it. */
const CUT_MS = 8 * 3_600_000;
const WINDOW_MS = 30 * 60_000;
const DAY_MS = 86_400_000;
/** Who has not seen a spot so shortly before the window opened cannot know its average. */
const OPENING_PATIENCE_MS = 10_000;

interface Watched {
  /** The window's opening; UTC epoch ms. */
  readonly from: number;
  /** Spot times milliseconds, from the opening to `at`. */
  readonly area: number;
}

interface Seen {
  readonly at: number;
  readonly spot: number;
  /** Null outside a window, and in one whose opening was not seen. */
  readonly watched: Watched | null;
}

export interface FixingAverages {
  /** The snapshot with each underlying's realised average, inside the half hour before the cut; the same object outside. */
  withAverages(snapshot: MarketSnapshot): MarketSnapshot;
}

/**
 * Keeps the time-weighted average of each spot since the fixing window of 07:30 to 08:00 UTC opened, a spot counting until
 * the next one is seen. An underlying whose opening was missed gets none: an option in its window is then not valued,
 * rather than valued on a guess.
 */
export function makeFixingAverages(): FixingAverages {
  const seen = new Map<string, Seen>();

  const averaged = (underlying: string, market: UnderlyingMarket, asOf: number): UnderlyingMarket => {
    const watched = watch(seen.get(underlying) ?? null, asOf);
    seen.set(underlying, { at: asOf, spot: market.spot, watched });
    if (watched === null) return market;
    const elapsed = asOf - watched.from;
    const price = elapsed === 0 ? market.spot : watched.area / elapsed;
    return { ...market, realisedAverage: { from: watched.from, price } };
  };

  return {
    withAverages(snapshot) {
      const { asOf, underlyings } = snapshot;
      const entries = Object.entries(underlyings).map(
        ([underlying, market]) => [underlying, averaged(underlying, market, asOf)] as const,
      );
      return windowOpening(asOf) === null ? snapshot : { ...snapshot, underlyings: Object.fromEntries(entries) };
    },
  };
}

/** What is known at `asOf` of the window that is open then. */
function watch(before: Seen | null, asOf: number): Watched | null {
  const from = windowOpening(asOf);
  if (from === null || before === null || asOf < before.at) return null;
  if (before.watched?.from === from) {
    return { from, area: before.watched.area + before.spot * (asOf - before.at) };
  }
  const sawTheOpening = before.at <= from && from - before.at <= OPENING_PATIENCE_MS;
  return sawTheOpening ? { from, area: before.spot * (asOf - from) } : null;
}

/** The opening of the window that holds `at`; null outside. */
function windowOpening(at: number): number | null {
  const opening = Math.floor(at / DAY_MS) * DAY_MS + CUT_MS - WINDOW_MS;
  return at >= opening && at < opening + WINDOW_MS ? opening : null;
}

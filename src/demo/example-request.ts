import type { IdentifiedSnapshot } from '../market/index.ts';

/** Roughly so far out of the money, rounded to two leading digits or a half of the second: 105,000 on a spot of 100,000. */
const ABOVE_SPOT = 1.05;
const MONTHS_AHEAD_MS = 120 * 86_400_000;

/** A request that the market of now quotes, as one line for a terminal. */
export function exampleRequest(snapshot: IdentifiedSnapshot | null): string {
  const words = ['npm run otc -- rfq --underlying BTC-USD --kind option --type call'];
  if (snapshot !== null) {
    const { asOf, underlyings } = snapshot.snapshot;
    const spot = underlyings['BTC-USD']?.spot ?? 100_000;
    const step = 5 * 10 ** (Math.floor(Math.log10(spot)) - 2);
    words.push(`--strike ${Math.round((spot * ABOVE_SPOT) / step) * step}`);
    words.push(`--expiry ${fridayAfter(asOf + MONTHS_AHEAD_MS)}`);
  }
  return [...words, '--quantity 10 --side two-way'].join(' ');
}

/** Listed expiries are Fridays. */
function fridayAfter(epochMs: number): string {
  const FRIDAY = 5;
  const day = new Date(epochMs);
  day.setUTCDate(day.getUTCDate() + ((FRIDAY - day.getUTCDay() + 7) % 7));
  return day.toISOString().slice(0, 10);
}

const DAY_MS = 86_400_000;
/** Hong Kong has no daylight saving. */
const HONG_KONG_AHEAD_MS = 8 * 3_600_000;
const MOST_DAYS = 100;

/**
 * The first instant after the n-th business day that follows the day of `at` in Hong Kong; UTC epoch ms. Saturdays and
 * Sundays are none. Public holidays are not known, which brings a deadline forward and never puts it off.
 */
export function endOfBusinessDay(at: number, n: number): number {
  if (!(Number.isInteger(n) && n >= 1 && n <= MOST_DAYS)) throw new RangeError(`n must be 1 to ${MOST_DAYS}, was ${n}`);
  let day = Math.floor((at + HONG_KONG_AHEAD_MS) / DAY_MS);
  for (let left = n; left > 0; ) {
    day += 1;
    if (isWeekday(day)) left -= 1;
  }
  return (day + 1) * DAY_MS - HONG_KONG_AHEAD_MS;
}

/** Day 0, 1 January 1970, was a Thursday. */
function isWeekday(day: number): boolean {
  const FROM_SUNDAY = 4;
  const weekday = (day + FROM_SUNDAY) % 7;
  return weekday !== 0 && weekday !== 6;
}

import { DAY_MS } from './durations.ts';

/** The market's default cut: 08:00 UTC. */
const CUT_MS = 8 * 3_600_000;

const DAILIES = 4;
const WEEKLIES = 4;
const MONTHLIES = 4;
/** Six quarters reach at least fifteen months. */
const QUARTERLIES = 6;
const FRIDAY = 5;

/**
 * The expiries a crypto options venue would list at `at`, ascending, all strictly later and at 08:00 UTC: the next
 * dailies, weekly Fridays, last Fridays of months, and last Fridays of March, June, September and December.
 */
export function listedExpiries(at: number): number[] {
  const firstDaily = cutAtOrAfter(at + 1);
  const dailies = Array.from({ length: DAILIES }, (_, day) => firstDaily + day * DAY_MS);
  const firstFriday = firstDaily + ((FRIDAY - weekday(firstDaily) + 7) % 7) * DAY_MS;
  const weeklies = Array.from({ length: WEEKLIES }, (_, week) => firstFriday + week * 7 * DAY_MS);
  const monthEnds = lastFridays(at);
  const monthlies = monthEnds.slice(0, MONTHLIES).map(({ expiry }) => expiry);
  const quarterlies = monthEnds.filter(({ endsQuarter }) => endsQuarter).slice(0, QUARTERLIES);
  const all = new Set([...dailies, ...weeklies, ...monthlies, ...quarterlies.map(({ expiry }) => expiry)]);
  return [...all].sort((a, b) => a - b);
}

/** The first 08:00 UTC at or after `at`. */
export function cutAtOrAfter(at: number): number {
  return Math.ceil((at - CUT_MS) / DAY_MS) * DAY_MS + CUT_MS;
}

/** The 08:00 UTC closest to `at`; the later one when halfway. */
export function nearestCut(at: number): number {
  return Math.floor((at - CUT_MS) / DAY_MS + 0.5) * DAY_MS + CUT_MS;
}

/** Last Fridays of this month and of those after it, later than `at`; enough for all quarterlies. */
function lastFridays(at: number): { readonly expiry: number; readonly endsQuarter: boolean }[] {
  const { year, month } = yearAndMonth(at);
  const months = Array.from({ length: 3 * QUARTERLIES + 1 }, (_, ahead) => month + ahead);
  return months
    .map((index) => ({ expiry: lastFridayOf(year, index), endsQuarter: index % 3 === 2 }))
    .filter(({ expiry }) => expiry > at);
}

/** `month` counts from January = 0 of `year` and may run past December. */
function lastFridayOf(year: number, month: number): number {
  const lastDay = Date.UTC(year, month + 1, 1) - DAY_MS;
  return lastDay - ((weekday(lastDay) - FRIDAY + 7) % 7) * DAY_MS + CUT_MS;
}

/** Sunday = 0. 1 January 1970 was a Thursday. */
function weekday(at: number): number {
  return (Math.floor(at / DAY_MS) + 4) % 7;
}

function yearAndMonth(at: number): { readonly year: number; readonly month: number } {
  const GREGORIAN_YEAR_MS = 365.2425 * DAY_MS;
  const estimate = 1970 + Math.floor(at / GREGORIAN_YEAR_MS);
  const candidates = [estimate + 1, estimate, estimate - 1]; // the estimate is off by at most a day or two
  const year = candidates.find((candidate) => Date.UTC(candidate, 0, 1) <= at) ?? estimate - 1;
  let month = 11;
  while (Date.UTC(year, month, 1) > at) month -= 1;
  return { year, month };
}

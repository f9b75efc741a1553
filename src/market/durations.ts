export const DAY_MS = 86_400_000;
/** ACT/365F: 31,536,000 seconds. */
export const YEAR_MS = 365 * DAY_MS;

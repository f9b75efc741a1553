/** 365 days of 86,400 s: the ACT/365F year on a market that never closes. */
export const MS_PER_YEAR = 31_536_000_000;
export const DAYS_PER_YEAR = 365;

/** Years from `from` to `to` (both UTC epoch ms): seconds / 31,536,000. Negative when `to` is earlier. */
export function yearsBetween({ from, to }: { readonly from: number; readonly to: number }): number {
  return (to - from) / MS_PER_YEAR;
}

import { grouped } from '../../numbers.ts';

/** 0.4517 → "45.17%". */
export function percentText(share: number, decimals = 2): string {
  return `${(100 * share).toFixed(decimals)}%`;
}

/** A volatility difference in points: 0.0123 → "+1.23". */
export function pointsText(difference: number | null): string {
  if (difference === null) return '-';
  return `${difference >= 0 ? '+' : ''}${(100 * difference).toFixed(2)}`;
}

/** 92529.807 → "92,529.81". */
export function priceText(price: number): string {
  return grouped(price.toFixed(2));
}

export function strikeText(strike: number): string {
  return grouped(String(strike));
}

/** 0.00352 years → "1.3 days"; from three weeks on whole days. */
export function daysText(years: number): string {
  const days = years * 365;
  return `${days.toFixed(days < 21 ? 1 : 0)} days`;
}

/** "2025-12-05 01:10:52 UTC". */
export function utcText(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Small numbers keep their digits: 0.00023312 → "2.331e-4". */
export function smallText(value: number): string {
  return Math.abs(value) >= 0.01 ? value.toFixed(4) : value.toExponential(3);
}

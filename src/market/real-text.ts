import { Decimal } from '../platform/decimal.ts';

export function realText(value: number): string {
  return new Decimal(value).toFixed();
}

/** A model that has no number for something says null, like one that was never asked. */
export function realOrNull(value: number | null): string | null {
  return value === null || !Number.isFinite(value) ? null : realText(value);
}

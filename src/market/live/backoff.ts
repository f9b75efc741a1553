import type { RandomSource } from '../random.ts';

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * How long to wait before the next attempt after `failures` in a row (from 1): anything up to an exponentially growing
 * bound, so that many clients who lost a venue at once do not come back at once.
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog (2015), "full jitter".
 */
export function backoffMs(
  failures: number,
  { baseMs, capMs, random }: Backoff & { readonly random: Pick<RandomSource, 'uniform'> },
): number {
  return random.uniform() * Math.min(capMs, baseMs * 2 ** (failures - 1));
}

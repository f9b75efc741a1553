import { MS_PER_YEAR } from '../../../pricing/index.ts';
import type { ChainFault } from './chain-fault.ts';
import type { ChainRow } from './chain-row.ts';

/** When a chain was sampled, as far as its times to expiry tell; UTC epoch ms. */
export interface SamplingTime {
  readonly at: number;
  /** It may have been this much earlier or later: the file rounds its times. */
  readonly roundingMs: number;
}

/** A chain takes seconds to sample; a line this far from the others is wrong. */
const TOLERANCE_MS = 3_600_000;

/**
 * The instant that all lines agree on: each says "expiry less T_years" within its rounding, and the middle of what is
 * common to all is taken, or the median where nothing is. A line more than an hour off is a fault.
 */
export function samplingTime(rows: readonly ChainRow[], faults: ChainFault[]): SamplingTime {
  const estimates = rows.map(({ expiry, yearsToExpiry }) => expiry - yearsToExpiry * MS_PER_YEAR);
  const median = estimates.toSorted((a, b) => a - b)[estimates.length >> 1] ?? Number.NaN;
  let earliest = -Infinity;
  let latest = Infinity;
  for (const [index, { line, yearsToExpiry, yearsRounding }] of rows.entries()) {
    const estimate = estimates[index] ?? median;
    const roundingMs = yearsRounding * MS_PER_YEAR;
    if (Math.abs(estimate - median) > TOLERANCE_MS + roundingMs)
      faults.push(timeFault({ line, yearsToExpiry }, median));
    earliest = Math.max(earliest, estimate - roundingMs);
    latest = Math.min(latest, estimate + roundingMs);
  }
  if (earliest > latest) return { at: wholeSecond(median), roundingMs: TOLERANCE_MS };
  return { at: wholeSecond((earliest + latest) / 2), roundingMs: (latest - earliest) / 2 };
}

function timeFault({ line, yearsToExpiry }: Pick<ChainRow, 'line' | 'yearsToExpiry'>, median: number): ChainFault {
  const rule = `put the sampling within an hour of ${new Date(wholeSecond(median)).toISOString()}, as the other lines do`;
  return { line, field: 'T_years', rule, value: String(yearsToExpiry) };
}

function wholeSecond(at: number): number {
  return Math.round(at / 1_000) * 1_000;
}

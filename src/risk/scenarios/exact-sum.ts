/**
 * Dollars are counted in units of 2^-16 (0.000015 dollars) for each leg: then doubles add without any rounding, so a total is
 * the same to the last bit in whatever order and on however many threads it is added up, and every drill-down and every
 * explanation adds up to its total exactly. It holds while what is added is below 2^37 dollars (137 thousand million).
 */
const UNIT = 2 ** -16;
/** Adding and taking it away leaves a double on the units: its own last digit is one unit. */
const ANCHOR = 1.5 * 2 ** 52 * UNIT;
export const EXACT_MAX = 2 ** 37;

export function onUnits(dollars: number): number {
  return dollars + ANCHOR - ANCHOR;
}

export interface Legs {
  /** Row of the instrument. */
  readonly row: Uint32Array;
  /** What the desk holds of it, signed, in units of the instrument. */
  readonly units: Float64Array;
}

export const summed = { total: 0, gross: 0 };

/** Adds up units · column over all legs, into `summed`; the gross sum bounds what any order of adding can reach. */
export function sumLegs({ row, units }: Legs, column: Float64Array): void {
  let total = 0;
  let gross = 0;
  for (let leg = 0; leg < row.length; leg += 1) {
    const dollars = (units[leg] as number) * (column[row[leg] as number] as number) + ANCHOR - ANCHOR;
    total += dollars;
    gross += Math.abs(dollars);
  }
  summed.total = total;
  summed.gross = gross;
}

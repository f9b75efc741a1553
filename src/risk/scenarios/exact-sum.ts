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

/** Totals of columns and, to bound what any order of adding can reach, gross sums. */
export interface ColumnSums {
  readonly out: Float64Array;
  readonly gross: Float64Array;
}

interface Place {
  readonly sums: ColumnSums;
  /** Of the first column. */
  readonly at: number;
}

/** Adds units · column over all legs to the sums, column by column. */
export function addColumns(legs: Legs, columns: readonly Float64Array[], place: Place): void {
  let index = 0;
  for (; index + 3 <= columns.length; index += 3) addThree(legs, { columns, index }, place);
  for (; index < columns.length; index += 1) {
    sumLegs(legs, columns[index] as Float64Array);
    addTo(place, index, summed);
  }
}

function addTo({ sums, at }: Place, index: number, { total, gross }: typeof summed): void {
  sums.out[at + index] = (sums.out[at + index] as number) + total;
  sums.gross[at + index] = (sums.gross[at + index] as number) + gross;
}

interface Columns {
  readonly columns: readonly Float64Array[];
  readonly index: number;
}

/** Three at once: a sum waits for its last addition, and three wait together. */
function addThree({ row, units }: Legs, { columns, index }: Columns, { sums: { out, gross }, at }: Place): void {
  const a = columns[index] as Float64Array;
  const b = columns[index + 1] as Float64Array;
  const c = columns[index + 2] as Float64Array;
  let [totalA, totalB, totalC, grossA, grossB, grossC] = [0, 0, 0, 0, 0, 0];
  for (let leg = 0; leg < row.length; leg += 1) {
    const of = row[leg] as number;
    const held = units[leg] as number;
    const x = held * (a[of] as number) + ANCHOR - ANCHOR;
    const y = held * (b[of] as number) + ANCHOR - ANCHOR;
    const z = held * (c[of] as number) + ANCHOR - ANCHOR;
    totalA += x;
    totalB += y;
    totalC += z;
    grossA += Math.abs(x);
    grossB += Math.abs(y);
    grossC += Math.abs(z);
  }
  const first = at + index;
  out[first] = (out[first] as number) + totalA;
  out[first + 1] = (out[first + 1] as number) + totalB;
  out[first + 2] = (out[first + 2] as number) + totalC;
  gross[first] = (gross[first] as number) + grossA;
  gross[first + 1] = (gross[first + 1] as number) + grossB;
  gross[first + 2] = (gross[first + 2] as number) + grossC;
}

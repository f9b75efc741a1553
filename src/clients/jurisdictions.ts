import type { ClientClass } from '../contracts/approval-terms.ts';
import type { JURISDICTION_RESULTS, JurisdictionCell } from '../contracts/conduct.ts';

/** Where, through whom, what and for whom. */
export interface JurisdictionQuestion {
  readonly residence: string | null;
  readonly location: string | null;
  readonly bookingEntity: string | null;
  readonly productType: string;
  readonly clientClass: ClientClass;
}
export type JurisdictionResult = (typeof JURISDICTION_RESULTS)[number];

const STRICTNESS: Readonly<Record<JurisdictionResult, number>> = { ALLOW: 0, REVERSE_ENQUIRY_ONLY: 1, BLOCK: 2 };

/** What the matrix says: no cell is BLOCK, what is not known meets no cell, and of several cells the strictest holds. */
export function jurisdictionResult(
  cells: readonly JurisdictionCell[],
  question: JurisdictionQuestion,
): JurisdictionResult {
  const results = cells.filter((cell) => meets(cell, question)).map(({ result }) => result);
  return results.reduce<JurisdictionResult>(
    (strictest, result) => (STRICTNESS[result] > STRICTNESS[strictest] ? result : strictest),
    results[0] ?? 'BLOCK',
  );
}

function meets(
  cell: JurisdictionCell,
  { residence, location, bookingEntity, productType, clientClass }: JurisdictionQuestion,
) {
  return (
    covers(cell.residence, residence) &&
    covers(cell.location, location) &&
    covers(cell.bookingEntity, bookingEntity) &&
    covers(cell.productType, productType) &&
    covers(cell.clientClass, clientClass)
  );
}

function covers(selection: 'any' | readonly string[], value: string | null): boolean {
  return value !== null && (selection === 'any' || selection.includes(value));
}

import type { CatalogueView } from '../../contracts/catalogue.ts';
import type { QuoteView } from '../../contracts/quote.ts';
import type { Leg } from '../../contracts/rfq.ts';
import { cellsOf } from './catalogue-cells.ts';

/** Texts to be read before a product is traded: all of a set carry one id, which changes with any of them or the product. */
export type Warnings = QuoteView['warnings'];

/** By the id of the set, when it was confirmed: an instant. */
export type Confirmed = ReadonlyMap<string, string>;

/** The id that these warnings are confirmed by; null where there are none. */
export function warningIdOf([first]: Warnings): string | null {
  return first?.id ?? null;
}

/** Whether nothing stands in the way of trading: there are no warnings, or these very ones were confirmed. */
export function isConfirmed(warnings: Warnings, confirmed: Confirmed): boolean {
  const id = warningIdOf(warnings);
  return id === null || confirmed.has(id);
}

/**
 * What the catalogue says must be read of a contract before it is asked for. Of a package the quote alone knows: its set is
 * made of all its legs.
 */
export function warningsOfLegs(
  { entries, warnings }: Pick<CatalogueView, 'entries' | 'warnings'>,
  legs: readonly Leg[],
): Warnings {
  const [leg] = legs;
  if (leg === undefined || legs.length > 1) return [];
  const entry = cellsOf(entries, leg).find(({ warningId }) => warningId !== undefined);
  return warnings.filter(({ id }) => id === entry?.warningId);
}

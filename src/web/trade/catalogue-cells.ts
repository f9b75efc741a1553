import type { CatalogueEntry, CatalogueView } from '../../contracts/catalogue.ts';
import type { Leg, RfqSide } from '../../contracts/rfq.ts';

/** The cells of the catalogue that a contract lies in, by its kind, type, underlying and settlement. */
export function cellsOf(entries: readonly CatalogueEntry[], { instrument }: Leg): CatalogueEntry[] {
  return entries.filter(
    ({ kind, optionTypes, underlying, settlement }) =>
      kind === instrument.kind &&
      underlying === instrument.underlying &&
      settlement.style === instrument.settlement.style &&
      settlement.currency === instrument.settlement.currency &&
      (instrument.kind !== 'option' || optionTypes === undefined || optionTypes.includes(instrument.optionType)),
  );
}

/**
 * Why the service would refuse this side of a contract, in words; null when nothing in the catalogue says so. Of a package
 * the service alone knows: each leg has a side of its own.
 */
export function sideNote(
  { entries }: Pick<CatalogueView, 'entries'>,
  { legs, side }: { readonly legs: readonly Leg[]; readonly side: RfqSide },
): string | null {
  const [leg] = legs;
  if (leg === undefined || legs.length > 1 || leg.side === 'sell') return null;
  const allowed = new Set(cellsOf(entries, leg).flatMap(({ directions }) => directions));
  if (allowed.size === 0) return 'Not on your account now';
  const [only] = allowed;
  return allowed.size === 2 || side === only ? null : `You may only ${only} this`;
}

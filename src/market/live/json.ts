/** The named fields of what may not even be an object; whatever they hold is still to be checked. */
export type Fields<Name extends string> = { readonly [name in Name]?: unknown };

const NO_FIELDS = {};

export function fieldsOf<Name extends string>(value: unknown): Fields<Name> {
  return typeof value === 'object' && value !== null ? value : NO_FIELDS;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A number > 0, given as a number or as decimal text; null for anything else, e.g. "expired", "" and null. */
export function positive(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && number > 0 && number < Infinity ? number : null;
}

/** An instant as epoch ms from ISO text with any number of decimals; null when it is none. */
export function instantOf(value: unknown): number | null {
  return typeof value === 'string' ? positive(Date.parse(value)) : null;
}

/** A whole number that a double holds exactly; null for anything else. */
export function wholeNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

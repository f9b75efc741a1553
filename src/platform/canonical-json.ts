import { createHash } from 'node:crypto';

/** JSON text with sorted keys: two values that mean the same give the same bytes. */
export function canonicalJson(value: unknown): string {
  return textOf(value) ?? JSON.stringify(value);
}

/** Undefined for what JSON leaves out. */
function textOf(given: unknown): string | undefined {
  const value = hasOwnForm(given) ? given.toJSON() : given;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one) => textOf(one) ?? 'null').join(',')}]`;
  return textOfObject(value as Record<string, unknown>);
}

function textOfObject(object: Record<string, unknown>): string {
  let members = '';
  for (const key of sortedKeys(object)) {
    const text = textOf(object[key]);
    if (text !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${text}`;
  }
  return `{${members}}`;
}

/** As a copy that was filled in this order would list them: an engine puts those that look like an index first. */
function sortedKeys(object: Record<string, unknown>): string[] {
  const keys = Object.keys(object).sort();
  if (!keys.some(startsWithDigit)) return keys;
  return Object.keys(Object.fromEntries(keys.map((key) => [key, null])));
}

function startsWithDigit(key: string): boolean {
  const code = key.charCodeAt(0);
  return code >= 48 && code <= 57;
}

function hasOwnForm(value: unknown): value is { toJSON(): unknown } {
  return typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function';
}

export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

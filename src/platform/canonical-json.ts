import { createHash } from 'node:crypto';

/** JSON text with sorted keys: two values that mean the same give the same bytes. */
export function canonicalJson(value: unknown): string {
  // Sorted first and printed natively: a replacer is called for each part, which takes several times as long.
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON());
  if (Array.isArray(value)) return value.map(sorted);
  const parts: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) setOwn(parts, key, sorted((value as Record<string, unknown>)[key]));
  return parts;
}

/** A key such as `__proto__` is a part like any other. */
function setOwn(parts: Record<string, unknown>, key: string, value: unknown): void {
  if (key in parts) Object.defineProperty(parts, key, { value, enumerable: true, configurable: true, writable: true });
  else parts[key] = value;
}

export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

import { createHash } from 'node:crypto';

/** JSON text with sorted keys: two values that mean the same give the same bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isObject(part) ? sortedByKey(part) : part));
}

function isObject(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null && !Array.isArray(part);
}

function sortedByKey(part: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(part)
      .sort()
      .map((key) => [key, part[key]]),
  );
}

export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

import type { PolicyDifference } from '../../contracts/policy.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';

/** Field by field, in the order of the names; lists are compared as a whole. Pure. */
export function differencesBetween(before: unknown, after: unknown, path = ''): PolicyDifference[] {
  if (!isRecord(before) || !isRecord(after)) {
    return same(before, after) ? [] : [{ path, from: before ?? null, to: after ?? null }];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => differencesBetween(before[name], after[name], path === '' ? name : `${path}.${name}`));
}

function same(before: unknown, after: unknown): boolean {
  if (before === undefined || after === undefined) return before === after;
  return canonicalJson(before) === canonicalJson(after);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { ReplayDifference } from '../../contracts/replay.ts';

/** Every leaf in which two JSON values differ, by its path; what one lacks is undefined on its side. */
export function differences(stored: unknown, replayed: unknown, path: string): ReplayDifference[] {
  if (Object.is(stored, replayed)) return [];
  if (!isObject(stored) || !isObject(replayed)) return [{ path, stored, replayed }];
  const keys = [...new Set([...Object.keys(stored), ...Object.keys(replayed)])];
  return keys.flatMap((key) => differences(stored[key], replayed[key], `${path}.${key}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

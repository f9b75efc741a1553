import type { Rejection } from '../../contracts/result.ts';
import type { Faults } from '../ui/document.ts';

/** The parts of a file that differ; each replaces the whole part. */
export function changedParts<T extends object>(before: T, after: T): Partial<T> {
  const parts = Object.keys(after) as (keyof T)[];
  const changed = parts.filter((part) => JSON.stringify(after[part]) !== JSON.stringify(before[part]));
  return Object.fromEntries(changed.map((part) => [part, after[part]])) as Partial<T>;
}

/** A refusal at the field of the file that it names. */
export function refusalAt(refusal: Rejection | null): Faults {
  const path = refusal?.details?.['path'];
  if (refusal === null || typeof path !== 'string') return new Map();
  return new Map([[path.replace(/^changes[.]/, ''), refusal.message]]);
}

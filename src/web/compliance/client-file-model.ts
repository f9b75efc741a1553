/** The parts of a file that differ; each replaces the whole part. */
export function changedParts<T extends object>(before: T, after: T): Partial<T> {
  const parts = Object.keys(after) as (keyof T)[];
  const changed = parts.filter((part) => JSON.stringify(after[part]) !== JSON.stringify(before[part]));
  return Object.fromEntries(changed.map((part) => [part, after[part]])) as Partial<T>;
}

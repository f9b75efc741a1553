import type { IdentifiedSnapshot } from '../snapshot-id.ts';
import { cutText } from './text-delta.ts';

/** Turns snapshots into the lines of one file, in order. */
export type TickEncoder = (tick: IdentifiedSnapshot) => string[];

/**
 * A part comes before the first tick that refers to it. A tick is written whole when its text has another shape than the
 * one before, and otherwise as the values that changed.
 */
export function makeTickEncoder(): TickEncoder {
  const known = new Set<string>();
  let before: readonly string[] = [];
  let recordedAt: number | null = null;
  let conditions = '[]';

  const contextOf = (tick: IdentifiedSnapshot): string => {
    let context = '';
    if (tick.recordedAt !== recordedAt) context += `,"recordedAt":${tick.recordedAt}`;
    const told = JSON.stringify(tick.conditions);
    if (told !== conditions) context += `,"conditions":${told}`;
    recordedAt = tick.recordedAt;
    conditions = told;
    return context;
  };

  return (tick) => {
    const lines: string[] = [];
    for (const { id, text } of tick.parts) {
      if (!known.has(id)) lines.push(`{"part":"${id}","body":${text}}`);
      known.add(id);
    }
    const pieces = cutText(tick.text);
    const changes = changesBetween(before, pieces);
    before = pieces;
    const what = changes === null ? `"tick":${tick.text}` : `"changes":[${changes.join(',')}]`;
    lines.push(`{${what}${contextOf(tick)}}`);
    return lines;
  };
}

/** A number, or text without anything that is cut at. */
const WHOLE_VALUE = /^(?:-?\d[\d.eE+-]*|"[^"\\,:{}[\]]*")$/;

/** Steps to each changed value and the value; null when the texts differ in more than values. */
function changesBetween(before: readonly string[], after: readonly string[]): (number | string)[] | null {
  if (before.length !== after.length) return null;
  const changes: (number | string)[] = [];
  let last = 0;
  for (const [at, piece] of after.entries()) {
    if (piece === before[at]) continue;
    if (!WHOLE_VALUE.test(piece)) return null;
    changes.push(at - last, piece);
    last = at;
  }
  return changes;
}

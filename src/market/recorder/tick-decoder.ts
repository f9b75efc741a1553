import { z } from 'zod';
import type { MarketCondition } from '../conditions.ts';
import { exactJson } from '../exact-json.ts';
import { type IdentifiedSnapshot, readStoredSnapshot, snapshotId } from '../snapshot-id.ts';
import type { SnapshotPart } from '../snapshot-parts.ts';
import { cutText, withChanges } from './text-delta.ts';

const Condition = z.strictObject({
  code: z.string(),
  rule: z.string(),
  scope: z.union([z.strictObject({ underlying: z.string() }), z.strictObject({ currency: z.string() })]),
  message: z.string(),
});

const PartLine = z.strictObject({ part: z.string(), body: z.unknown() });
const TickLine = z.strictObject({
  tick: z.unknown().optional(),
  changes: z.array(z.union([z.number(), z.string()])).optional(),
  recordedAt: z.number().nullable().optional(),
  conditions: z.array(Condition).optional(),
});

const REFERENCE = /"(part_[0-9a-f]{40})"/g;

/** Turns the lines of one file back into the snapshots that were recorded: null for a line that only prepares others. */
export type TickDecoder = (line: unknown) => IdentifiedSnapshot | null;

/** @throws Error from the decoder for a line that is none of this format, or a part that does not hash to its id. */
export function makeTickDecoder(): TickDecoder {
  const parts = new Map<string, SnapshotPart>();
  let pieces: readonly string[] = [];
  let recordedAt: number | null = null;
  let conditions: readonly MarketCondition[] = [];

  return (line) => {
    const part = PartLine.safeParse(line);
    if (part.success && part.data.body !== undefined) {
      parts.set(part.data.part, { id: part.data.part, text: exactJson(part.data.body, 'body') });
      return null;
    }
    const tick = TickLine.parse(line);
    pieces = tick.changes === undefined ? cutText(exactJson(tick.tick, 'tick')) : withChanges(pieces, tick.changes);
    if (tick.recordedAt !== undefined) recordedAt = tick.recordedAt;
    if (tick.conditions !== undefined) conditions = tick.conditions as readonly MarketCondition[];
    const text = pieces.join('');
    const used = [...text.matchAll(REFERENCE)].flatMap(([, id = '']) => parts.get(id) ?? []);
    return readStoredSnapshot({ id: snapshotId(text), text, parts: used }, { recordedAt, conditions });
  };
}

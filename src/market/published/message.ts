import { z } from 'zod';
import type { MarketCondition } from '../conditions.ts';
import type { IdentifiedSnapshot } from '../snapshot-id.ts';
import type { SnapshotPart } from '../snapshot-parts.ts';
import type { MarketStatus } from '../status.ts';

/** Part of the channel's name: raise it with any change below, so that versions running side by side never misread each other. */
export const MESSAGE_VERSION = 1;

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

const Part = z.object({ id: z.string(), text: z.string() });

const SnapshotMessage = z.object({
  kind: z.literal('snapshot'),
  /** The number of the publisher's lease: a message of a lower one than was heard before comes from a former publisher. */
  reign: z.number().int(),
  /** Rises with every snapshot of the reign. */
  sequence: z.number().int(),
  /** The publisher's clock; UTC epoch ms. */
  asOf: z.number(),
  id: z.string(),
  text: z.string(),
  /** Every part that the text refers to, and those that the message before did not have. */
  partIds: z.array(z.string()),
  newParts: z.array(Part),
  recordedAt: z.number().nullable(),
  conditions: z.array(z.custom<MarketCondition>(isObject)),
});
export type SnapshotMessage = z.infer<typeof SnapshotMessage>;

const StatusMessage = z.object({
  kind: z.literal('status'),
  reign: z.number().int(),
  /** Which process publishes: host name and process id. */
  publisher: z.string(),
  status: z.custom<MarketStatus>(isObject),
});
export type StatusMessage = z.infer<typeof StatusMessage>;

const Message = z.discriminatedUnion('kind', [SnapshotMessage, StatusMessage]);

/** @throws an error for a text that is none of the messages. */
export function readMessage(text: string): SnapshotMessage | StatusMessage {
  return Message.parse(JSON.parse(text));
}

export function statusText(message: Omit<StatusMessage, 'kind'>): string {
  return JSON.stringify({ kind: 'status', ...message } satisfies StatusMessage);
}

export interface SnapshotPlace {
  readonly reign: number;
  readonly sequence: number;
  /** Ids of the parts that whoever listens has already. */
  readonly known: ReadonlySet<string>;
}

/** The message, and the parts in it: a surface travels when it changes, not with every tick. */
export function snapshotText(
  { id, text, parts, snapshot, recordedAt, conditions }: IdentifiedSnapshot,
  { reign, sequence, known }: SnapshotPlace,
): { readonly message: string; readonly newParts: readonly SnapshotPart[] } {
  const newParts = parts.filter((part) => !known.has(part.id)).map((part) => ({ id: part.id, text: part.text }));
  const message = {
    kind: 'snapshot',
    reign,
    sequence,
    asOf: snapshot.asOf,
    id,
    text,
    partIds: parts.map((part) => part.id),
    newParts,
    recordedAt,
    conditions: [...conditions],
  } satisfies SnapshotMessage;
  return { message: JSON.stringify(message), newParts };
}

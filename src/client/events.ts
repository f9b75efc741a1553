import { z } from 'zod';
import { EVENT_DATA, type EventData, EventEnvelope, type EventType } from '../contracts/events.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result } from '../contracts/result.ts';

/** An event as a program uses it: `type` tells which data it carries. */
export type ClientEvent = {
  [T in EventType]: Omit<EventEnvelope, 'type' | 'data'> & { readonly type: T; readonly data: EventData<T> };
}[EventType];

const Sequenced = z.object({ seq: z.int().min(1) });

/** The place of a message in its account's sequence, known even when the rest of it is not understood. */
export function sequenceOf(raw: unknown): number | null {
  const read = Sequenced.safeParse(raw);
  return read.success ? read.data.seq : null;
}

/** Refuses an event of a type or form that this client does not know. */
export function readEvent(raw: unknown): Result<ClientEvent> {
  const envelope = parse(EventEnvelope, raw);
  if (!envelope.ok) return envelope;
  const data = parse(EVENT_DATA[envelope.value.type], envelope.value.data);
  if (!data.ok) return data;
  // The table pairs each type with its own data, which the compiler cannot follow through a variable.
  return ok({ ...envelope.value, data: data.value } as ClientEvent);
}

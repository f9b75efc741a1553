import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** Makes the server's ids: a prefix and 32 hexadecimal digits that sort by time of creation. */
export type IdSource = (prefix: string) => string;

export const uuidIds: IdSource = (prefix) => `${prefix}_${uuidv7(inOrder()).replaceAll('-', '')}`;

const RANDOM_BYTES = 16;
/** Asked of the system for many ids at once: one at a time costs more than all the rest of an id. */
const pool = new Uint8Array(256 * RANDOM_BYTES);
let taken = pool.length;
/** Of the latest id. Within a millisecond the sequence counts up from a random start, so that ids sort there too. */
let latest = { msecs: Number.NEGATIVE_INFINITY, seq: 0 };
const SEQUENCE_MAX = 0xffffffff;

function inOrder(): { msecs: number; seq: number; random: Uint8Array } {
  const random = freshBytes();
  const now = Date.now();
  if (now > latest.msecs)
    latest = { msecs: now, seq: new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1 };
  else if (latest.seq < SEQUENCE_MAX) latest = { ...latest, seq: latest.seq + 1 };
  else latest = { msecs: latest.msecs + 1, seq: 0 };
  return { ...latest, random };
}

function freshBytes(): Uint8Array {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += RANDOM_BYTES;
  return pool.slice(taken - RANDOM_BYTES, taken);
}

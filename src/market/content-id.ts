import { createHash } from 'node:crypto';

/**
 * 160 of SHA-256's 256 bits: no accident will ever repeat one (a trillion texts: odds below 1e-24), and the id stays
 * within the 64 characters that ids have on the wire.
 */
const ID_HEX_DIGITS = 40;

/** The content address of a canonical text: `snap_` or `part_` and 40 hex digits. */
export function contentId(prefix: 'snap' | 'part', text: string): string {
  return `${prefix}_${createHash('sha256').update(text, 'utf8').digest('hex').slice(0, ID_HEX_DIGITS)}`;
}

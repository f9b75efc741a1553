import { z } from 'zod';

/** The first line of a file. */
export const HeaderLine = z.strictObject({
  otcrec: z.literal(1),
  kind: z.enum(['composite', 'raw']),
  segmentId: z.string(),
  from: z.string(),
});

/** Entries that were not recorded because writing could not keep up or failed; UTC epoch ms. */
export const Gap = z.strictObject({ dropped: z.int(), from: z.number(), until: z.number() });
export type Gap = z.infer<typeof Gap>;

/**
 * The last line of a whole file: how many ticks or frames it holds, how many are missing between them, and the SHA-256
 * of the ids of its snapshots, or of the lines of its frames, one after another.
 */
export const End = z.strictObject({ ticks: z.int(), dropped: z.int(), until: z.number(), seal: z.string() });
export type End = z.infer<typeof End>;

/** One frame as a venue sent it. */
export interface RecordedFrame {
  readonly venue: string;
  readonly connectionId: string;
  /** UTC epoch ms. */
  readonly receivedAt: number;
  readonly text: string;
}

export function gapLine(gap: Gap): string {
  return JSON.stringify({ gap });
}

export function endLine(end: End): string {
  return JSON.stringify({ end });
}

export function frameLine({ receivedAt, venue, connectionId, text }: RecordedFrame): string {
  return JSON.stringify([receivedAt, venue, connectionId, text]);
}

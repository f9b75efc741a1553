import { instantOf } from './instant.ts';

interface Entered {
  readonly id: string;
  /** UTC, as a field for date and time gives it; empty when an id is given. */
  readonly from: string;
  readonly to: string;
}

/** What was entered as the wire says it: a quote, a request, or a period; whether it is right is the schema's to say. */
export function replayRequestOf({ id, from, to }: Entered): object {
  const given = id.trim();
  if (given.startsWith('rfq_')) return { rfqId: given };
  if (given !== '') return { quoteId: given };
  return { from: instantOf(from), to: instantOf(to) };
}

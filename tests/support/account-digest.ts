import { createHash } from 'node:crypto';
import type { EventEnvelope } from '../../src/contracts/events.ts';
import type { QuoteView } from '../../src/contracts/quote.ts';

/** `session.digest` as a client computes it from nothing but the events of its account, from the first one on. */
export function digestOfEvents(events: readonly EventEnvelope[]): string {
  const open = new Map<string, string>();
  for (const { type, rfqId = '', data } of events) {
    const line = lineOf(type, data);
    if (line === null) open.delete(rfqId);
    else open.set(rfqId, `${rfqId} ${line}\n`);
  }
  const lines = [...open.keys()].sort().map((rfqId) => open.get(rfqId));
  return createHash('sha256').update(lines.join(''), 'utf8').digest('hex');
}

/** Null for an event that ends the request. */
function lineOf(type: EventEnvelope['type'], data: EventEnvelope['data']): string | null {
  if (type === 'quote.live') {
    const { quoteId, version } = data as unknown as QuoteView;
    return `quoted ${quoteId} ${version}`;
  }
  if (type === 'quote.accepted') return 'accepted - -';
  if (type === 'trade.held') return 'held - -';
  const state = data['state'];
  return typeof state === 'string' && type !== 'trade.booked' ? `${state} - -` : null;
}

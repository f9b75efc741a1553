import type { ClientEvent } from '../../client/events.ts';
import type { RfqView } from '../../contracts/rfq.ts';
import type { TradeView } from '../../contracts/trade.ts';

const END_STATES = {
  'quote.withdrawn': 'withdrawn',
  'quote.revoked': 'revoked',
  'quote.expired': 'expired',
  'quote.passed': 'passed',
} as const;

/** A request of the blotter after one of its events; null when the event does not say how it stands. */
export function requestAfter(rfq: RfqView, event: ClientEvent): RfqView | null {
  const changed = changeOf(event);
  return changed === null ? null : { ...rfq, ...changed, updatedAt: event.at };
}

function changeOf(event: ClientEvent): Partial<RfqView> | null {
  switch (event.type) {
    case 'rfq.received':
    case 'rfq.queued':
    case 'rfq.pickedUp':
    case 'rfq.onHold':
      return { state: event.data.state };
    case 'rfq.rejected':
      return { state: 'rejected', error: event.data.error };
    case 'rfq.cancelled':
      return { state: 'cancelled' };
    case 'quote.live': {
      const { quoteId, version, validUntil } = event.data;
      return { state: 'quoted', quoteId, quoteVersion: version, validUntil };
    }
    case 'quote.accepted':
      return { state: 'accepted' };
    case 'trade.booked':
      return { state: 'booked' };
    case 'trade.held':
      return { state: 'held' };
    default:
      return { state: event.data.state ?? END_STATES[event.type] };
  }
}

/** The trade that an event brings in full; null for every other event. */
export function tradeOf(event: ClientEvent): TradeView | null {
  return event.type === 'trade.booked' ? event.data : null;
}

/**
 * The rows of a blotter by their ids: as they were last read, and what events have changed since. An event and a reading may
 * overtake each other; the later instant counts.
 */
export function makeRows<T>(idOf: (row: T) => string, changedAt: (row: T) => string) {
  const rows = new Map<string, T>();
  const take = (row: T): boolean => {
    const known = rows.get(idOf(row));
    if (known !== undefined && changedAt(known) > changedAt(row)) return false;
    rows.set(idOf(row), row);
    return true;
  };
  return {
    get: (id: string): T | undefined => rows.get(id),
    take,
    /** What the service lists now, in its order, each as new as it is known. */
    read(listed: readonly T[]): T[] {
      for (const row of listed) take(row);
      return listed.map((row) => rows.get(idOf(row)) ?? row);
    },
  };
}

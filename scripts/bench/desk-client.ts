import { io, type Socket } from 'socket.io-client';
import type { AcceptReceipt } from '../../src/contracts/accept.ts';
import type { EventEnvelope, EventType } from '../../src/contracts/events.ts';
import type { QuoteView } from '../../src/contracts/quote.ts';
import type { Answer } from '../../src/contracts/result.ts';
import type { CreateRfqAnswer } from '../../src/contracts/rfq.ts';
import { CLIENT_NAMESPACE } from '../../src/contracts/socket.ts';
import { anAcceptance, anRfq } from '../../tests/support/client.ts';

/** Milliseconds from the request to each thing that it brings. */
export interface QuoteTimes {
  readonly acknowledgedMs: number;
  readonly liveMs: number;
  readonly quote: QuoteView;
}
export interface AcceptTimes {
  readonly receiptMs: number;
  readonly bookedMs: number;
}

export interface DeskClient {
  /** A two-way call; a quote that lives long does not expire into what is measured after it. */
  quote(changes?: Parameters<typeof anRfq>[0]): Promise<QuoteTimes>;
  accept(quote: QuoteView): Promise<AcceptTimes>;
  /** Resolves when the quote's end is heard of, with how long after `validUntil` that was: both ends read one clock. */
  lateExpiry(quote: QuoteView): Promise<number>;
  /** Resolves when the revocation is heard of, with when that was: `performance.now()`; null when the quote ran out before. */
  revokedAt(quote: QuoteView): Promise<number | null>;
  close(): void;
}

interface Arrival {
  readonly envelope: EventEnvelope;
  readonly at: number;
}

/** A client that does nothing but ask and time. */
export async function connectDesk(url: string, token: string): Promise<DeskClient> {
  const socket = io(`${url}${CLIENT_NAMESPACE}`, { transports: ['websocket'], auth: { token }, forceNew: true });
  const eventOf = watchEvents(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('hello', () => resolve());
    socket.once('connect_error', reject);
  });
  const request = async <T>(name: string, payload: object): Promise<T> => {
    const answer = (await socket.emitWithAck(name, payload)) as Answer<T>;
    if (answer.ok) return answer.data;
    throw new Error(`${name} was refused: ${answer.error.code} ${answer.error.message}`);
  };

  return {
    async quote(changes = {}) {
      const payload = anRfq(changes);
      const sentAt = performance.now();
      const { rfqId } = await request<CreateRfqAnswer>('rfq.create', payload);
      const acknowledgedMs = performance.now() - sentAt;
      const { envelope, at } = await eventOf('quote.live', rfqId);
      return { acknowledgedMs, liveMs: at - sentAt, quote: envelope.data as QuoteView };
    },
    async accept(quote) {
      const payload = anAcceptance(quote);
      const sentAt = performance.now();
      await request<AcceptReceipt>('quote.accept', payload);
      const receiptMs = performance.now() - sentAt;
      const { at } = await eventOf('trade.booked', quote.rfqId);
      return { receiptMs, bookedMs: at - sentAt };
    },
    async lateExpiry({ rfqId, validUntil }) {
      const { at } = await eventOf('quote.expired', rfqId);
      return performance.timeOrigin + at - Date.parse(validUntil);
    },
    async revokedAt({ rfqId }) {
      const { envelope, at } = await Promise.race([eventOf('quote.revoked', rfqId), eventOf('quote.expired', rfqId)]);
      return envelope.type === 'quote.revoked' ? at : null;
    },
    close: () => socket.close(),
  };
}

/** Events that nobody waits for yet are kept until somebody does. */
function watchEvents(socket: Socket) {
  const arrived = new Map<string, Arrival>();
  const awaited = new Map<string, (arrival: Arrival) => void>();
  socket.on('event', (envelope: EventEnvelope) => {
    const key = `${envelope.type} ${envelope.rfqId}`;
    const arrival = { envelope, at: performance.now() };
    const resolve = awaited.get(key);
    if (resolve === undefined) {
      arrived.set(key, arrival);
      return;
    }
    awaited.delete(key);
    resolve(arrival);
  });
  return function eventOf(type: EventType, rfqId: string): Promise<Arrival> {
    const key = `${type} ${rfqId}`;
    const arrival = arrived.get(key);
    if (arrival === undefined) return new Promise((resolve) => awaited.set(key, resolve));
    arrived.delete(key);
    return Promise.resolve(arrival);
  };
}

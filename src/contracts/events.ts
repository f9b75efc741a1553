import { z } from 'zod';
import { AcceptReceipt } from './accept.ts';
import { WireError } from './errors.ts';
import { QuoteView } from './quote.ts';
import { RfqState } from './rfq.ts';
import { Instant, QuoteId, RfqId, TradeId } from './scalars.ts';
import { TradeView } from './trade.ts';

const Progress = z.object({ state: RfqState });
const QuoteEnd = z.object({
  quoteId: QuoteId,
  version: z.int(),
  reason: z.string(),
  /** `pickedUp`: the quote is gone, and a person goes on working on the request. Absent: the request has ended with it. */
  state: RfqState.optional(),
});

/** Data of each event type on `/v1/client`. */
export const EVENT_DATA = {
  'rfq.received': Progress,
  'rfq.queued': Progress,
  'rfq.pickedUp': Progress,
  'rfq.onHold': Progress,
  'rfq.rejected': z.object({ error: WireError }),
  'rfq.cancelled': z.object({ by: z.enum(['client', 'desk', 'system']) }),
  'quote.live': QuoteView,
  'quote.withdrawn': QuoteEnd,
  'quote.revoked': QuoteEnd,
  'quote.expired': QuoteEnd,
  'quote.passed': QuoteEnd,
  'quote.accepted': AcceptReceipt,
  'trade.booked': TradeView,
  'trade.held': z.object({ tradeId: TradeId, reason: z.string() }),
} as const;

export type EventType = keyof typeof EVENT_DATA;
export type EventData<T extends EventType> = z.infer<(typeof EVENT_DATA)[T]>;
const EVENT_TYPES = Object.keys(EVENT_DATA) as [EventType, ...EventType[]];

/** The one envelope: `seq` rises by one per account with no gap, and an event is durable before it is sent. */
export const EventEnvelope = z.object({
  seq: z.int().min(1),
  type: z.enum(EVENT_TYPES),
  at: Instant,
  rfqId: RfqId.optional(),
  data: z.record(z.string(), z.unknown()),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

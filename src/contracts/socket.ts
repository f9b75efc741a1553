import type { z } from 'zod';
import { AcceptQuoteRequest, AcceptReceipt } from './accept.ts';
import { AffirmationView, AffirmTradeRequest, DisputeTradeRequest } from './affirmation.ts';
import { CatalogueRequest, CatalogueView } from './catalogue.ts';
import type { EventEnvelope } from './events.ts';
import { QuoteLimitsRequest, QuoteLimitsView } from './limits.ts';
import type { Answer } from './result.ts';
import { CancelRfqRequest, CreateRfqAnswer, CreateRfqRequest, PassQuoteRequest, RfqStateAnswer } from './rfq.ts';
import {
  DigestRequest,
  DigestView,
  type Hello,
  MarketAnswer,
  type MarketMessage,
  MarketRequest,
  ResumeAnswer,
  ResumeRequest,
  SafetyRequest,
  SafetyView,
} from './session.ts';

export const CLIENT_NAMESPACE = '/v1/client';

/** Requests on `/v1/client`: each carries one payload and an acknowledgement callback. */
export const CLIENT_REQUESTS = {
  'rfq.create': { request: CreateRfqRequest, answer: CreateRfqAnswer },
  'rfq.cancel': { request: CancelRfqRequest, answer: RfqStateAnswer },
  'quote.accept': { request: AcceptQuoteRequest, answer: AcceptReceipt },
  'quote.pass': { request: PassQuoteRequest, answer: RfqStateAnswer },
  'quote.limits': { request: QuoteLimitsRequest, answer: QuoteLimitsView },
  'trade.affirm': { request: AffirmTradeRequest, answer: AffirmationView },
  'trade.dispute': { request: DisputeTradeRequest, answer: AffirmationView },
  'session.resume': { request: ResumeRequest, answer: ResumeAnswer },
  'session.safety': { request: SafetyRequest, answer: SafetyView },
  'session.digest': { request: DigestRequest, answer: DigestView },
  'catalogue.get': { request: CatalogueRequest, answer: CatalogueView },
  'market.subscribe': { request: MarketRequest, answer: MarketAnswer },
  'market.unsubscribe': { request: MarketRequest, answer: MarketAnswer },
} as const;

export type ClientRequestName = keyof typeof CLIENT_REQUESTS;
/** What a program sends (defaults may be left out). */
export type ClientRequestInput<N extends ClientRequestName> = z.input<(typeof CLIENT_REQUESTS)[N]['request']>;
/** What the server reads. */
export type ClientRequest<N extends ClientRequestName> = z.output<(typeof CLIENT_REQUESTS)[N]['request']>;
export type ClientAnswer<N extends ClientRequestName> = z.output<(typeof CLIENT_REQUESTS)[N]['answer']>;

export type ClientToServerEvents = {
  [N in ClientRequestName]: (payload: unknown, ack: (answer: Answer<ClientAnswer<N>>) => void) => void;
};

export interface ServerToClientEvents {
  hello: (hello: Hello) => void;
  event: (event: EventEnvelope) => void;
  market: (message: MarketMessage) => void;
}

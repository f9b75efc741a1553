import { z } from 'zod';
import {
  ApproveQuoteRequest,
  DeclineQuoteRequest,
  DeskItem,
  DeskMoveAnswer,
  DeskQueueRequest,
  DeskSnapshot,
  type DeskValuation,
  HandOverRequest,
  HoldRequest,
  PickUpRequest,
  ProposalView,
  RejectRfqRequest,
  ReleaseRequest,
  SendQuoteAnswer,
  SendQuoteRequest,
  WatchAnswer,
  WatchRequest,
  WithdrawQuoteRequest,
} from './desk.ts';
import { EventEnvelope } from './events.ts';
import type { Answer } from './result.ts';
import { AccountId, Instant, QuoteId, RfqId } from './scalars.ts';
import { PullSwitchRequest, RearmSwitchRequest, SwitchStatusRequest, SwitchStatusView, SwitchView } from './switch.ts';
import { ResolveTradeAnswer, ResolveTradeRequest } from './trade.ts';

export const DESK_NAMESPACE = '/v1/desk';

/** Requests on `/v1/desk`: each carries one payload and an acknowledgement callback. */
export const DESK_REQUESTS = {
  'desk.queue': { request: DeskQueueRequest, answer: DeskSnapshot },
  'desk.watch': { request: WatchRequest, answer: WatchAnswer },
  'desk.unwatch': { request: WatchRequest, answer: WatchAnswer },
  'rfq.pickUp': { request: PickUpRequest, answer: DeskMoveAnswer },
  'rfq.hold': { request: HoldRequest, answer: DeskMoveAnswer },
  'rfq.release': { request: ReleaseRequest, answer: DeskMoveAnswer },
  'rfq.handOver': { request: HandOverRequest, answer: DeskMoveAnswer },
  'rfq.reject': { request: RejectRfqRequest, answer: DeskMoveAnswer },
  'quote.send': { request: SendQuoteRequest, answer: SendQuoteAnswer },
  'quote.withdraw': { request: WithdrawQuoteRequest, answer: DeskMoveAnswer },
  'quote.approve': { request: ApproveQuoteRequest, answer: SendQuoteAnswer },
  'quote.decline': { request: DeclineQuoteRequest, answer: DeskMoveAnswer },
  'trade.resolve': { request: ResolveTradeRequest, answer: ResolveTradeAnswer },
  'switch.status': { request: SwitchStatusRequest, answer: SwitchStatusView },
  'switch.pull': { request: PullSwitchRequest, answer: SwitchView },
  'switch.rearm': { request: RearmSwitchRequest, answer: SwitchView },
} as const;

export type DeskRequestName = keyof typeof DESK_REQUESTS;
export type DeskRequestInput<N extends DeskRequestName> = z.input<(typeof DESK_REQUESTS)[N]['request']>;
export type DeskRequest<N extends DeskRequestName> = z.output<(typeof DESK_REQUESTS)[N]['request']>;
export type DeskAnswer<N extends DeskRequestName> = z.output<(typeof DESK_REQUESTS)[N]['answer']>;

/** The first message on `/v1/desk`; `desk.queue` then says what there is. */
export const DeskHello = z.object({ username: z.string(), role: z.string(), serverTime: Instant });
export type DeskHello = z.infer<typeof DeskHello>;

/** An account's event, as its client got it, with whose it is. */
export const DeskEvent = EventEnvelope.extend({ accountId: AccountId });
export type DeskEvent = z.infer<typeof DeskEvent>;

const about = { at: Instant, rfqId: RfqId };

/** For the desk alone; not sequenced, because `desk.queue` says the same in full. */
export const DeskNotice = z.discriminatedUnion('type', [
  /** The request came, changed hands, or left: its newest form. */
  z.object({ ...about, type: z.literal('item'), item: DeskItem }),
  z.object({ ...about, type: z.literal('slaWarning'), slaDueAt: Instant }),
  z.object({ ...about, type: z.literal('slaMissed'), slaDueAt: Instant }),
  z.object({ ...about, type: z.literal('lockExpiring'), pickedUpBy: z.string().nullable(), endsAt: Instant }),
  z.object({ ...about, type: z.literal('approvalWanted'), proposal: ProposalView }),
  z.object({
    ...about,
    type: z.literal('approvalDecided'),
    quoteId: QuoteId,
    version: z.int(),
    /** lapsed: its time ran out, or the request went elsewhere. */
    status: z.enum(['approved', 'declined', 'lapsed']),
    by: z.string().nullable(),
  }),
  /** Somebody pulled a switch, or took a step to re-arm it. */
  z.object({ at: Instant, type: z.literal('switch'), switch: SwitchView, by: z.string() }),
]);
export type DeskNotice = z.infer<typeof DeskNotice>;

export type DeskToServerEvents = {
  [N in DeskRequestName]: (payload: unknown, ack: (answer: Answer<DeskAnswer<N>>) => void) => void;
};

export interface ServerToDeskEvents {
  hello: (hello: DeskHello) => void;
  event: (event: DeskEvent) => void;
  notice: (notice: DeskNotice) => void;
  valuation: (valuation: DeskValuation) => void;
}

import type { ClientEvent } from '../../client/events.ts';
import type { AcceptReceipt } from '../../contracts/accept.ts';
import type { QuoteView } from '../../contracts/quote.ts';
import type { Rejection, Result } from '../../contracts/result.ts';
import type { CreateRfqAnswer } from '../../contracts/rfq.ts';
import type { Side } from '../../contracts/scalars.ts';
import type { TradeView } from '../../contracts/trade.ts';
import type { Key } from './keys.ts';

/**
 * asking: rfq.create is on its way · waiting: no live quote yet · deciding: a live quote · accepting: the acceptance is
 * on its way · booking: accepted, binding · leaving: pass or cancel is on its way · closed: this request is over, and
 * the person may ask again · done.
 */
export type Phase = 'asking' | 'waiting' | 'deciding' | 'accepting' | 'booking' | 'leaving' | 'closed' | 'done';

/** What the terminal knows of one request for quote; a value, changed by `step` alone. */
export interface Journey {
  readonly phase: Phase;
  readonly rfqId: string | null;
  /** The newest version shown. */
  readonly quote: QuoteView | null;
  /** When it was shown, by the service's clock, epoch ms. */
  readonly shownAt: number;
  /** Events that came before the answer that says which RFQ is ours. */
  readonly early: readonly ClientEvent[];
  /** The warnings that the person has confirmed, by their id. */
  readonly confirmedWarningId: string | null;
  /** The version whose acceptance is on its way. */
  readonly acceptedVersion: number | null;
  /** The quote ended while its acceptance was on its way. */
  readonly ended: boolean;
  /** Leaving now is exit code 1. */
  readonly failed: boolean;
}

export interface JourneySettings {
  /** For scripts: which side of the first quote to accept at once; null lets a person decide. */
  readonly accept: 'bid' | 'offer' | null;
  /** For scripts: the warnings, by their id, that somebody has read and confirms; `any` confirms what is shown. */
  readonly confirmWarnings: string | null;
  /** The service trades by itself at this price or better. */
  readonly limitPrice?: string;
  /** Versions follow each other as the market moves: they are shown in one place. */
  readonly streaming?: boolean;
  /** How much worse than the price on the screen an acceptance may trade, per unit. */
  readonly slippage?: string;
  /** A person is there: an ended quote may be asked for again. */
  readonly interactive: boolean;
}

export type Input =
  | { readonly kind: 'event'; readonly event: ClientEvent; readonly at: number }
  | { readonly kind: 'key'; readonly key: Key; readonly at: number; readonly isConnected: boolean }
  | { readonly kind: 'asked'; readonly answer: Result<CreateRfqAnswer>; readonly at: number }
  | { readonly kind: 'accepted'; readonly answer: Result<AcceptReceipt> }
  | { readonly kind: 'left'; readonly answer: Result<unknown> }
  /** The connection is gone for good. */
  | { readonly kind: 'lost'; readonly rejection: Rejection }
  /** The trade takes longer than anybody should watch. */
  | { readonly kind: 'bookingSlow' };

export type Said =
  | { readonly what: 'quote'; readonly quote: QuoteView; readonly isRequote: boolean }
  /** A newer version of a streamed quote. */
  | { readonly what: 'tick'; readonly quote: QuoteView }
  | { readonly what: 'receipt'; readonly receipt: AcceptReceipt }
  | { readonly what: 'trade'; readonly trade: TradeView }
  | { readonly what: 'held'; readonly tradeId: string; readonly reason: string }
  /** `inEvent`: the refusal came as an event, which is recorded by itself. */
  | { readonly what: 'refused'; readonly doing: string; readonly rejection: Rejection; readonly inEvent?: true }
  | { readonly what: 'note'; readonly text: string };

export type Effect =
  | { readonly do: 'ask' }
  | {
      readonly do: 'accept';
      readonly side: Side;
      readonly quote: QuoteView;
      readonly price: string;
      readonly confirmedWarningId: string | null;
    }
  | { readonly do: 'pass'; readonly rfqId: string; readonly quoteId: string }
  | { readonly do: 'cancel'; readonly rfqId: string }
  | { readonly do: 'record'; readonly event: ClientEvent }
  | { readonly do: 'say'; readonly said: Said }
  | { readonly do: 'finish'; readonly exitCode: 0 | 1 };

export interface Step {
  readonly journey: Journey;
  readonly effects: readonly Effect[];
}

export const START: Step = {
  journey: {
    phase: 'asking',
    rfqId: null,
    quote: null,
    shownAt: 0,
    early: [],
    confirmedWarningId: null,
    acceptedVersion: null,
    ended: false,
    failed: false,
  },
  effects: [{ do: 'ask' }],
};

/** Nothing happens; the journey stays. */
export function stay(journey: Journey, ...effects: readonly Effect[]): Step {
  return { journey, effects };
}

export function say(said: Said): Effect {
  return { do: 'say', said };
}

export function note(text: string): Effect {
  return say({ what: 'note', text });
}

/** The journey's last step. */
export function finish(journey: Journey, exitCode: 0 | 1, ...effects: readonly Effect[]): Step {
  return { journey: { ...journey, phase: 'done' }, effects: [...effects, { do: 'finish', exitCode }] };
}

/** This request is over without a trade: a person may ask again, a script ends. */
export function close(
  journey: Journey,
  { interactive }: JourneySettings,
  { failed, effects = [] }: { readonly failed: boolean; readonly effects?: readonly Effect[] },
): Step {
  if (!interactive) return finish(journey, failed ? 1 : 0, ...effects);
  return { journey: { ...journey, phase: 'closed', failed }, effects };
}

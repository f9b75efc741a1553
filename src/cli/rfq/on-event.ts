import type { ClientEvent } from '../../client/events.ts';
import type { QuoteView } from '../../contracts/quote.ts';
import {
  close,
  type Effect,
  finish,
  type Journey,
  type JourneySettings,
  note,
  type Step,
  say,
  stay,
} from './journey.ts';

export interface EventContext {
  readonly settings: JourneySettings;
  /** The service's time, epoch ms. */
  readonly at: number;
}

/** What an event of this journey's own request does. */
export function onEvent(journey: Journey, event: ClientEvent, context: EventContext): Step {
  const { journey: next, effects } = handled(journey, event, context);
  return { journey: next, effects: [{ do: 'record', event }, ...effects] };
}

function handled(journey: Journey, event: ClientEvent, context: EventContext): Step {
  const { settings } = context;
  switch (event.type) {
    case 'rfq.received':
    case 'quote.passed':
      return stay(journey);
    case 'rfq.queued':
      return stay(journey, note('a trader will look at this request'));
    case 'rfq.pickedUp':
      return stay(journey, note('a trader is working on it'));
    case 'rfq.onHold':
      return stay(journey, note('the trader has put it on hold'));
    case 'rfq.rejected':
      return close(journey, settings, {
        failed: true,
        effects: [say({ what: 'refused', doing: 'no quote', rejection: event.data.error, inEvent: true })],
      });
    case 'rfq.cancelled':
      return over(journey, settings, { failed: true, text: `the request was cancelled by the ${event.data.by}` });
    case 'quote.live':
      return onQuote(journey, event.data, context);
    case 'quote.expired':
      return over(journey, settings, { failed: wasToTrade(settings), text: expiredText(settings) });
    case 'quote.withdrawn':
      if (event.data.state === 'pickedUp') return reworked(journey);
      return over(journey, settings, { failed: true, text: `the quote was withdrawn: ${event.data.reason}` });
    case 'quote.revoked':
      return over(journey, settings, { failed: true, text: `the quote was revoked: ${event.data.reason}` });
    case 'quote.accepted':
      return booking(journey, say({ what: 'receipt', receipt: event.data }));
    case 'trade.booked':
      return finish(journey, 0, say({ what: 'trade', trade: event.data }));
    case 'trade.held':
      return finish(journey, 0, say({ what: 'held', tradeId: event.data.tradeId, reason: event.data.reason }));
  }
}

/** The receipt comes twice, as the answer and as an event; it is said once. */
export function booking(journey: Journey, receipt: Effect): Step {
  if (journey.phase === 'booking' || journey.phase === 'done') return stay(journey);
  return stay({ ...journey, phase: 'booking' }, receipt);
}

function onQuote(journey: Journey, quote: QuoteView, { settings, at }: EventContext): Step {
  const isRequote = journey.quote !== null;
  const shown: Journey = { ...journey, quote, shownAt: at, ...confirmedBefore(journey, quote, settings) };
  const isTick = isRequote && settings.streaming === true;
  const effects: Effect[] = [say(isTick ? { what: 'tick', quote } : { what: 'quote', quote, isRequote })];
  if (isBusy(journey)) return stay(shown, ...effects);
  if (settings.accept === null || isRequote) return stay({ ...shown, phase: 'deciding', failed: false }, ...effects);
  if (isUnconfirmed(shown)) {
    return finish(
      shown,
      1,
      ...effects,
      note('not accepted: read the warnings, then confirm them by --confirm-warnings'),
    );
  }
  const step = accept(shown, settings.accept === 'offer' ? 'buy' : 'sell');
  return { journey: step.journey, effects: [...effects, ...step.effects] };
}

/** A script that was to trade and has not has failed. */
function wasToTrade({ accept, limitPrice }: JourneySettings): boolean {
  return accept !== null || limitPrice !== undefined;
}

function expiredText({ limitPrice }: JourneySettings): string {
  return limitPrice === undefined
    ? 'the quote has expired'
    : `the quote has expired before it met the limit ${limitPrice}`;
}

function isUnconfirmed({ quote, confirmedWarningId }: Journey): boolean {
  const warning = quote?.warnings[0];
  return warning !== undefined && warning.id !== confirmedWarningId;
}

/** The price is gone, the request is not: a trader makes another one. */
function reworked(journey: Journey): Step {
  const told = note('the desk has taken the price back and works on another one');
  if (isBusy(journey)) return stay({ ...journey, ended: true }, told);
  return stay({ ...journey, phase: 'waiting' }, told);
}

/** A script says beforehand what it confirms; a person has confirmed the same warnings for every version. */
function confirmedBefore(
  { confirmedWarningId }: Journey,
  { warnings }: QuoteView,
  { confirmWarnings }: JourneySettings,
): Pick<Journey, 'confirmedWarningId'> {
  const id = warnings[0]?.id ?? null;
  const isConfirmed = confirmWarnings === 'any' || confirmWarnings === id;
  return { confirmedWarningId: isConfirmed ? id : confirmedWarningId };
}

/** Takes the quote on the screen, if its warnings were confirmed (rule CL-11). */
export function accept(journey: Journey, side: 'buy' | 'sell'): Step {
  const { quote, confirmedWarningId } = journey;
  if (quote === null) return stay(journey);
  if (isUnconfirmed(journey)) {
    return stay({ ...journey, phase: 'deciding' }, note('read the warnings above, then press y to confirm them'));
  }
  const price = side === 'buy' ? quote.offer : quote.bid;
  if (price === null) return stay(journey, note(`this quote has no ${side === 'buy' ? 'offer' : 'bid'}`));
  return stay(
    { ...journey, phase: 'accepting', acceptedVersion: quote.version, ended: false },
    { do: 'accept', side, quote, price, confirmedWarningId },
  );
}

/** The quote or the request ended by itself. While an acceptance is on its way only its answer decides. */
function over(
  journey: Journey,
  settings: JourneySettings,
  { failed, text }: { readonly failed: boolean; readonly text: string },
): Step {
  if (journey.phase === 'leaving') return finish(journey, 0);
  if (isBusy(journey)) return stay({ ...journey, ended: true });
  return close(journey, settings, { failed, effects: [note(text)] });
}

function isBusy({ phase }: Journey): boolean {
  return phase === 'accepting' || phase === 'booking' || phase === 'leaving' || phase === 'done';
}

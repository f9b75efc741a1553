import type { AcceptReceipt } from '../../contracts/accept.ts';
import type { RejectCode } from '../../contracts/errors.ts';
import type { QuoteView } from '../../contracts/quote.ts';
import type { Result } from '../../contracts/result.ts';
import type { CreateRfqAnswer } from '../../contracts/rfq.ts';
import {
  close,
  finish,
  type Input,
  type Journey,
  type JourneySettings,
  note,
  type Phase,
  START,
  type Step,
  say,
  stay,
} from './journey.ts';
import type { Key } from './keys.ts';
import { accept, booking, onEvent } from './on-event.ts';

/** A new price may not be hit by a key that was meant for the one before. */
export const REQUOTE_PAUSE_MS = 500;

/** What one input does to the journey; pure, so that every race can be played by hand. */
export function step(journey: Journey, input: Input, settings: JourneySettings): Step {
  if (journey.phase === 'done') return stay(journey);
  switch (input.kind) {
    case 'asked':
      return onAsked(journey, input, settings);
    case 'event':
      return onAnyEvent(journey, input, settings);
    case 'key':
      return ON_KEY[journey.phase](journey, { ...input, streaming: settings.streaming === true });
    case 'accepted':
      return onAccepted(journey, input.answer, settings);
    case 'left':
      return onLeft(journey, input.answer);
    case 'lost':
      return finish(journey, 1, refused('connection lost', input.rejection));
    case 'bookingSlow':
      if (journey.phase !== 'booking') return stay(journey);
      return finish(journey, 0, note('accepted and binding, not booked yet: look at `otc trades`'));
  }
}

/** Events kept until it is known which request is ours: far more than one request can have by then. */
const MAX_EARLY = 100;

function onAnyEvent(
  journey: Journey,
  { event, at }: Extract<Input, { kind: 'event' }>,
  settings: JourneySettings,
): Step {
  if (journey.rfqId === null) return stay({ ...journey, early: [...journey.early, event].slice(-MAX_EARLY) });
  return event.rfqId === journey.rfqId ? onEvent(journey, event, { settings, at }) : stay(journey);
}

function onLeft(journey: Journey, answer: Result<unknown>): Step {
  if (journey.phase !== 'leaving') return stay(journey);
  return finish(journey, 0, ...(answer.ok ? [] : [refused('not cancelled', answer.rejection)]));
}

function refused(doing: string, rejection: Extract<Result<unknown>, { ok: false }>['rejection']) {
  return say({ what: 'refused', doing, rejection });
}

function onAsked(
  journey: Journey,
  { answer, at }: { readonly answer: Result<CreateRfqAnswer>; readonly at: number },
  settings: JourneySettings,
): Step {
  if (journey.phase !== 'asking') return stay(journey);
  if (!answer.ok) {
    const effects = [refused('no quote', answer.rejection)];
    // Asking the same again would bring the same answer.
    return answer.rejection.retryable
      ? close(journey, settings, { failed: true, effects })
      : finish(journey, 1, ...effects);
  }
  const { rfqId, duplicateOf } = answer.value;
  const asked: Journey = { ...journey, phase: 'waiting', rfqId, early: [] };
  return journey.early.reduce<Step>(
    (sofar, event) => {
      const next = step(sofar.journey, { kind: 'event', event, at }, settings);
      return { journey: next.journey, effects: [...sofar.effects, ...next.effects] };
    },
    stay(asked, ...(duplicateOf === null ? [] : [repeats(duplicateOf)])),
  );
}

const repeats = (rfqId: string) =>
  note(`the same as ${rfqId}, which is open or has traded: accept only to have it twice`);

/** After these the quote is gone whatever the screen shows. */
const QUOTE_IS_GONE: ReadonlySet<RejectCode> = new Set<RejectCode>([
  'QUOTE_EXPIRED',
  'QUOTE_WITHDRAWN',
  'QUOTE_REVOKED',
  'ILLEGAL_TRANSITION',
  'NOT_FOUND',
]);

function onAccepted(journey: Journey, answer: Result<AcceptReceipt>, settings: JourneySettings): Step {
  if (answer.ok) return booking(journey, say({ what: 'receipt', receipt: answer.value }));
  if (journey.phase !== 'accepting') return stay(journey);
  const effects = [refused('not accepted', answer.rejection)];
  if (!settings.interactive) return finish(journey, 1, ...effects);
  const hasNewer = journey.quote !== null && journey.quote.version !== journey.acceptedVersion;
  if (!journey.ended && (hasNewer || !QUOTE_IS_GONE.has(answer.rejection.code))) {
    return stay({ ...journey, phase: 'deciding', failed: true }, ...effects);
  }
  return close(journey, settings, { failed: true, effects });
}

interface Press {
  readonly key: Key;
  /** The service's time, epoch ms. */
  readonly at: number;
  readonly isConnected: boolean;
  /** Prices move all the time, and whoever presses a key knows it. */
  readonly streaming: boolean;
}

const LEAVES: ReadonlySet<Key> = new Set<Key>(['q', 'interrupt']);

const ON_KEY: Readonly<Record<Phase, (journey: Journey, press: Press) => Step>> = {
  asking: (journey, press) => (LEAVES.has(press.key) ? cancel(journey, press) : stay(journey)),
  waiting: (journey, press) => (LEAVES.has(press.key) ? cancel(journey, press) : stay(journey)),
  deciding: onDecision,
  // From here on the acceptance may be binding: only an interrupt leaves, and it says what may have happened.
  accepting: (journey, { key }) =>
    key === 'interrupt'
      ? finish(journey, 1, note('left before the answer: it may have been accepted, look at `otc trades`'))
      : stay(journey),
  booking: (journey, { key }) =>
    key === 'interrupt'
      ? finish(journey, 0, note('accepted and binding: the trade will be in `otc trades`'))
      : stay(journey),
  leaving: (journey, { key }) => (key === 'interrupt' ? finish(journey, 0) : stay(journey)),
  closed: (journey, { key }) => {
    if (key === 'r') return START;
    return LEAVES.has(key) ? finish(journey, journey.failed ? 1 : 0) : stay(journey);
  },
  done: (journey) => stay(journey),
};

function onDecision(journey: Journey, press: Press): Step {
  const { quote, rfqId } = journey;
  const { key, isConnected } = press;
  if (quote === null || rfqId === null || key === 'r') return stay(journey);
  if (LEAVES.has(key)) return cancel(journey, press);
  // A press on a dead screen must not trade later, when it comes back.
  if (!isConnected) return stay(journey, note('not connected: press again when the connection is back'));
  if (key === 'p') {
    return stay({ ...journey, phase: 'leaving' }, note('passed'), { do: 'pass', rfqId, quoteId: quote.quoteId });
  }
  if (key === 'y') return confirm(journey, quote);
  const why = tooLateOrTooSoon(quote, { ...press, shownAt: journey.shownAt });
  return why === null ? accept(journey, key === 'b' ? 'buy' : 'sell') : stay(journey, note(why));
}

/** Rule CL-11: the person says that they have read the warnings. */
function confirm(journey: Journey, { warnings }: QuoteView): Step {
  const [warning] = warnings;
  if (warning === undefined) return stay(journey, note('there is nothing to confirm'));
  return stay({ ...journey, confirmedWarningId: warning.id }, note('confirmed: you have read the warnings'));
}

function tooLateOrTooSoon(
  { validUntil, replaces }: QuoteView,
  { at, shownAt, streaming }: Pick<Press, 'at' | 'streaming'> & { readonly shownAt: number },
): string | null {
  if (at > Date.parse(validUntil)) return 'too late: the time of this quote is up';
  const isTooSoon = !streaming && replaces !== null && at < shownAt + REQUOTE_PAUSE_MS;
  return isTooSoon ? 'the price has just changed: look again, then press again' : null;
}

function cancel(journey: Journey, { isConnected }: Press): Step {
  const { rfqId } = journey;
  if (rfqId === null || !isConnected) return finish(journey, 0, note('left; the request ends by itself'));
  return stay({ ...journey, phase: 'leaving' }, note('cancelled'), { do: 'cancel', rfqId });
}

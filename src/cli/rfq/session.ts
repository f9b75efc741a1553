import { askAgain } from '../../client/ask-again.ts';
import type { ClientConnection } from '../../client/connect.ts';
import type { ClientEvent } from '../../client/events.ts';
import type { Rejection, Result } from '../../contracts/result.ts';
import type { ClientAnswer, ClientRequestInput, ClientRequestName } from '../../contracts/socket.ts';
import type { IdSource } from '../../platform/ids.ts';
import { type Effect, type Input, type Journey, type JourneySettings, START } from './journey.ts';
import type { Key } from './keys.ts';
import type { RequestTerms } from './request.ts';
import { step } from './step.ts';
import type { View } from './view.ts';

export interface SessionPorts {
  readonly connection: ClientConnection;
  readonly view: View;
  readonly ids: IdSource;
}

/** The running journey: what comes from outside goes in here. */
export interface Session {
  onEvent(event: ClientEvent): void;
  onKey(key: Key): void;
  onLost(rejection: Rejection): void;
  /** Shows the time that is left now. */
  redraw(): void;
  /** Resolves when it is over. */
  readonly exitCode: Promise<0 | 1>;
}

/** Twenty seconds of trying; a wait does not keep a program alive that is over. */
const RETRY = {
  tries: 40,
  pauseMs: 500,
  wait: (ms: number) => new Promise<void>((done) => void setTimeout(done, ms).unref()),
};
const BOOKING_WATCH_MS = 30_000;

/** Plays a journey: feeds its inputs to `step` and carries its effects out. */
export function startSession(terms: RequestTerms, settings: JourneySettings, ports: SessionPorts): Session {
  const { connection, view, ids } = ports;
  const { promise, resolve } = resolver<0 | 1>();
  let journey: Journey = START.journey;
  let bookingWatch: NodeJS.Timeout | undefined;

  function dispatch(input: Input): void {
    const next = step(journey, input, settings);
    journey = next.journey;
    for (const effect of next.effects) perform(effect);
    if (journey.phase === 'booking' && bookingWatch === undefined) {
      bookingWatch = setTimeout(() => dispatch({ kind: 'bookingSlow' }), BOOKING_WATCH_MS);
    }
    view.status(journey, connection);
  }

  /** The answer comes back as an input of the journey. */
  function send<N extends ClientRequestName>(
    request: { readonly name: N; readonly payload: ClientRequestInput<N> },
    toInput: (answer: Result<ClientAnswer<N>>) => Input,
  ): void {
    void askAgain(connection, request, RETRY).then((answer) => dispatch(toInput(answer)));
  }

  const carryOut: { readonly [D in Effect['do']]: (effect: Extract<Effect, { do: D }>) => void } = {
    ask() {
      view.asking(terms);
      const payload = { ...terms, clientRfqId: ids('cli') };
      const at = connection.serverTime.now;
      send({ name: 'rfq.create', payload }, (answer) => ({ kind: 'asked', answer, at: at() }));
    },
    accept: (effect) =>
      send({ name: 'quote.accept', payload: acceptance(effect, { ids, slippage: settings.slippage }) }, (answer) => ({
        kind: 'accepted',
        answer,
      })),
    pass: ({ rfqId, quoteId }) => send({ name: 'quote.pass', payload: { rfqId, quoteId } }, left),
    cancel: ({ rfqId }) => send({ name: 'rfq.cancel', payload: { rfqId } }, left),
    record: ({ event }) => view.event(event),
    say: ({ said }) => view.say(said, terms),
    finish({ exitCode }) {
      clearTimeout(bookingWatch);
      resolve(exitCode);
    },
  };

  function perform(effect: Effect): void {
    // The table pairs each effect with its own work, which the compiler cannot follow through a variable.
    (carryOut[effect.do] as (effect: Effect) => void)(effect);
  }

  for (const effect of START.effects) perform(effect);
  view.status(journey, connection);
  return {
    onEvent: (event) => dispatch({ kind: 'event', event, at: connection.serverTime.now() }),
    onKey: (key) =>
      dispatch({ kind: 'key', key, at: connection.serverTime.now(), isConnected: connection.isConnected() }),
    onLost: (why) => dispatch({ kind: 'lost', rejection: why }),
    redraw: () => view.status(journey, connection),
    exitCode: promise,
  };
}

function left(answer: Result<unknown>): Input {
  return { kind: 'left', answer };
}

function acceptance(
  { quote, side, price, confirmedWarningId }: Extract<Effect, { do: 'accept' }>,
  { ids, slippage }: { readonly ids: IdSource; readonly slippage: string | undefined },
): ClientRequestInput<'quote.accept'> {
  const { rfqId, quoteId, version, quantity } = quote;
  return {
    clientAcceptId: ids('acp'),
    rfqId,
    quoteId,
    version,
    side,
    price,
    quantity,
    ...(slippage === undefined ? {} : { slippage: { tolerance: slippage } }),
    ...(confirmedWarningId === null ? {} : { acknowledgedWarningId: confirmedWarningId }),
  };
}

function resolver<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((take) => {
    resolve = take;
  });
  return { promise, resolve };
}

import { type ClientConnection, connectClient } from '../../client/connect.ts';
import type { ClientEvent } from '../../client/events.ts';
import { httpClient } from '../../client/http.ts';
import { signHandshake } from '../../client/sign-handshake.ts';
import { type Rejection, rejection } from '../../contracts/result.ts';
import type { HandshakeAuth } from '../../contracts/session.ts';
import { CLIENT_NAMESPACE } from '../../contracts/socket.ts';
import { systemClock } from '../../platform/clock.ts';
import { uuidIds } from '../../platform/ids.ts';
import {
  type ConnectionOptions,
  findService,
  nobodyThere,
  openSession,
  type ServiceAddress,
} from '../connection-options.ts';
import { badUsage, RefusedError } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import type { JourneySettings } from './journey.ts';
import { listenToKeys } from './keys.ts';
import type { RequestOptions, RequestTerms } from './request.ts';
import { type Session, startSession } from './session.ts';
import { jsonView, screenView, type View } from './view.ts';

/** How the journey goes, whatever is asked for. */
export interface RunOptions extends ConnectionOptions {
  readonly accept?: 'bid' | 'offer';
  readonly confirmWarnings?: string;
  readonly slippage?: string;
  readonly json?: boolean;
  readonly apiKey?: string;
  readonly secret?: string;
}

export interface RfqOptions extends RequestOptions, RunOptions {}

/** How often the time left is drawn anew. */
const REDRAW_MS = 100;
/** A script does not wait for ever for a service that is gone. */
const SCRIPT_PATIENCE_MS = 60_000;

/** Signs in, connects, plays the journey and leaves the terminal as it was. */
export async function runRfq(terms: RequestTerms, options: RunOptions, terminal: Terminal): Promise<0 | 1> {
  const { json = false, accept = null, confirmWarnings = null, slippage } = options;
  const { limitPrice, streaming } = terms;
  const settings: JourneySettings = {
    accept,
    confirmWarnings,
    interactive: terminal.interactive && !json && accept === null,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(streaming === undefined ? {} : { streaming }),
    ...(slippage === undefined ? {} : { slippage }),
  };
  const view = json ? jsonView(terminal) : screenView(terminal, settings);
  const service = findService(options);
  const access = await accessTo(service, options);
  try {
    return await runConnected(terms, { settings, view, service, access });
  } finally {
    view.end();
    await access.giveBack();
  }
}

interface Access {
  readonly auth: () => HandshakeAuth;
  /** Ends the session that was opened for this run. */
  readonly giveBack: () => Promise<unknown>;
}

async function accessTo(service: ServiceAddress, options: RunOptions): Promise<Access> {
  const { apiKey, secret, username } = options;
  if (apiKey !== undefined && username === undefined) {
    if (secret === undefined) throw badUsage('--secret, or OTC_API_SECRET, is required with an API key');
    const auth = () =>
      signHandshake(
        { apiKey, secret },
        { namespace: CLIENT_NAMESPACE, timestamp: systemClock.now(), nonce: uuidIds('n') },
      );
    return { auth, giveBack: async () => undefined };
  }
  const { token } = await openSession(options, service, 'client-trader');
  return { auth: () => ({ token }), giveBack: () => httpClient(service, token).signOut() };
}

interface Run {
  readonly settings: JourneySettings;
  readonly view: View;
  readonly service: ServiceAddress;
  readonly access: Access;
}

async function runConnected(terms: RequestTerms, { settings, view, service, access }: Run): Promise<0 | 1> {
  let session: Session | null = null;
  const link = watchLink(settings, view, (why) => session?.onLost(why));
  const connection = await connectClient({
    url: service.url,
    auth: access.auth,
    now: systemClock.now,
    onEvent: (event: ClientEvent) => session?.onEvent(event),
    onHello: link.onHello,
    onDisconnect: link.onDisconnect,
    onRefused: (why) => session?.onLost(why),
    onFault: ({ message }) => view.note(message),
  });
  if (!connection.ok) {
    const { rejection: why } = connection;
    throw why.code === 'UNAVAILABLE' ? nobodyThere(service, why.message) : new RefusedError(why);
  }
  session = startSession(terms, settings, { connection: connection.value, view, ids: uuidIds });
  return playToTheEnd(session, { connection: connection.value, interactive: settings.interactive, link });
}

interface Playing {
  readonly connection: ClientConnection;
  readonly interactive: boolean;
  readonly link: { readonly stop: () => void };
}

async function playToTheEnd(session: Session, { connection, interactive, link }: Playing): Promise<0 | 1> {
  const stopKeys = interactive ? listenToKeys(process.stdin, session.onKey) : () => undefined;
  const onSignal = () => session.onKey('interrupt');
  const redraw = setInterval(session.redraw, REDRAW_MS);
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await session.exitCode;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    clearInterval(redraw);
    stopKeys();
    link.stop();
    connection.close();
  }
}

/** Says when the connection is lost and when it is back; a script gives up after a while. */
function watchLink(settings: JourneySettings, view: View, giveUp: (why: Rejection) => void) {
  let isLost = false;
  let patience: NodeJS.Timeout | undefined;
  return {
    onHello() {
      if (isLost) view.note('connected again');
      isLost = false;
      clearTimeout(patience);
    },
    onDisconnect(reason: string) {
      if (!isLost) view.note(`the connection was lost (${reason}); trying again`);
      isLost = true;
      if (settings.interactive) return;
      patience = setTimeout(
        () => giveUp(rejection('UNAVAILABLE', `the service was gone for ${SCRIPT_PATIENCE_MS / 1000} s`)),
        SCRIPT_PATIENCE_MS,
      );
    },
    stop: () => clearTimeout(patience),
  };
}

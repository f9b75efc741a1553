import type { Server } from 'socket.io';
import { type Entry, requireAccount, type User } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import {
  CLIENT_NAMESPACE,
  CLIENT_REQUESTS,
  type ClientAnswer,
  type ClientRequest,
  type ClientRequestName,
} from '../contracts/socket.ts';
import type { Clock } from '../platform/clock.ts';
import type { AccountStreams } from './account-streams.ts';
import { type AnswerDeps, answer } from './answer.ts';
import { type Authenticators, authenticate } from './authenticate.ts';
import type { ClientNamespace, ClientSocket } from './client-socket.ts';
import { floodLimitOf } from './flood-limit.ts';
import { originOf } from './handshake.ts';
import type { MarketStream } from './market-stream.ts';
import { refusalOf } from './refusal.ts';
import type { SessionSafety } from './session-safety.ts';
import type { SocketPlaces } from './socket-places.ts';

/** Who asks over this socket, and when the request arrived by the server's clock. */
export interface RequestContext {
  readonly user: User;
  readonly caller: {
    readonly userId: string;
    readonly accountId: string;
    readonly address: string;
    readonly entry?: Entry;
  };
  readonly receivedAt: number;
}

/** The use cases behind the events; those about this very socket are the gateway's own. */
type SocketOwn = 'session.resume' | 'session.safety' | 'market.subscribe' | 'market.unsubscribe';
export type ClientUseCases = {
  readonly [N in Exclude<ClientRequestName, SocketOwn>]: (
    request: ClientRequest<N>,
    context: RequestContext,
  ) => Promise<Result<ClientAnswer<N>>>;
};

export interface ClientGatewayDeps extends AnswerDeps {
  readonly authenticators: Authenticators;
  readonly places: SocketPlaces;
  readonly useCases: ClientUseCases;
  readonly streams: AccountStreams;
  readonly safety: SessionSafety;
  readonly market: MarketStream;
  /** Whether one more request of this name is within the account's rate. */
  readonly withinRate: (accountId: string, name: string) => Promise<Result<void>>;
  /** What one connection may send, whatever it is. */
  readonly messagesPerSecond: number;
  readonly clock: Clock;
  readonly onSockets: (change: 1 | -1) => void;
}

type Handlers = {
  readonly [N in ClientRequestName]: (
    request: ClientRequest<N>,
    context: RequestContext,
  ) => Promise<Result<ClientAnswer<N>>>;
};

/** `/v1/client`: parse, authenticate, throttle, call one use case, acknowledge. */
export function attachClientGateway(io: Server, deps: ClientGatewayDeps): void {
  const namespace: ClientNamespace = io.of(CLIENT_NAMESPACE);

  namespace.use((socket, next) => {
    admit(socket, deps).then((problem) => next(problem), next);
  });

  namespace.on('connection', (socket) => {
    const { user, accountId } = socket.data;
    deps.onSockets(1);
    const stream = deps.streams.open(socket, accountId);
    const safety = deps.safety.open(socket);
    const handlers: Handlers = {
      ...deps.useCases,
      'session.resume': ({ afterSeq }) => stream.resume(afterSeq),
      'session.safety': (request) => safety.arm(request),
      'market.subscribe': async ({ underlyings }) => ok({ underlyings: deps.market.subscribe(socket, underlyings) }),
      'market.unsubscribe': async ({ underlyings }) =>
        ok({ underlyings: deps.market.unsubscribe(socket, underlyings) }),
    };
    const withinFlood = floodLimitOf(socket, deps);
    socket.onAny((name: string, ...sent: unknown[]) => {
      const flood = withinFlood();
      const ack = sent.at(-1);
      // Sent without a callback: nobody to answer, so nothing is done.
      if (typeof ack !== 'function') return;
      const { userId, entry } = user;
      const caller = { userId, accountId, address: socket.data.address, ...(entry === undefined ? {} : { entry }) };
      const context = { user, caller, receivedAt: deps.clock.now() };
      void answer(deps, { name: name in CLIENT_REQUESTS ? name : 'unknown', ack: (reply) => ack(reply) }, async () =>
        flood.ok ? handle(deps, { handlers, name, payload: sent.length === 2 ? sent[0] : undefined, context }) : flood,
      );
    });
    socket.on('disconnect', () => {
      stream.close();
      safety.close();
      deps.market.drop(socket);
      deps.onSockets(-1);
    });
  });
}

interface Incoming {
  readonly handlers: Handlers;
  readonly name: string;
  readonly payload: unknown;
  readonly context: RequestContext;
}

async function handle(
  deps: ClientGatewayDeps,
  { handlers, name, payload, context }: Incoming,
): Promise<Result<unknown>> {
  if (!isRequestName(name)) {
    const known = Object.keys(CLIENT_REQUESTS).join(', ');
    return reject('VALIDATION_FAILED', `event must be one of ${known}, was ${JSON.stringify(name.slice(0, 64))}`, {
      path: 'event',
    });
  }
  const rate = await deps.withinRate(context.caller.accountId, name);
  if (!rate.ok) return rate;
  const request = parse(CLIENT_REQUESTS[name].request, payload);
  if (!request.ok) return request;
  const allowed = requireAccount(context.user, needsTrading(name) ? 'trade' : 'viewOwn');
  if (!allowed.ok) return allowed;
  // The table pairs each name with its own schema, which the compiler cannot follow through a variable name.
  return (handlers[name] as (request: unknown, context: RequestContext) => Promise<Result<unknown>>)(
    request.value,
    context,
  );
}

function isRequestName(name: string): name is ClientRequestName {
  return Object.hasOwn(CLIENT_REQUESTS, name);
}

function needsTrading(name: ClientRequestName): boolean {
  return ['rfq.', 'quote.', 'trade.'].some((start) => name.startsWith(start));
}

async function admit(
  socket: ClientSocket,
  { authenticators, places, log }: ClientGatewayDeps,
): Promise<Error | undefined> {
  try {
    const room = places.hasRoom();
    if (!room.ok) return refusalOf(room);
    const user = await authenticate(socket.handshake, CLIENT_NAMESPACE, authenticators);
    if (!user.ok) return refusalOf(user);
    const account = requireAccount(user.value, 'viewOwn');
    if (!account.ok) return refusalOf(account);
    const place = places.take(socket, account.value);
    if (!place.ok) return refusalOf(place);
    socket.data.user = user.value;
    socket.data.accountId = account.value;
    socket.data.address = originOf(socket.handshake, authenticators.isTrustedProxy).address;
    return undefined;
  } catch (error) {
    log.error({ err: error }, 'a handshake failed');
    return refusalOf(reject('UNAVAILABLE', 'the service cannot sign anybody in now'));
  }
}

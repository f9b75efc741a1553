import type { Server } from 'socket.io';
import { type AccountEvent, deskViewed, recordAudit } from '../audit/index.ts';
import { requireStaff, type User } from '../clients/index.ts';
import {
  DESK_NAMESPACE,
  DESK_REQUESTS,
  type DeskAnswer,
  type DeskNotice,
  type DeskRequest,
  type DeskRequestName,
} from '../contracts/desk-socket.ts';
import { parse } from '../contracts/parse.ts';
import { type Result, reject } from '../contracts/result.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { type DeskUseCases, requireDesk } from '../rfq/index.ts';
import { type AnswerDeps, answer } from './answer.ts';
import { type Authenticators, authenticate } from './authenticate.ts';
import type { DeskNamespace, DeskSocket } from './desk-socket.ts';
import { makeDeskStream } from './desk-stream.ts';
import type { DeskWatch } from './desk-watch.ts';
import { floodLimitOf } from './flood-limit.ts';
import { refusalOf } from './refusal.ts';
import type { SocketPlaces } from './socket-places.ts';

export interface DeskGatewayDeps extends AnswerDeps {
  readonly db: Database;
  readonly authenticators: Authenticators;
  readonly places: SocketPlaces;
  readonly useCases: DeskUseCases;
  readonly watch: DeskWatch;
  /** Whether one more request of this name is within the person's rate. */
  readonly withinRate: (userId: string, name: string) => Promise<Result<void>>;
  /** What one connection may send, whatever it is. */
  readonly messagesPerSecond: number;
  readonly clock: Clock;
  readonly onSockets: (change: 1 | -1) => void;
}

export interface DeskGateway {
  /** From the bus. */
  offer(event: AccountEvent): void;
  notice(notice: DeskNotice): void;
  /** Looks in the database for events that the bus did not bring. */
  catchUp(): Promise<void>;
}

type Handlers = {
  readonly [N in DeskRequestName]: (request: DeskRequest<N>, by: User) => Promise<Result<DeskAnswer<N>>>;
};

/** `/v1/desk`: parse, authenticate, throttle, call one use case, acknowledge; and every account's events. */
export function attachDeskGateway(io: Server, deps: DeskGatewayDeps): DeskGateway {
  const namespace: DeskNamespace = io.of(DESK_NAMESPACE);
  const stream = makeDeskStream({
    db: deps.db,
    log: deps.log,
    send: (event) => namespace.emit('event', event),
    onBroken: () => namespace.disconnectSockets(true),
  });

  namespace.use((socket, next) => {
    admit(socket, deps)
      .then(async (problem) => {
        if (problem === undefined) await stream.start();
        next(problem);
      })
      .catch((error: unknown) => {
        deps.log.error({ err: error }, 'a handshake on the desk failed');
        next(refusalOf(reject('UNAVAILABLE', 'the service cannot sign anybody in now')));
      });
  });

  namespace.on('connection', (socket) => {
    serve(socket, deps);
  });

  return {
    offer: stream.offer,
    notice: (notice) => namespace.emit('notice', notice),
    catchUp: stream.catchUp,
  };
}

function serve(socket: DeskSocket, deps: DeskGatewayDeps): void {
  const { user } = socket.data;
  deps.onSockets(1);
  const handlers: Handlers = {
    ...deps.useCases,
    'desk.watch': async ({ rfqId }) => {
      await recordAudit(deps.db, { ...deskViewed(user, { type: 'rfq', id: rfqId }, deps.clock.now()), rfqId });
      return deps.watch.watch(socket, rfqId);
    },
    'desk.unwatch': async ({ rfqId }) => deps.watch.unwatch(socket, rfqId),
  };
  const withinFlood = floodLimitOf(socket, deps);
  socket.onAny((name: string, ...sent: unknown[]) => {
    const flood = withinFlood();
    const ack = sent.at(-1);
    // Sent without a callback: nobody to answer, so nothing is done.
    if (typeof ack !== 'function') return;
    const payload = sent.length === 2 ? sent[0] : undefined;
    void answer(deps, { name: isRequestName(name) ? name : 'unknown', ack: (reply) => ack(reply) }, async () =>
      flood.ok ? handle(deps, { handlers, name, payload, user }) : flood,
    );
  });
  socket.on('disconnect', () => {
    deps.watch.drop(socket);
    deps.onSockets(-1);
  });
  const { username, role } = user;
  socket.emit('hello', { username, role, serverTime: toInstant(deps.clock.now()) });
}

interface Incoming {
  readonly handlers: Handlers;
  readonly name: string;
  readonly payload: unknown;
  readonly user: User;
}

async function handle(deps: DeskGatewayDeps, { handlers, name, payload, user }: Incoming): Promise<Result<unknown>> {
  if (!isRequestName(name)) {
    const known = Object.keys(DESK_REQUESTS).join(', ');
    return reject('VALIDATION_FAILED', `event must be one of ${known}, was ${JSON.stringify(name.slice(0, 64))}`, {
      path: 'event',
    });
  }
  const rate = await deps.withinRate(user.userId, name);
  if (!rate.ok) return rate;
  const request = parse(DESK_REQUESTS[name].request, payload);
  if (!request.ok) return request;
  const allowed = requireDesk(user, name);
  if (!allowed.ok) return allowed;
  // The table pairs each name with its own schema, which the compiler cannot follow through a variable name.
  return (handlers[name] as (request: unknown, by: User) => Promise<Result<unknown>>)(request.value, user);
}

function isRequestName(name: string): name is DeskRequestName {
  return Object.hasOwn(DESK_REQUESTS, name);
}

async function admit(socket: DeskSocket, { authenticators, places }: DeskGatewayDeps): Promise<Error | undefined> {
  const room = places.hasRoom();
  if (!room.ok) return refusalOf(room);
  const user = await authenticate(socket.handshake, DESK_NAMESPACE, authenticators);
  if (!user.ok) return refusalOf(user);
  const staff = requireStaff(user.value, 'viewDesk');
  if (!staff.ok) return refusalOf(staff);
  const place = places.take(socket, staff.value.username);
  if (!place.ok) return refusalOf(place);
  socket.data.user = staff.value;
  return undefined;
}

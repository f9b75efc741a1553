import type { Server } from 'socket.io';
import { type AccountEvent, deskViewed, recordAudit } from '../audit/index.ts';
import type { User } from '../clients/index.ts';
import {
  DESK_NAMESPACE,
  DESK_REQUESTS,
  type DeskAnswer,
  type DeskNotice,
  type DeskRequest,
  type DeskRequestName,
} from '../contracts/desk-socket.ts';
import { type Result, reject } from '../contracts/result.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { type DeskUseCases, requireDesk } from '../rfq/index.ts';
import type { DeskNamespace, DeskSocket } from './desk-socket.ts';
import { makeDeskStream } from './desk-stream.ts';
import type { DeskWatch } from './desk-watch.ts';
import { refusalOf } from './refusal.ts';
import { admitStaff, answerRequests, type StaffNamespaceDeps } from './staff-namespace.ts';

export interface DeskGatewayDeps extends StaffNamespaceDeps {
  readonly db: Database;
  readonly useCases: DeskUseCases;
  readonly watch: DeskWatch;
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
    admitStaff(socket, { namespace: DESK_NAMESPACE, needs: 'viewDesk' }, deps)
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
  answerRequests(socket, { schemas: DESK_REQUESTS, requirePermission: requireDesk, handlers }, deps);
  socket.on('disconnect', () => {
    deps.watch.drop(socket);
    deps.onSockets(-1);
  });
  const { username, role } = user;
  socket.emit('hello', { username, role, serverTime: toInstant(deps.clock.now()) });
}

import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { closeSlowSockets, writeTogether } from './gateway/slow-sockets.ts';
import { makeSocketPlaces, openConnections, type SocketPlaces } from './gateway/socket-places.ts';
import { makeLimitBooks, makeOverrides } from './limits/index.ts';
import { makeLimitPreviews, makeOpenRequests, type OpenRequests, type Rulebooks } from './rfq/index.ts';
import type { World } from './world.ts';

/** Larger messages end the connection before they are read. */
const MESSAGE_MAX_BYTES = 65_536;

/** A connection that has not said in this time whose it is. */
const HANDSHAKE_MS = 10_000;
/** Above the node's cap so many more are told that there is no room; beyond, they are not even answered. */
const TOLD = 100;

/** Nothing that a socket sends or is sent may grow without end. */
export function boundedSockets(server: HttpServer, { config, log, metrics }: World): Server {
  const io: Server = new Server(server, {
    serveClient: false,
    transports: ['websocket'],
    maxHttpBufferSize: MESSAGE_MAX_BYTES,
    connectTimeout: HANDSHAKE_MS,
    allowRequest: (_request, decide) => decide(null, io.engine.clientsCount < config.SOCKETS_PER_NODE + TOLD),
  });
  // Nobody is asked who they are on the namespace that is there by itself: it lets nobody in.
  io.use((_socket, next) => next(new Error('Invalid namespace')));
  writeTogether(io);
  closeSlowSockets(io, {
    maxBufferedBytes: config.SOCKET_BUFFER_KB * 1024,
    onSlow(bufferedBytes) {
      metrics.slowSockets.inc();
      log.warn({ bufferedBytes }, 'a connection was closed because it did not read');
    },
  });
  return io;
}

/** The caps on connections, counted on this node alone. */
export function socketPlacesOf(io: Server, { config }: World): SocketPlaces {
  const caps = { perOwner: config.SOCKETS_PER_ACCOUNT, perNode: config.SOCKETS_PER_NODE };
  return makeSocketPlaces(caps, openConnections(io));
}

/** The cap on what one account may have open. */
export function openRequestsOf({ db, config, log }: World): OpenRequests {
  return makeOpenRequests({
    db,
    cap: config.LIVE_QUOTES_PER_ACCOUNT,
    elapsed: () => performance.now(),
    onFailure: (error) => log.warn({ err: error }, 'open requests could not be counted'),
  });
}

/** Caps, credit lines and exceptions: their changes, and what is taken of them. */
export function riskLimitsOf({ db, clock, ids }: World, rulebooks: Rulebooks) {
  return {
    limitBooks: makeLimitBooks({ db, clock }),
    overrides: makeOverrides({ db, clock, ids }),
    limitPreviews: makeLimitPreviews({ db, rulebooks, clock }),
  };
}

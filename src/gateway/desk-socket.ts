import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { User } from '../clients/index.ts';
import type { DeskToServerEvents, ServerToDeskEvents } from '../contracts/desk-socket.ts';

/** Set when the handshake is admitted. */
interface SocketData {
  user: User;
}

export type DeskSocket = Socket<DeskToServerEvents, ServerToDeskEvents, DefaultEventsMap, SocketData>;
export type DeskNamespace = Namespace<DeskToServerEvents, ServerToDeskEvents, DefaultEventsMap, SocketData>;

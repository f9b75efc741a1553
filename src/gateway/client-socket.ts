import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { User } from '../clients/index.ts';
import type { ClientToServerEvents, ServerToClientEvents } from '../contracts/socket.ts';

/** Set when the handshake is admitted. */
interface SocketData {
  user: User;
  accountId: string;
  /** From where, as far as it can be known. */
  address: string;
}

export type ClientSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type ClientNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

import { WebSocket } from 'ws';

/** One websocket, seen from this side. */
export interface VenueSocket {
  send(text: string): void;
  /** Ends it, whatever the other side does; nothing is heard of it afterwards. */
  end(): void;
}

export interface SocketEvents {
  onOpen(): void;
  onText(text: string): void;
  /** The venue pings on the level of the protocol below; it is answered already. */
  onPing(): void;
  /** Once, and not after `end`. */
  onClosed(reason: string): void;
}

export interface SocketAddress {
  readonly url: string;
  readonly maxFrameBytes: number;
}

export type OpenSocket = (address: SocketAddress, events: SocketEvents) => VenueSocket;

/** How long a venue may take to answer the closing of a connection; ms. */
const CLOSING_MS = 500;

export const openWebSocket: OpenSocket = ({ url, maxFrameBytes }, events) => {
  const socket = new WebSocket(url, { maxPayload: maxFrameBytes, perMessageDeflate: false });
  let ended = false;
  let failure: string | null = null;
  const whileAlive = <Args extends unknown[]>(handle: (...args: Args) => void) => {
    return (...args: Args) => {
      if (!ended) handle(...args);
    };
  };

  socket.on('open', whileAlive(events.onOpen));
  socket.on('ping', whileAlive(events.onPing));
  socket.on(
    'message',
    whileAlive((bytes) => events.onText(bytes.toString())),
  );
  socket.on('error', (error) => {
    failure ??= error.message; // ws always closes after an error
  });
  socket.on(
    'close',
    whileAlive((code, reason) => {
      ended = true;
      events.onClosed(failure ?? closeReason(code, reason.toString()));
    }),
  );

  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text, () => {}); // a failed send is followed by `close`
    },
    end() {
      if (ended) return;
      ended = true;
      if (socket.readyState !== WebSocket.OPEN) return socket.terminate();
      socket.close(1000);
      setTimeout(() => socket.terminate(), CLOSING_MS).unref();
    },
  };
};

function closeReason(code: number, reason: string): string {
  return `the venue closed the connection: ${code}${reason === '' ? '' : ` ${reason}`}`;
}

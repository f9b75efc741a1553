import type { Server } from 'socket.io';
import { ok, type Result, reject } from '../contracts/result.ts';

/** A connection at its handshake, as far as places know it. */
interface Arriving {
  readonly conn: { once(event: 'close', listener: () => void): unknown };
  once(event: 'disconnect', listener: () => void): unknown;
}

export interface SocketPlaces {
  /** Before anybody is looked up: whether this node has room for one more. */
  hasRoom(): Result<void>;
  /** Takes a place of the account's, or of the person's, until the connection ends. */
  take(socket: Arriving, owner: string): Result<void>;
}

interface SocketCaps {
  readonly perOwner: number;
  readonly perNode: number;
}

/** Rule TR-15: so many connections on this node, and of one account or member of staff. `open` counts all of the node's. */
export function makeSocketPlaces({ perOwner, perNode }: SocketCaps, open: () => number): SocketPlaces {
  const taken = new Map<string, number>();
  return {
    hasRoom() {
      if (open() <= perNode) return ok(undefined);
      return refused(
        'SOCKETS_PER_NODE',
        perNode,
        `this node has ${perNode} connections open: connect to another, or later`,
      );
    },
    take(socket, owner) {
      const before = taken.get(owner) ?? 0;
      if (before >= perOwner) {
        return refused(
          'SOCKETS_PER_ACCOUNT',
          perOwner,
          `${owner} has ${before} connections open on this node: close one`,
        );
      }
      taken.set(owner, before + 1);
      let isTaken = true;
      const release = () => {
        if (!isTaken) return;
        isTaken = false;
        const left = (taken.get(owner) ?? 1) - 1;
        if (left === 0) taken.delete(owner);
        else taken.set(owner, left);
      };
      // A connection may be gone before it was let in: then it has no `disconnect`.
      socket.once('disconnect', release);
      socket.conn.once('close', release);
      return ok(undefined);
    },
  };
}

function refused(rule: string, limit: number, message: string) {
  return reject('RATE_LIMITED', `${rule} ${message}`, { rule, limit });
}

/** What socket.io holds open, handshakes included. */
export function openConnections(io: Server): () => number {
  return () => io.engine.clientsCount;
}

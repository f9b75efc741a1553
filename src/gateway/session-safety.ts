import type { Result } from '../contracts/result.ts';
import { ok } from '../contracts/result.ts';
import type { SafetyRequest, SafetyView } from '../contracts/session.ts';
import type { IdSource } from '../platform/ids.ts';
import type { Logger } from '../platform/logging.ts';
import type { Safety } from '../rfq/index.ts';
import type { ClientSocket } from './client-socket.ts';

export interface SocketSafety {
  arm(request: SafetyRequest): Promise<Result<SafetyView>>;
  close(): void;
}

export interface SessionSafety {
  open(socket: ClientSocket): SocketSafety;
  /** Tells the database which protected connections are open here; once a second. */
  reportAlive(): Promise<void>;
}

/** Which of this node's sockets have asked for protection. The protection itself lives in the database. */
export function makeSessionSafety({ safety, ids, log }: { safety: Safety; ids: IdSource; log: Logger }): SessionSafety {
  const protectedIds = new Set<string>();

  return {
    open(socket) {
      const { user, accountId } = socket.data;
      const connection = { connectionId: ids('con'), caller: { userId: user.userId, accountId } };
      const { connectionId } = connection;
      const taken = safety.takeOver(connection).then(
        (tookOver) => {
          if (tookOver && !socket.disconnected) protectedIds.add(connectionId);
        },
        (error: unknown) => log.warn({ err: error }, 'what lost connections had in force could not be taken over'),
      );
      return {
        async arm(request) {
          await taken;
          const inForce = await safety.arm(connection, request);
          const isProtected = inForce.cancelOnDisconnect !== null || inForce.deadMan !== null;
          if (isProtected) protectedIds.add(connectionId);
          else protectedIds.delete(connectionId);
          // It may have gone while this was written: then its grace has begun.
          if (socket.disconnected) await lose(connectionId);
          return ok(inForce);
        },
        close() {
          void taken.then(() => lose(connectionId));
        },
      };
    },
    reportAlive: () => safety.reportAlive([...protectedIds]),
  };

  /** Should this fail, the row is no longer reported alive and counts as lost soon after. */
  async function lose(connectionId: string): Promise<void> {
    if (!protectedIds.delete(connectionId)) return;
    await safety
      .disconnected(connectionId)
      .catch((error: unknown) => log.warn({ err: error }, 'the end of a protected connection could not be written'));
  }
}

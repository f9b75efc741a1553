import type { Server } from 'socket.io';
import type { User } from '../clients/index.ts';
import { DESK_NAMESPACE } from '../contracts/desk-socket.ts';
import { RISK_NAMESPACE } from '../contracts/risk-socket.ts';
import { CLIENT_NAMESPACE } from '../contracts/socket.ts';

export interface AccessWatchDeps {
  readonly io: Server;
  /** Those that still stand, each with the role that its user has now. */
  readonly standingSessions: (sessionIds: readonly string[]) => Promise<Map<string, string>>;
  readonly standingKeys: (keyIds: readonly string[]) => Promise<Map<string, string>>;
  /** Sessions that a socket has used since the last look. */
  readonly touch: (sessionIds: readonly string[]) => Promise<void>;
}

interface Watched {
  readonly user: User;
  readonly end: () => void;
}

/**
 * Ends the connections of those who may no longer be in: signed out, disabled, given another role, a key revoked or
 * expired, a session idle or over. Every node looks once a second, and at once when a node tells of a change.
 */
export function makeAccessWatch({ io, standingSessions, standingKeys, touch }: AccessWatchDeps) {
  const used = new Set<string>();
  const namespaces = [CLIENT_NAMESPACE, DESK_NAMESPACE, RISK_NAMESPACE].map((name) => io.of(name));
  for (const namespace of namespaces) {
    namespace.on('connection', (socket) => {
      const { user } = socket.data as { user: User };
      const { entry } = user;
      if (entry?.kind === 'session') socket.onAny(() => used.add(entry.sessionId));
    });
  }
  let looking: Promise<void> = Promise.resolve();

  /** One look after the other: each sees what was durable when it began. */
  return function look(): Promise<void> {
    looking = looking.catch(() => {}).then(lookOnce);
    return looking;
  };

  async function lookOnce(): Promise<void> {
    const touched = [...used];
    used.clear();
    await touch(touched);
    const watched = namespaces.flatMap(({ sockets }) => [...sockets.values()].map(watchedOf));
    const sessions = await standingSessions(
      unique(watched, ({ entry }) => (entry?.kind === 'session' ? entry.sessionId : null)),
    );
    const keys = await standingKeys(unique(watched, ({ entry }) => (entry?.kind === 'apiKey' ? entry.keyId : null)));
    for (const { user, end } of watched) {
      const { entry, role } = user;
      const now = entry?.kind === 'apiKey' ? keys.get(entry.keyId) : sessions.get(entry?.sessionId ?? '');
      if (now !== role) end();
    }
  }
}

function watchedOf(socket: { readonly data: unknown; disconnect(close: boolean): unknown }): Watched {
  return { user: (socket.data as { user: User }).user, end: () => socket.disconnect(true) };
}

function unique(watched: readonly Watched[], idOf: (user: User) => string | null): string[] {
  return [...new Set(watched.flatMap(({ user }) => idOf(user) ?? []))];
}

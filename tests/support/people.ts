import type { SessionView } from '../../src/contracts/session.ts';
import type { AddedUserView } from '../../src/contracts/users.ts';
import { call, signIn } from './client.ts';
import type { UsedService } from './use-service.ts';

type Ask = <T = unknown>(method: string, path: string, body?: unknown) => ReturnType<typeof call<T>>;

export interface Person {
  readonly username: string;
  readonly password: string;
  readonly token: string;
  readonly sessionId: string | undefined;
}

export interface People {
  readonly administrator: SessionView;
  readonly asAdministrator: Ask;
  /** A change that another administrator asks for. */
  readonly asSecond: <T = unknown>(path: string, body: unknown) => ReturnType<typeof call<T>>;
  readonly tryIn: (body: object) => ReturnType<typeof call<SessionView>>;
  /** A user of their own for each test: what one locks or disables is nobody else's. */
  readonly aPerson: (of?: { role?: string; accountId?: string }) => Promise<Person>;
}

/** The two administrators of the demo firm, and whom they add. */
export function usePeople(used: UsedService): People {
  let administrator: SessionView | undefined;
  let second: SessionView | undefined;
  beforeAll(async () => {
    administrator = await signIn(used.service, 'administrator');
    second = await signIn(used.service, 'administrator-2');
  });
  const signedIn = (session: SessionView | undefined) => {
    if (session === undefined) throw new Error('no administrator has signed in');
    return session;
  };
  const asAdministrator: Ask = (method, path, body) => {
    const { token } = signedIn(administrator);
    return call(used.service.url, { method, path, token, ...(body === undefined ? {} : { body }) });
  };
  const asSecond: People['asSecond'] = (path, body) =>
    call(used.service.url, { method: 'POST', path, token: signedIn(second).token, body });
  const tryIn: People['tryIn'] = (body) => call(used.service.url, { method: 'POST', path: '/sessions', body });

  let names = 0;
  return {
    get administrator() {
      return signedIn(administrator);
    },
    asAdministrator,
    asSecond,
    tryIn,
    async aPerson(of = {}) {
      names += 1;
      const username = `person-${names}`;
      const added = await asAdministrator<AddedUserView>('POST', '/users', { username, role: 'risk', ...of });
      if (!added.ok) throw new Error(added.error.message);
      const password = added.data.password ?? '';
      if (of.accountId === undefined) await asSecond(`/users/${username}/enable`, { reason: 'joins the firm' });
      const session = await tryIn({ username, password });
      if (!session.ok) throw new Error(session.error.message);
      return { username, password, token: session.data.token, sessionId: session.data.sessionId };
    },
  };
}

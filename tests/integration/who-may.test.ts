import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import { makeSessions } from '../../src/clients/index.ts';
import { DESK_NAMESPACE, DESK_REQUESTS } from '../../src/contracts/desk-socket.ts';
import type { Answer } from '../../src/contracts/result.ts';
import { RISK_NAMESPACE, RISK_REQUESTS } from '../../src/contracts/risk-socket.ts';
import { ROLES, type Role } from '../../src/contracts/session.ts';
import { CLIENT_NAMESPACE, CLIENT_REQUESTS } from '../../src/contracts/socket.ts';
import { uuidIds } from '../../src/platform/ids.ts';
import { NOBODYS, payloadsOf } from '../support/asked-events.ts';
import { type Belongings, NOBODYS_THINGS, type Question, questionsAbout, withoutIds } from '../support/asked-routes.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import { anAcceptance, call, connect, quoteFor, type TestClient } from '../support/client.ts';
import { startService, type TestService } from '../support/service.ts';
import { DOOR_NEEDS, EVENT_NEEDS, NAMESPACES, type Needs, ROUTE_NEEDS, rolesWith } from '../support/who-may.ts';

/** Somebody of each role. */
const NAMES: Readonly<Record<Role, string>> = {
  'client-trader': 'harbour',
  'client-viewer': 'harbour-viewer',
  'sales-trader': 'trader',
  'sales-supervisor': 'supervisor',
  risk: 'risk',
  compliance: 'compliance-1',
  administrator: 'administrator',
  auditor: 'auditor',
};
const STRANGER = 'lantau';
const NOBODY = 'nobody signed in';
type Who = Role | typeof NOBODY;
const EVERYBODY: readonly Who[] = [...ROLES, NOBODY];

let backend: Backend;
let service: TestService;
/** By user name, written straight into the database: signing in is not what is tested here. */
const tokens = new Map<string, string>();

beforeAll(async () => {
  backend = await openBackend('firm');
  service = await startService(backend);
  const { db, clock } = service.world;
  const life = { lifeMs: 3_600_000, idleMs: 3_600_000 };
  const sessions = makeSessions({ db, clock, ids: uuidIds, life });
  for (const name of [...Object.values(NAMES), STRANGER]) {
    const user = await db
      .selectFrom('app_user')
      .select('user_id')
      .where('username', '=', name)
      .executeTakeFirstOrThrow();
    const session = { userId: user.user_id, cookie: false, enrolling: false, address: '127.0.0.1' };
    tokens.set(name, (await sessions.open(db, session)).token);
  }
}, 90_000);
afterAll(async () => {
  await service?.stop();
  await backend?.close();
}, 90_000);

function tokenFor(name: string): string {
  const token = tokens.get(name);
  if (token === undefined) throw new Error(`nobody opened a session for ${name}`);
  return token;
}
const tokenOf = (who: Who) => (who === NOBODY ? undefined : tokenFor(NAMES[who]));

interface Asked extends Question {
  readonly token: string | undefined;
}

async function ask({ route, token, body = {} }: Asked): Promise<{ status: number; code: string; text: string }> {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const code = response.ok ? 'OK' : (JSON.parse(text) as { error: { code: string } }).error.code;
  return { status: response.status, code, text };
}

/** What an answer says of the right to it. */
function rightIn(code: string): 'asked in' | 'FORBIDDEN' | 'UNAUTHENTICATED' | 'INTERNAL' {
  return code === 'FORBIDDEN' || code === 'UNAUTHENTICATED' || code === 'INTERNAL' ? code : 'asked in';
}

function rightOf(who: Who, needs: Needs): ReturnType<typeof rightIn> {
  if (who === NOBODY) return needs === 'anybody' ? 'asked in' : 'UNAUTHENTICATED';
  return rolesWith(needs).includes(who) ? 'asked in' : 'FORBIDDEN';
}

const rightsBy = (right: (who: Who) => string) => Object.fromEntries(EVERYBODY.map((who) => [who, right(who)]));

/** They end, or are, the session that asks; what a browser shows is no part of the API. */
const OWN = ['POST /sessions', 'DELETE /sessions/current', 'POST /sessions/current/refresh'];
const OF_PAGES = ['GET /', 'GET /welcome', 'GET /welcome.css'];
const ROUTES = Object.entries(ROUTE_NEEDS)
  .filter(([route]) => !OWN.includes(route) && !OF_PAGES.includes(route))
  .map(([route, needs]) => ({ route, needs }));

describe('no role gains what another has: a route', () => {
  it.each(ROUTES)('$route asks each role, and whoever has not signed in, for $needs', async ({ route, needs }) => {
    const asked = EVERYBODY.map(async (who) => {
      const { code } = await ask({ route: route.replace(/:\w+/g, 'none'), token: tokenOf(who) });
      return [who, rightIn(code)];
    });

    expect(Object.fromEntries(await Promise.all(asked))).toEqual(rightsBy((who) => rightOf(who, needs)));
  });
});

const REQUESTS = {
  [CLIENT_NAMESPACE]: CLIENT_REQUESTS,
  [DESK_NAMESPACE]: DESK_REQUESTS,
  [RISK_NAMESPACE]: RISK_REQUESTS,
} as const;

/** Refused, it closes itself. */
function knock(namespace: string, token: string | undefined): Promise<Socket | string> {
  const auth = token === undefined ? {} : { token };
  const socket = io(`${service.url}${namespace}`, {
    transports: ['websocket'],
    auth,
    reconnection: false,
    forceNew: true,
  });
  return new Promise((resolve) => {
    socket.once('hello', () => resolve(socket));
    socket.once('connect_error', (error: Error & { data?: { code?: string } }) => {
      socket.close();
      resolve(error.data?.code ?? error.message);
    });
  });
}

describe.each(NAMESPACES)('no role gains what another has: on %s', (namespace) => {
  const doors = new Map<Who, Socket | string>();
  beforeAll(async () => {
    const knocked = EVERYBODY.map(async (who) => [who, await knock(namespace, tokenOf(who))] as const);
    for (const [who, door] of await Promise.all(knocked)) doors.set(who, door);
  });
  afterAll(() => {
    for (const door of doors.values()) if (typeof door !== 'string') door.close();
  });

  it('the handshake asks each role, and whoever has not signed in, for its permission', () => {
    const letIn = (who: Who) => {
      const door = doors.get(who);
      return typeof door === 'string' ? door : 'asked in';
    };
    expect(rightsBy(letIn)).toEqual(rightsBy((who) => rightOf(who, [DOOR_NEEDS[namespace]])));
  });

  it.each(Object.entries(EVENT_NEEDS[namespace]))('%s asks each role for %s', async (name, permission) => {
    const payload = payloadsOf(NOBODYS)[namespace][name as never] as unknown;
    const requests: Readonly<Record<string, { request: z.ZodType }>> = REQUESTS[namespace];
    expect(requests[name]?.request.safeParse(payload).success).toBe(true);
    for (const [who, door] of doors) {
      if (typeof door === 'string') continue;
      const answer = (await door.timeout(10_000).emitWithAck(name, payload)) as Answer<unknown>;
      const right = rightIn(answer.ok ? 'OK' : answer.error.code);
      expect({ who, right }).toEqual({ who, right: rightOf(who, [permission]) });
    }
  });
});

describe('one account', () => {
  let theirs: Belongings;
  let harbour: TestClient;
  beforeAll(async () => {
    const token = tokenFor('harbour');
    harbour = await connect(service.url, { token });
    const quote = await quoteFor(harbour);
    const receipt = await harbour.request('quote.accept', anAcceptance(quote));
    await harbour.event('trade.booked', (trade) => trade.quoteId === quote.quoteId);
    const live = await quoteFor(harbour);
    const key = await call<{ key: { apiKey: string } }>(service.url, {
      method: 'POST',
      path: '/api-keys',
      token,
      body: { name: 'x' },
    });
    const own = await call<{ items: { sessionId: string }[] }>(service.url, { path: '/sessions', token });
    const sessionId = own.ok ? own.data.items[0]?.sessionId : undefined;
    if (!receipt.ok || !key.ok || sessionId === undefined)
      throw new Error('the account has not what the test is about');
    theirs = {
      rfqId: live.rfqId,
      quoteId: live.quoteId,
      tradeId: receipt.data.tradeId ?? '',
      accountId: harbour.hello.account,
      sessionId,
      keyId: key.data.key.apiKey,
      username: 'harbour',
    };
  });
  afterAll(() => harbour.close());

  /** Everything of theirs that somebody could have changed. */
  async function whatTheyHave() {
    const { db } = service;
    const { accountId, keyId, sessionId } = theirs;
    const trades = await db.selectFrom('trade').selectAll().where('account_id', '=', accountId).execute();
    return {
      rfqs: await db
        .selectFrom('rfq')
        .select(['rfq_id', 'state'])
        .where('account_id', '=', accountId)
        .orderBy('rfq_id')
        .execute(),
      // Its contract note is the service's own doing, at its own time.
      trades: trades.map(({ note_settled_at: _note, ...trade }) => trade),
      key: await db.selectFrom('api_key').select('revoked_at').where('key_id', '=', keyId).execute(),
      session: await db.selectFrom('session').select('session_id').where('session_id', '=', sessionId).execute(),
    };
  }

  it('is neither read nor changed from another by any route: each answer is that of what is not there', async () => {
    const before = await whatTheyHave();
    const token = tokenFor(STRANGER);
    const answersAbout = (of: Belongings) =>
      Promise.all(
        questionsAbout(of).map(async (question) => {
          const { status, text } = await ask({ ...question, token });
          return withoutIds(`${question.route}: ${status} ${text}`, of);
        }),
      );

    expect(await answersAbout(theirs)).toEqual(await answersAbout(NOBODYS_THINGS));
    expect(await whatTheyHave()).toEqual(before);
    expect(before.rfqs.at(-1)?.state).toBe('quoted');
  });

  it('is neither read nor changed from another by any event', async () => {
    const before = await whatTheyHave();
    const stranger = await connect(service.url, { token: tokenFor(STRANGER) });
    const answersAbout = async (of: Belongings) => {
      const named = Object.entries(payloadsOf(of)[CLIENT_NAMESPACE]).filter(([, payload]) =>
        Object.values(of).some((id) => JSON.stringify(payload).includes(id)),
      );
      const answers = named.map(async ([name, payload]) => {
        const answer = await stranger.socket.timeout(10_000).emitWithAck(name, payload);
        return withoutIds(`${name}: ${JSON.stringify(answer)}`, of);
      });
      return Promise.all(answers);
    };

    const answers = await answersAbout(theirs);
    expect(answers).toEqual(await answersAbout(NOBODYS_THINGS));
    expect(answers).toHaveLength(6);
    for (const answer of answers) expect(answer).toContain('"NOT_FOUND"');
    expect(await whatTheyHave()).toEqual(before);
    stranger.close();
  });

  it('is in no list of another', async () => {
    const lists = [
      '/rfqs',
      '/trades',
      '/positions',
      '/limits/use',
      '/catalogue',
      '/api-keys',
      '/sessions',
      '/market/status',
    ];
    const asked = lists.map((path) => ask({ route: `GET ${path}`, token: tokenFor(STRANGER) }));
    const seen = (await Promise.all(asked)).map(({ status, text }) => `${status} ${text}`);

    expect(seen.filter((answer) => answer.startsWith('200'))).toHaveLength(lists.length);
    for (const id of Object.values(theirs)) expect(seen.join()).not.toContain(id);
  });
});

import { randomBytes } from 'node:crypto';
import { generateSync } from 'otplib';
import type { SessionView } from '../../src/contracts/session.ts';
import type { AddedUserView } from '../../src/contracts/users.ts';
import { call, connect, signIn } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService({ settings: { SIGN_IN_FAILURES: '3', SIGN_INS_PER_MINUTE: '10000' } });

let administrator: SessionView;
beforeAll(async () => {
  administrator = await signIn(used.service, 'administrator');
});

const asAdministrator = <T = unknown>(method: string, path: string, body?: unknown) =>
  call<T>(used.service.url, { method, path, token: administrator.token, ...(body === undefined ? {} : { body }) });

const tryIn = (body: object) => call<SessionView>(used.service.url, { method: 'POST', path: '/sessions', body });

let names = 0;
/** A user of their own for each test: what one locks or disables is nobody else's. */
async function aPerson(of: { role?: string; accountId?: string } = {}) {
  names += 1;
  const username = `person-${names}`;
  const added = await asAdministrator<AddedUserView>('POST', '/users', { username, role: 'risk', ...of });
  if (!added.ok) throw new Error(added.error.message);
  const password = added.data.password ?? '';
  const session = await tryIn({ username, password });
  if (!session.ok) throw new Error(session.error.message);
  return { username, password, token: session.data.token, sessionId: session.data.sessionId };
}

describe('a user', () => {
  it('is added with a password that is shown once, and signs in with it', async () => {
    const { username } = await aPerson();

    const listed = await asAdministrator<{ items: { username: string }[] }>('GET', '/users');
    expect(listed.ok && listed.data.items.find((user) => user.username === username)).toMatchObject({
      role: 'risk',
      createdBy: 'administrator',
      disabled: false,
    });
    expect(JSON.stringify(listed)).not.toMatch(/argon2|password_hash/);
  });

  it.each([
    { what: 'too short', password: 'only eleven' },
    { what: 'common', password: 'Password1234567' },
    { what: 'the name and more', password: 'aaa-new-person-bbb' },
    { what: 'one character', password: 'zzzzzzzzzzzzzzzz' },
  ])('is refused a password that is $what, which is not repeated', async ({ password }) => {
    const answer = await asAdministrator('POST', '/users', { username: 'new-person', role: 'risk', password });

    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path: 'password' } } });
    expect(JSON.stringify(answer)).not.toContain(password);
  });

  it.each([
    { what: 'a role of staff', body: { role: 'risk' }, withAccount: true },
    { what: 'no account', body: { role: 'client-trader' }, withAccount: false },
  ])('of a client is refused with $what', async ({ body, withAccount }) => {
    const accountId = withAccount ? { accountId: used.client.hello.account } : {};

    expect(await asAdministrator('POST', '/users', { username: 'x-person', ...body, ...accountId })).toMatchObject({
      error: { code: 'VALIDATION_FAILED', details: { path: 'role' } },
    });
  });

  it('may not change their own role, disable themselves or drop their own second factor as an administrator', async () => {
    for (const [path, body] of [
      ['role', { role: 'risk' }],
      ['disable', undefined],
      ['reset-totp', undefined],
    ] as const) {
      expect(await asAdministrator('POST', `/users/administrator/${path}`, body)).toMatchObject({
        error: { code: 'FORBIDDEN' },
      });
    }
  });

  it('who is given another role is signed out, and has it at the next sign-in', async () => {
    const { username, password, token } = await aPerson();

    await asAdministrator('POST', `/users/${username}/role`, { role: 'auditor' });

    expect(await call(used.service.url, { path: '/rfqs', token })).toMatchObject({
      error: { code: 'UNAUTHENTICATED' },
    });
    expect(await tryIn({ username, password })).toMatchObject({ ok: true, data: { role: 'auditor' } });
  });

  it('who is disabled is out at once, sockets included, and cannot sign in', async () => {
    const person = await aPerson({ role: 'client-trader', accountId: used.client.hello.account });
    const client = await connect(used.service.url, { token: person.token });
    const disabledAt = performance.now();

    await asAdministrator('POST', `/users/${person.username}/disable`);

    await waitFor('the end of the socket', () => !client.socket.connected);
    expect(performance.now() - disabledAt).toBeLessThan(5_000);
    expect(await tryIn(person)).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
    const { username, password } = person;
    expect(await tryIn({ username, password })).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
  });

  it('changes their own password: other sessions end, and this one has a new token', async () => {
    const { username, password, token } = await aPerson();
    const other = await tryIn({ username, password });
    const fresh = randomBytes(12).toString('hex');

    const wrong = await call(used.service.url, {
      method: 'POST',
      path: '/me/password',
      token,
      body: { current: 'guess', password: fresh },
    });
    const changed = await call<{ token: string }>(used.service.url, {
      method: 'POST',
      path: '/me/password',
      token,
      body: { current: password, password: fresh },
    });

    expect(wrong).toMatchObject({ error: { code: 'FORBIDDEN' } });
    expect(changed.ok).toBe(true);
    const tokens = [token, other.ok ? other.data.token : '', changed.ok ? changed.data.token : ''];
    const reads = await Promise.all(tokens.map((one) => call(used.service.url, { path: '/rfqs', token: one })));
    expect(reads.map(({ ok }) => ok)).toEqual([false, false, true]);
    expect(await tryIn({ username, password: fresh })).toMatchObject({ ok: true });
  });
});

describe('too many wrong passwords', () => {
  it('lock the name for whoever tries, known or not, until an administrator unlocks it', async () => {
    const { username, password } = await aPerson();
    for (const name of [username, 'nobody-at-all']) {
      for (let tries = 0; tries < 3; tries += 1) await tryIn({ username: name, password: 'guess' });
    }

    const [known, unknown] = await Promise.all([
      tryIn({ username, password }),
      tryIn({ username: 'nobody-at-all', password }),
    ]);

    expect([known, unknown]).toMatchObject([{ error: { code: 'RATE_LIMITED' } }, { error: { code: 'RATE_LIMITED' } }]);
    await asAdministrator('POST', `/users/${username}/unlock`);
    expect(await tryIn({ username, password })).toMatchObject({ ok: true });
  });

  it('take as long for a name that nobody has as for one that somebody has', async () => {
    const timed = async (username: string) => {
      const startedAt = performance.now();
      await tryIn({ username, password: 'guess' });
      return performance.now() - startedAt;
    };
    const people = await Promise.all([aPerson(), aPerson(), aPerson()]);
    const known: number[] = [];
    const unknown: number[] = [];
    for (const { username } of people) {
      for (let n = 0; n < 2; n += 1) {
        known.push(await timed(username));
        unknown.push(await timed(`${username}-ghost`));
      }
    }

    const [a, b] = [Math.min(...known), Math.min(...unknown)];
    expect(Math.max(a, b) / Math.min(a, b)).toBeLessThan(2);
  });
});

describe('a second factor', () => {
  const post = <T>(token: string, path: string, body: object) =>
    call<T>(used.service.url, { method: 'POST', path, token, body });

  it('is enrolled with a code; then no code, a wrong one and a used one are refused, and a recovery code works once', async () => {
    const { username, password, token } = await aPerson();
    const begun = await post<{ secret: string; uri: string }>(token, '/me/totp', { password });
    const secret = begun.ok ? begun.data.secret : '';
    const codeAt = (ms: number) => generateSync({ secret, epoch: Math.floor((used.service.clock.now() + ms) / 1000) });
    expect(begun.ok && begun.data.uri).toContain(`OTC%20Desk:${username}`);
    expect(await tryIn({ username, password })).toMatchObject({ ok: true }); // not asked for before it is confirmed

    const first = codeAt(0);
    const confirmed = await post<{ recoveryCodes: string[] }>(token, '/me/totp/confirm', { code: first });
    const [recoveryCode] = confirmed.ok ? confirmed.data.recoveryCodes : [];

    expect(confirmed.ok && confirmed.data.recoveryCodes).toHaveLength(10);
    expect(await tryIn({ username, password })).toMatchObject({ error: { details: { path: 'code' } } });
    expect(await tryIn({ username, password, code: first })).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
    const next = codeAt(30_000); // a step ahead is within the drift that is allowed
    expect(await tryIn({ username, password, code: next })).toMatchObject({ ok: true });
    expect(await tryIn({ username, password, code: next })).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
    expect(await tryIn({ username, password, recoveryCode })).toMatchObject({ ok: true });
    expect(await tryIn({ username, password, recoveryCode })).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
  });

  it('is kept sealed, and recovery codes as hashes', async () => {
    const { password, token } = await aPerson();
    const begun = await post<{ secret: string }>(token, '/me/totp', { password });
    const rows = await used.service.db.selectFrom('second_factor').select('secret_sealed').execute();

    expect(begun.ok && rows.some((row) => row.secret_sealed.includes(begun.data.secret))).toBe(false);
    expect(rows.map((row) => used.service.world.box.open(row.secret_sealed))).toContain(begun.ok && begun.data.secret);
  });
});

describe('a session', () => {
  it('is listed and ended by its user, and its token rotates', async () => {
    const { username, password, token } = await aPerson();
    const other = await tryIn({ username, password });
    const otherId = other.ok ? (other.data.sessionId ?? '') : '';
    const rotated = await call<{ token: string }>(used.service.url, {
      method: 'POST',
      path: '/sessions/current/refresh',
      token,
    });
    const fresh = rotated.ok ? rotated.data.token : '';
    const own = { url: used.service.url, token: fresh };

    expect(await call(own.url, { path: '/sessions', token })).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
    const listed = await call<{ items: { sessionId: string; current: boolean }[] }>(own.url, {
      path: '/sessions',
      token: fresh,
    });
    expect(listed.ok && listed.data.items.map(({ current }) => current).sort()).toEqual([false, true]);
    expect(
      await call(own.url, { method: 'DELETE', path: `/sessions/${otherId}`, token: administrator.token }),
    ).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    expect(await call(own.url, { method: 'DELETE', path: `/sessions/${otherId}`, token: fresh })).toMatchObject({
      ok: true,
    });
    expect(await call(own.url, { path: '/rfqs', token: other.ok ? other.data.token : '' })).toMatchObject({
      ok: false,
    });
  });

  it('of a page is a cookie that scripts cannot read, good for this origin alone', async () => {
    const { username, password } = await aPerson();
    const { url } = used.service;
    const page = { origin: url, 'x-otc-desk': '1', 'content-type': 'application/json' };
    const body = JSON.stringify({ username, password, cookie: true });
    const post = (headers: Record<string, string>, path = '/sessions', of: { body?: string } = { body }) =>
      fetch(`${url}/api/v1${path}`, { method: 'POST', headers, ...of });

    const foreign = await post({ ...page, origin: 'https://evil.example' });
    const opened = await post(page);
    const cookie = opened.headers.get('set-cookie') ?? '';
    const sent = { cookie: cookie.split(';')[0] ?? '' };

    expect(foreign.status).toBe(403);
    expect(cookie).toMatch(/^otc=[\w-]+; Path=\/; Expires=.+; HttpOnly; SameSite=Strict$/);
    expect(await opened.json()).toMatchObject({ ok: true, data: { token: '', username } });
    expect((await fetch(`${url}/api/v1/rfqs`, { headers: sent })).status).toBe(200);
    expect((await post(sent, '/sessions/current/refresh', {})).status).toBe(403);
    expect(
      (await post({ ...sent, ...page, origin: 'https://evil.example' }, '/sessions/current/refresh', {})).status,
    ).toBe(403);
    expect((await post({ ...sent, ...page }, '/sessions/current/refresh', {})).status).toBe(200);
    const asToken = { authorization: `Bearer ${sent.cookie.slice('otc='.length)}` };
    expect((await fetch(`${url}/api/v1/rfqs`, { headers: asToken })).status).toBe(401);
  });
});

describe('every change of access', () => {
  it('AU-01: is in the audit log with who made it, and holds no secret', async () => {
    const { username, password } = await aPerson();
    await asAdministrator('POST', `/users/${username}/end-sessions`);
    await tryIn({ username, password: 'a wrong guess' });

    const rows = await used.service.db.selectFrom('audit_pending').select('body').execute();
    const sealed = await used.service.db.selectFrom('audit_event').select('line').execute();
    const text = [...rows.map(({ body }) => JSON.stringify(body)), ...sealed.map(({ line }) => line)].join('\n');

    for (const action of ['user.add', 'user.endSessions', 'session.signIn', 'session.signInRefused'])
      expect(text).toContain(action);
    expect(text).not.toContain(password);
    expect(text).not.toContain('$argon2id$');
  });
});

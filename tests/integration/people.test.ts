import { randomBytes } from 'node:crypto';
import type { AddedUserView } from '../../src/contracts/users.ts';
import { call, connect } from '../support/client.ts';
import { usePeople } from '../support/people.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService({ settings: { SIGN_IN_FAILURES: '3', SIGN_INS_PER_MINUTE: '10000' } });

const people = usePeople(used);
const { asAdministrator, asSecond, tryIn, aPerson } = people;

/** What the audit log holds, sealed or about to be. */
async function recorded(): Promise<string> {
  const rows = await used.service.db.selectFrom('audit_pending').select('body').execute();
  const sealed = await used.service.db.selectFrom('audit_event').select('line').execute();
  return [...rows.map(({ body }) => JSON.stringify(body)), ...sealed.map(({ line }) => line)].join('\n');
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
      ['role', { role: 'risk', reason: 'to see' }],
      ['disable', undefined],
      ['reset-totp', { reason: 'to see' }],
      ['reset-password', { reason: 'to see' }],
    ] as const) {
      expect(await asAdministrator('POST', `/users/administrator/${path}`, body)).toMatchObject({
        error: { code: 'FORBIDDEN' },
      });
    }
  });

  it('who is given another role is signed out, and has it at the next sign-in', async () => {
    const { username, password, token } = await aPerson();

    const asked = { role: 'auditor', reason: 'moves to audit' };
    await asAdministrator('POST', `/users/${username}/role`, asked);
    await asSecond(`/users/${username}/role`, asked);

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

describe('what lets staff in, or do more', () => {
  const waits = (change: string) => ({ ok: true, data: { waiting: [{ change, proposedBy: 'administrator' }] } });

  it('is a new role: it waits until a second administrator has asked for the same, and for nothing else', async () => {
    const { username, token } = await aPerson();
    const path = `/users/${username}/role`;
    const asked = { role: 'administrator', reason: 'more hands' };
    const roleNow = async () => (await call<{ role?: string }>(used.service.url, { path: '/users', token })).ok;

    expect(await asAdministrator('POST', path, asked)).toMatchObject(waits('changeRole'));
    expect(await asAdministrator('POST', path, asked)).toMatchObject(waits('changeRole')); // twice by one is once
    expect(await roleNow()).toBe(false);
    const other = await asSecond(path, { ...asked, role: 'auditor' });
    expect(other).toMatchObject({ data: { role: 'risk', waiting: [{ role: 'auditor' }] } });
    expect(await asAdministrator('POST', path, asked)).toMatchObject({ data: { role: 'risk' } });
    expect(await asSecond(path, asked)).toMatchObject({ data: { role: 'administrator', waiting: [] } });
  });

  it('is being added: nobody signs in whom one administrator alone has added and enabled', async () => {
    const added = await asAdministrator<AddedUserView>('POST', '/users', { username: 'newcomer', role: 'compliance' });
    const signInAs = { username: 'newcomer', password: (added.ok && added.data.password) || '' };
    const enable = { reason: 'joins the firm' };

    expect(await asAdministrator('POST', '/users/newcomer/enable', enable)).toMatchObject(waits('enable'));
    expect(await tryIn(signInAs)).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
    expect(await asSecond('/users/newcomer/enable', enable)).toMatchObject({ data: { disabled: false } });
    expect(await tryIn(signInAs)).toMatchObject({ ok: true });
  });

  it.each(['reset-password', 'reset-totp'])('is %s, with a reason that the audit log keeps', async (change) => {
    const { username, token } = await aPerson();
    const path = `/users/${username}/${change}`;
    const reason = `lost at sea by ${username}`;
    const isIn = async () => (await call(used.service.url, { path: '/rfqs', token })).ok;

    expect(await asAdministrator('POST', path, {})).toMatchObject({ error: { details: { path: 'reason' } } });
    const first = await asAdministrator<{ password?: string }>('POST', path, { reason });
    expect(JSON.stringify(first)).toContain('"proposedBy":"administrator"');
    expect(first.ok && (first.data.password ?? null)).toBeNull();
    expect(await isIn()).toBe(true);
    expect(await asSecond(path, { reason })).toMatchObject({ ok: true });
    expect(await isIn()).toBe(false);
    expect(await recorded()).toContain(reason);
  });

  it('is no longer waited for after a day', async () => {
    const { username } = await aPerson();
    const path = `/users/${username}/reset-totp`;
    await asAdministrator('POST', path, { reason: 'a day ago' });
    await used.service.db
      .updateTable('access_proposal')
      .set({ ends_at: new Date(used.service.clock.now()) })
      .execute();

    expect(await asSecond(path, { reason: 'today' })).toMatchObject({
      data: { waiting: [{ proposedBy: 'administrator-2', reason: 'today' }] },
    });
  });

  it('is done by one administrator for a client’s user, but for the role', async () => {
    const person = await aPerson({ role: 'client-trader', accountId: used.client.hello.account });
    const path = `/users/${person.username}`;

    expect(await asAdministrator('POST', `${path}/reset-password`, { reason: 'forgotten' })).toMatchObject({
      data: { user: { waiting: [] }, password: expect.any(String) },
    });
    const asked = { role: 'client-viewer', reason: 'only looks' };
    expect(await asAdministrator('POST', `${path}/role`, asked)).toMatchObject(waits('changeRole'));
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
      await call(own.url, { method: 'DELETE', path: `/sessions/${otherId}`, token: people.administrator.token }),
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
});

describe('every change of access', () => {
  it('AU-01: is in the audit log with who made it, and holds no secret', async () => {
    const { username, password } = await aPerson();
    await asAdministrator('POST', `/users/${username}/end-sessions`);
    await tryIn({ username, password: 'a wrong guess' });

    const text = await recorded();
    for (const action of ['user.add', 'user.endSessions', 'session.signIn', 'session.signInRefused'])
      expect(text).toContain(action);
    expect(text).not.toContain(password);
    expect(text).not.toContain('$argon2id$');
  });
});

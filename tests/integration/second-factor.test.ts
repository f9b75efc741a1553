import { generateSync } from 'otplib';
import { makeSecretBox } from '../../src/platform/secrets.ts';
import { call } from '../support/client.ts';
import { usePeople } from '../support/people.ts';
import { useService } from '../support/use-service.ts';

const used = useService({ settings: { SIGN_IN_FAILURES: '3', SIGN_INS_PER_MINUTE: '10000' } });
const { tryIn, aPerson } = usePeople(used);

interface Confirmed {
  readonly recoveryCodes: string[];
  /** The session's new one. */
  readonly token: string;
}

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

  it('that was sealed under another SECRET_KEY says so, to who has the password; a recovery code still works', async () => {
    const { username, password, token } = await aPerson();
    const begun = await post<{ secret: string }>(token, '/me/totp', { password });
    const secret = begun.ok ? begun.data.secret : '';
    const codeAt = (ms: number) => generateSync({ secret, epoch: Math.floor((used.service.clock.now() + ms) / 1000) });
    const confirmed = await post<Confirmed>(token, '/me/totp/confirm', { code: codeAt(0) });
    const session = confirmed.ok ? confirmed.data.token : '';
    const [recoveryCode] = confirmed.ok ? confirmed.data.recoveryCodes : [];
    const sealed = makeSecretBox('the key before').seal(secret);
    const { db } = used.service;
    const { user_id: userId } = await db
      .selectFrom('app_user')
      .select('user_id')
      .where('username', '=', username)
      .executeTakeFirstOrThrow();
    await db.updateTable('second_factor').set({ secret_sealed: sealed }).where('user_id', '=', userId).execute();

    const tries = [];
    // More often than wrong codes are allowed: none of these could be a guess.
    for (let count = 0; count < 4; count += 1) tries.push(await tryIn({ username, password, code: codeAt(30_000) }));
    const removed = await post(session, '/me/totp/remove', { password, code: codeAt(30_000) });
    const wrongPassword = await tryIn({ username, password: 'not the password', code: codeAt(30_000) });

    const error = { code: 'UNAUTHENTICATED', message: expect.stringContaining('the service’s key has changed') };
    expect(tries).toMatchObject(Array(4).fill({ ok: false, error }));
    expect(removed).toMatchObject({ error: { code: 'FORBIDDEN', message: error.message } });
    expect(JSON.stringify(wrongPassword)).not.toContain('key');
    expect(await tryIn({ username, password, recoveryCode })).toMatchObject({ ok: true });
  });
});

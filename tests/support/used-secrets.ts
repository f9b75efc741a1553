import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { generateSync } from 'otplib';
import { httpSubject, signHandshake } from '../../src/clients/index.ts';
import type { AddedApiKeyView } from '../../src/contracts/api-keys.ts';
import type { Answer } from '../../src/contracts/result.ts';
import { call } from './client.ts';
import type { People } from './people.ts';
import { rawHttp } from './raw-http.ts';
import type { TestService } from './service.ts';
import type { UsedService } from './use-service.ts';

/** The headers of a signed GET /api/v1/trades, at an instant (UTC epoch ms). */
export function signed(
  { apiKey, secret }: { readonly apiKey: string; readonly secret: string },
  timestamp: number,
): string[] {
  const nonce = randomBytes(8).toString('hex');
  const bodyHash = createHash('sha256').update('').digest('hex');
  const namespace = httpSubject({ method: 'GET', path: '/api/v1/trades', bodyHash });
  const signature = signHandshake(secret, { timestamp, nonce, namespace });
  return [`X-Api-Key: ${apiKey}`, `X-Timestamp: ${timestamp}`, `X-Nonce: ${nonce}`, `X-Signature: ${signature}`];
}

/** Everything secret that a person and a program need, used: what each is, by name. */
export async function usedSecrets({ service }: UsedService, people: People): Promise<Readonly<Record<string, string>>> {
  const { username, password, token: session } = await people.aPerson();
  const post = <T>(path: string, body: object) => call<T>(service.url, { method: 'POST', path, token: session, body });
  const { secret: totp } = granted(await post<{ secret: string }>('/me/totp', { password }));
  const code = generateSync({ secret: totp, epoch: Math.floor(service.clock.now() / 1000) });
  const { recoveryCodes } = granted(await post<{ recoveryCodes: string[] }>('/me/totp/confirm', { code }));
  const [recoveryCode = ''] = recoveryCodes;
  const { token: another } = granted(await people.tryIn({ username, password, recoveryCode }));
  const wrong = 'a wrong but telling guess';
  await people.tryIn({ username, password: wrong });
  const added = people.asAdministrator<AddedApiKeyView>('POST', '/api-keys', { username: 'harbour', name: 'bot' });
  const { key, secret } = granted(await added);
  const byKey = signed({ apiKey: key.apiKey, secret }, service.clock.now());
  expect((await rawHttp(service.url, ['GET /api/v1/trades HTTP/1.1', ...byKey])).status).toBe(200);
  const unfinished = ['POST /api/v1/sessions HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 53'];
  expect((await rawHttp(service.url, unfinished, `{"username":"x","password":"${wrong}"`)).status).toBe(400);
  // As a slip of ours would.
  service.world.log.trace({ password, body: { token: session, secret } }, 'a request');
  const signature = byKey.at(-1)?.slice('X-Signature: '.length) ?? '';
  return { password, session, another, totp, recoveryCode, wrong, secret, signature };
}

export function granted<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data;
}

/** Every row of every table, as text; bytes stand in it as hexadecimal digits. */
export async function allRows({ db }: Pick<TestService, 'db'>): Promise<{ table: string; text: string }[]> {
  const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
  const read = tables.map(async ({ name }) => {
    const { rows } = await sql<{
      text: string | null;
    }>`select string_agg(t::text, ' ') as text from ${sql.table(name)} t`.execute(db);
    return { table: name, text: rows[0]?.text ?? '' };
  });
  return Promise.all(read);
}

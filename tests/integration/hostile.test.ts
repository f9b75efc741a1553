import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import type { AddedApiKeyView } from '../../src/contracts/api-keys.ts';
import { makeSecretBox } from '../../src/platform/secrets.ts';
import { sealAll, sealedTrade, verified } from '../support/audit.ts';
import { TRICKS, WAYS } from '../support/bypass.ts';
import { call, signIn } from '../support/client.ts';
import { usePeople } from '../support/people.ts';
import { rawHttp } from '../support/raw-http.ts';
import { useService } from '../support/use-service.ts';
import { allRows, granted, signed, usedSecrets } from '../support/used-secrets.ts';
import { verifyExport } from '../support/verify-export.ts';
import { ROUTE_NEEDS } from '../support/who-may.ts';

const used = useService({ settings: { LOG_LEVEL: 'debug', SIGN_INS_PER_MINUTE: '1000' } });
const people = usePeople(used);
/** Every line that the service logs, at the level that says the most. */
const logged: string[] = [];
beforeAll(() => {
  const { log } = used.service.world;
  log.level = 'trace';
  const to = (log as unknown as Record<symbol, { write(line: string): void }>)[pino.symbols.streamSym];
  if (to === undefined) throw new Error('the log has no stream');
  const write = to.write.bind(to);
  to.write = (line) => {
    logged.push(line);
    write(line);
  };
});

/** One sign-in a name: Argon2 is not what is tested here. */
const tokens = new Map<string, Promise<string>>();
function token(username = 'harbour'): Promise<string> {
  const found = tokens.get(username) ?? signIn(used.service, username).then((session) => session.token);
  tokens.set(username, found);
  return found;
}
const raw = (lines: readonly string[], body?: string) => rawHttp(used.service.url, lines, body);
const get = (path: string, ...headers: string[]) => raw([`GET ${path} HTTP/1.1`, ...headers]);

describe('a token', () => {
  it('is good as it was given alone: each of its characters counts', async () => {
    const good = await token();
    const bent = Array.from({ length: good.length }, (_, at) => {
      const other = good[at] === 'A' ? 'B' : 'A';
      return `${good.slice(0, at)}${other}${good.slice(at + 1)}`;
    });
    const others = [
      good.slice(1),
      `${good}A`,
      good.toLowerCase(),
      good.toUpperCase(),
      randomBytes(24).toString('base64url'),
    ];
    const statusOf = (text: string) =>
      get('/api/v1/trades', `Authorization: Bearer ${text}`).then(({ status }) => status);

    expect(await statusOf(good)).toBe(200);
    expect(new Set(await Promise.all([...bent, ...others].map(statusOf)))).toEqual(new Set([401]));
  });

  it('lets nobody in who sends it, or something like it, in another way', async () => {
    const good = await token();
    const answers = WAYS.map(async ({ what, of, query = false }) => {
      const { status, text } = await get(`/api/v1/trades${query ? `?token=${good}` : ''}`, ...of(good));
      return { what, status, code: text.includes('"UNAUTHENTICATED"') };
    });

    expect(await Promise.all(answers)).toEqual(WAYS.map(({ what }) => ({ what, status: 401, code: true })));
  });

  it('of the database’s other key, or a secret sealed under another, is nobody’s', async () => {
    const { service } = used;
    const added = people.asAdministrator<AddedApiKeyView>('POST', '/api-keys', { username: 'harbour', name: 'x' });
    const { apiKey } = granted(await added).key;
    const sealed = makeSecretBox('the key of another environment').seal('known');
    await service.db.updateTable('api_key').set({ secret_sealed: sealed }).where('key_id', '=', apiKey).execute();
    const { status, text } = await get('/api/v1/trades', ...signed({ apiKey, secret: 'known' }, service.clock.now()));

    expect({ status, letIn: text.includes('"ok":true') }).toEqual({ status: 401, letIn: false });
  });
});

describe('another way to write an address', () => {
  it.each(['/api/v1/trades', '/api/v1/users', '/api/v1/audit'])(
    'shows nothing of %s to whoever has not signed in',
    async (path) => {
      for (const trick of TRICKS) {
        const { status, text } = await get(trick(path));
        expect({ path: trick(path), told: text.includes('"ok":true'), failed: status >= 500 }).toEqual({
          path: trick(path),
          told: false,
          failed: false,
        });
      }
    },
  );

  it('gives a client nothing that is staff’s, and no method in place of another', async () => {
    const bearer = `Authorization: Bearer ${await token()}`;
    for (const trick of TRICKS) {
      const { text } = await get(trick('/api/v1/users'), bearer);
      expect({ trick: trick('/api/v1/users'), told: text.includes('"ok":true') }).toMatchObject({ told: false });
    }
    const override = ['X-HTTP-Method-Override: DELETE', 'X-Method-Override: DELETE'];
    const over = await get('/api/v1/sessions/current', bearer, ...override);
    expect(over.status).toBe(404);
    expect((await get('/api/v1/trades', bearer)).status).toBe(200);
  });

  it('with a method that is not served does and shows nothing', async () => {
    const methods = ['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'OPTIONS', 'FOO'];
    for (const [method, path] of methods.flatMap(
      (method) =>
        [
          [method, '/api/v1/trades'],
          [method, '/api/v1/audit'],
        ] as const,
    )) {
      const { status, text } = await raw([`${method} ${path} HTTP/1.1`, 'Content-Length: 0']);
      expect({ method, path, refused: status >= 400, told: text.includes('"ok":true') }).toEqual({
        method,
        path,
        refused: true,
        told: false,
      });
    }
  });

  it('of a thing, with text in it that no database takes, is refused by every route, and never fails', async () => {
    const bearer = `Authorization: Bearer ${await token('compliance-1')}`;
    const named = Object.keys(ROUTE_NEEDS).filter((route) => route.startsWith('GET ') && route.includes('/:'));
    const asked = named.flatMap((route) =>
      ['%00', '%1b%5b2J', 'a%ED%A0%80', '%zz', '%E2%80%AE', "'%3b--", '..%2f..%2fetc'].map(async (id) => {
        const { status } = await get(`/api/v1${route.slice(4).replace(/:\w+/g, id)}`, bearer);
        return { route, id, failed: status >= 500 };
      }),
    );
    expect((await Promise.all(asked)).filter(({ failed }) => failed)).toEqual([]);
  });
});

describe('a socket', () => {
  it('of a client is let in on no other namespace, and is told nothing there', async () => {
    const knocked = ['/', '/v1/admin', '/v1/client/', '/V1/DESK', '/v1/desk', '/v1/risk', '/v1/client%00'].map(
      async (namespace) => {
        const options = {
          transports: ['websocket'],
          auth: { token: await token() },
          reconnection: false,
          forceNew: true,
        };
        const socket = io(`${used.service.url}${namespace}`, options);
        const heard: unknown[] = [];
        socket.onAny((...words) => heard.push(words));
        const came = await new Promise((resolve) => {
          socket.once('connect', () => resolve('let in'));
          socket.once('connect_error', () => resolve('refused'));
        });
        socket.close();
        return { namespace, came, heard };
      },
    );
    for (const { namespace, came, heard } of await Promise.all(knocked)) {
      expect({ namespace, came, heard }).toEqual({ namespace, came: 'refused', heard: [] });
    }
  });
});

/** What passes the door, because it is nothing but text there. */
const TEXT = `=cmd|'/C calc'!A1'); drop table rfq;--<script>alert(1)</script>) Tj ../`;

describe('text that somebody means as more', () => {
  it('is stored as text, and inert in each export of the audit log', async () => {
    const { url, db } = used.service;
    const compliance = await token('compliance-1');
    const post = (path: string, body: object) => call(url, { method: 'POST', path, token: compliance, body });
    expect(await post('/audit/holds', { account: null, reason: `${TEXT}\nand more` })).toMatchObject({ ok: true });
    expect(await people.tryIn({ username: '=1+1', password: TEXT })).toMatchObject({ ok: false });
    expect(await people.asAdministrator('POST', '/api-keys', { username: 'harbour', name: TEXT })).toMatchObject({
      ok: true,
    });
    expect(await call(url, { path: `/audit?actor=${encodeURIComponent(TEXT)}`, token: compliance })).toMatchObject({
      ok: true,
    });
    await sealAll(used.service);

    const exported = async (format: string) =>
      (
        await fetch(`${url}/api/v1/audit/export?format=${format}`, {
          headers: { authorization: `Bearer ${compliance}` },
        })
      ).text();
    const csv = await exported('csv');
    expect(csv).toContain("'=cmd|");
    expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
    const lines = (await exported('jsonl')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { reason?: string }).reason)).toContain(`${TEXT}\nand more`);
    expect(await verified(used.service, compliance)).toMatchObject({ ok: true });
    expect((await sql`select to_regclass('rfq') is not null as kept`.execute(db)).rows).toEqual([{ kept: true }]);
  });
});

describe('an export of the whole log', () => {
  it('is verified by whoever has it and docs/audit.md: what was altered, removed or put elsewhere is named', async () => {
    const { url } = used.service;
    const authorization = `Bearer ${await token('auditor')}`;
    const exported = async (format: string) => {
      const response = await fetch(`${url}/api/v1/audit/export?format=${format}`, { headers: { authorization } });
      return (await response.text()).trimEnd().split('\n');
    };
    await sealAll(used.service);
    // The log goes on meanwhile: what the blocks hold is among the lines that are read after them.
    const blocks = (await exported('blocks')).map(
      (line) => JSON.parse(line) as Parameters<typeof verifyExport>[1][number],
    );
    const lines = await exported('jsonl');
    const [first = '', second = ''] = lines;

    expect(blocks.at(-1)?.toSeq).toBeGreaterThan(2);
    expect(verifyExport(lines, blocks)).toEqual([]);
    expect(verifyExport(lines.with(0, first.replace('"kind":"', '"kind": "')), blocks)).toEqual(['seq 1 is altered']);
    expect(verifyExport(lines.slice(1), blocks)).toEqual(['seq 1 is gone']);
    const swapped = [second.replace('"seq":2', '"seq":1'), first.replace('"seq":1', '"seq":2'), ...lines.slice(2)];
    expect(verifyExport(swapped, blocks)).toEqual(['seq 1 is altered', 'seq 2 is altered']);
    expect(verifyExport(lines, blocks.slice(1))).toContain('block 2 does not follow 0');
    expect(await exported('blocks&account=acc_1')).toEqual([expect.stringContaining('VALIDATION_FAILED')]);
  });
});

describe('a secret', () => {
  it('that was used is in no column of no table, and in no line of the log', async () => {
    await sealedTrade(used);
    const secrets = Object.entries(await usedSecrets(used, people));
    await sealAll(used.service);

    expect(secrets.filter(([, secret]) => secret.length < 8)).toEqual([]);
    const places = [...(await allRows(used.service)), { table: 'the log', text: logged.join('') }];
    expect(places.filter(({ text }) => text !== '').length).toBeGreaterThan(30);
    const found = places.flatMap(({ table, text }) =>
      secrets
        .filter(([, secret]) => text.includes(secret) || text.includes(Buffer.from(secret).toString('hex')))
        .map(([name]) => `${name} in ${table}`),
    );
    expect(found).toEqual([]);
    expect(logged.join('')).toContain('"msg"');
  });
});

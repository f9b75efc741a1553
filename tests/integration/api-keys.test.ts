import { createHash, randomBytes } from 'node:crypto';
import { httpSubject, signHandshake } from '../../src/clients/index.ts';
import type { AddedApiKeyView } from '../../src/contracts/api-keys.ts';
import type { SessionView } from '../../src/contracts/session.ts';
import { anAcceptance, anRfq, call, connect, quoteFor, signIn } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService();

let administrator: SessionView;
beforeAll(async () => {
  administrator = await signIn(used.service, 'administrator');
});

const asAdministrator = <T = unknown>(method: string, path: string, body?: unknown) =>
  call<T>(used.service.url, { method, path, token: administrator.token, ...(body === undefined ? {} : { body }) });

describe('an API key', () => {
  const aKey = async (terms: object = {}) => {
    const added = await asAdministrator<AddedApiKeyView>('POST', '/api-keys', {
      username: 'harbour',
      name: 'bot',
      ...terms,
    });
    if (!added.ok) throw new Error(added.error.message);
    return { apiKey: added.data.key.apiKey, secret: added.data.secret };
  };
  interface Sent {
    method?: string;
    path?: string;
    body?: unknown;
    signedBody?: unknown;
    timestamp?: number;
    nonce?: string;
  }
  const headersOf = ({ apiKey, secret }: { apiKey: string; secret: string }, sent: Sent) => {
    const { method = 'GET', path = '/api/v1/rfqs', timestamp = used.service.clock.now() } = sent;
    const { nonce = randomBytes(8).toString('hex'), body, signedBody = body } = sent;
    const bodyHash = createHash('sha256')
      .update(signedBody === undefined ? '' : JSON.stringify(signedBody))
      .digest('hex');
    const signature = signHandshake(secret, { timestamp, nonce, namespace: httpSubject({ method, path, bodyHash }) });
    return { 'x-api-key': apiKey, 'x-timestamp': String(timestamp), 'x-nonce': nonce, 'x-signature': signature };
  };
  const send = async (key: { apiKey: string; secret: string }, sent: Sent = {}, over: Record<string, string> = {}) => {
    const { method = 'GET', path = '/api/v1/rfqs', body } = sent;
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { 'content-type': 'application/json', ...headersOf(key, sent), ...over };
    const response = await fetch(`${used.service.url}${path}`, { method, headers, ...json });
    return (await response.json()) as { ok: boolean; error?: { code: string; details?: unknown } };
  };

  it('signs requests over HTTP; what was changed, is old or comes twice is refused', async () => {
    const key = await aKey({ scopes: ['read', 'trade'] });
    const nonce = 'once-and-only';

    expect(await send(key, { nonce })).toMatchObject({ ok: true });
    const bad = [
      await send(key, { nonce }),
      await send(key, { timestamp: used.service.clock.now() - 31_000 }),
      await send(key, { method: 'POST', path: '/api/v1/rfqs', body: anRfq(), signedBody: anRfq({ quantity: '2' }) }),
      await send(key, {}, { 'x-signature': '0'.repeat(64) }),
      await send({ ...key, apiKey: 'key_0' }),
    ];
    expect(bad.map(({ error }) => error?.code)).toEqual(bad.map(() => 'UNAUTHENTICATED'));
    expect(await send(key, { method: 'POST', path: '/api/v1/rfqs', body: anRfq() })).toMatchObject({ ok: true });
  });

  it('may what its scopes say and nothing else', async () => {
    const reader = await aKey();

    expect(await send(reader)).toMatchObject({ ok: true });
    for (const [method, path] of [
      ['POST', '/api/v1/rfqs'],
      ['POST', '/api/v1/api-keys'],
      ['POST', '/api/v1/me/password'],
      ['GET', '/api/v1/sessions'],
    ] as const) {
      expect(await send(reader, { method, path, ...(method === 'POST' ? { body: {} } : {}) })).toMatchObject({
        error: { code: 'FORBIDDEN' },
      });
    }
  });

  it('may be used from its addresses alone', async () => {
    expect(await send(await aKey({ addresses: ['127.0.0.0/8'] }))).toMatchObject({ ok: true });
    expect(await send(await aKey({ addresses: ['203.0.113.0/24'] }))).toMatchObject({ error: { code: 'FORBIDDEN' } });
  });

  it('CL-12: is held to its caps for one request and for a day', async () => {
    const trade = { scopes: ['read', 'trade'] };
    const small = await aKey({ ...trade, maxOrderUsd: '1000' });
    const daily = await aKey({ ...trade, maxDayUsd: '150000' });
    const create = { method: 'POST', path: '/api/v1/rfqs' };

    expect(await send(small, { ...create, body: anRfq() })).toMatchObject({
      error: { code: 'RISK_LIMIT', details: { rule: 'CL-12', cap: 'order' } },
    });
    const accepted = [];
    for (let n = 0; n < 2; n += 1) {
      const quote = await quoteFor(used.client);
      const { quoteId, ...body } = anAcceptance(quote);
      accepted.push(await send(daily, { method: 'POST', path: `/api/v1/quotes/${quoteId}/accept`, body }));
    }
    expect(accepted).toMatchObject([{ ok: true }, { error: { code: 'RISK_LIMIT', details: { cap: 'day' } } }]);
  });

  it('ends with its expiry, and with its connections when it is revoked', async () => {
    const key = await aKey({ expiresAt: new Date(used.service.clock.now() + 60_000).toISOString() });
    const timestamp = used.service.clock.now();
    const auth = { apiKey: key.apiKey, timestamp, nonce: randomBytes(8).toString('hex'), namespace: '/v1/client' };
    const { namespace: _namespace, ...shaken } = { ...auth, signature: signHandshake(key.secret, auth) };
    const program = await connect(used.service.url, shaken);

    expect(await asAdministrator('DELETE', `/api-keys/${key.apiKey}`)).toMatchObject({ ok: true });

    await waitFor('the end of the socket', () => !program.socket.connected);
    expect(await send(key)).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
  });

  it('is its client’s own business: another client neither sees nor revokes it', async () => {
    const { apiKey } = await aKey();
    const { token } = await signIn(used.service, 'lantau');

    const listed = await call(used.service.url, { path: '/api-keys?username=harbour', token });
    expect(JSON.stringify(listed)).not.toContain(apiKey);
    expect(await call(used.service.url, { method: 'DELETE', path: `/api-keys/${apiKey}`, token })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    const other = { method: 'POST', path: '/api-keys', token, body: { username: 'harbour', name: 'mine' } };
    expect(await call(used.service.url, other)).toMatchObject({ error: { code: 'FORBIDDEN' } });
  });
});

import { randomBytes } from 'node:crypto';
import { signHandshake } from '../../src/clients/index.ts';
import { CLIENT_NAMESPACE } from '../../src/contracts/socket.ts';
import { anAcceptance, anRfq, call, connect, connectAs, quoteFor, signIn } from '../support/client.ts';
import { useService } from '../support/use-service.ts';

const used = useService();

const refusalOf = (auth: object) =>
  connect(used.service.url, auth).then(
    (client) => {
      client.close();
      return 'admitted';
    },
    (refused: { code?: string }) => refused.code,
  );

interface Signing {
  timestamp?: number;
  nonce?: string;
  namespace?: string;
  secret?: string;
}

function signed({
  timestamp = Date.now(),
  nonce = randomBytes(8).toString('hex'),
  namespace = CLIENT_NAMESPACE,
  secret,
}: Signing = {}) {
  const key = used.service.credentials.apiKeys[0];
  if (key === undefined) throw new Error('the demo firm has no API key');
  const signature = signHandshake(secret ?? key.secret, { timestamp, nonce, namespace });
  return { apiKey: key.apiKey, timestamp, nonce, signature };
}

const changed = (auth: ReturnType<typeof signed>) => ({ ...auth, timestamp: auth.timestamp - 5 });

describe('a handshake', () => {
  it('is admitted with a session token, and with a signature', async () => {
    const program = await connect(used.service.url, signed());

    expect(program.hello.account).toBe(used.client.hello.account);
    expect((await quoteFor(program)).firm).toBe(true);
    program.close();
  });

  it.each([
    { what: 'no auth', auth: () => ({}) },
    { what: 'a wrong token', auth: () => ({ token: 'nonsense' }) },
    { what: 'an unknown key', auth: () => ({ ...signed(), apiKey: 'key_0' }) },
    { what: 'another secret', auth: () => signed({ secret: 'guess' }) },
    { what: 'a signature for another namespace', auth: () => signed({ namespace: '/v1/desk' }) },
    { what: 'a timestamp of half a minute ago', auth: () => signed({ timestamp: Date.now() - 31_000 }) },
    { what: 'a timestamp half a minute ahead', auth: () => signed({ timestamp: Date.now() + 31_000 }) },
    { what: 'a changed timestamp', auth: () => changed(signed()) },
  ])('with $what is refused', async ({ auth }) => {
    expect(await refusalOf(auth())).toBe('UNAUTHENTICATED');
  });

  it('with a nonce used before is refused', async () => {
    const auth = signed();

    expect([await refusalOf(auth), await refusalOf(auth)]).toEqual(['admitted', 'UNAUTHENTICATED']);
  });

  it('of staff is refused on the client namespace', async () => {
    const { token } = await signIn(used.service, 'trader');

    expect(await refusalOf({ token })).toBe('FORBIDDEN');
  });
});

describe('a session', () => {
  it.each([
    { what: 'a wrong password', body: { username: 'harbour', password: 'guess' } },
    { what: 'an unknown name', body: { username: 'nobody', password: 'guess' } },
  ])('is refused for $what with one and the same answer', async ({ body }) => {
    const answer = await call(used.service.url, { method: 'POST', path: '/sessions', body });

    expect(answer).toEqual({
      ok: false,
      error: { code: 'UNAUTHENTICATED', message: 'the user name or the password is wrong', retryable: false },
    });
  });

  it('of a page is a cookie that scripts cannot read, good for this origin alone', async () => {
    const [demo] = used.service.credentials.users;
    const { username = '', password } = demo ?? {};
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

  it('ends when it is signed out', async () => {
    const { token } = await signIn(used.service, 'harbour');

    await call(used.service.url, { method: 'DELETE', path: '/sessions/current', token });

    expect(await call(used.service.url, { path: '/trades', token })).toMatchObject({
      error: { code: 'UNAUTHENTICATED' },
    });
    expect(await refusalOf({ token })).toBe('UNAUTHENTICATED');
  });

  it('ends by itself after its time', async () => {
    const { token, expiresAt } = await signIn(used.service, 'harbour');
    const leftMs = Date.parse(expiresAt) - used.service.clock.now();

    used.service.clock.advance(leftMs + 1);
    const answer = await call(used.service.url, { path: '/trades', token });
    used.service.clock.advance(-leftMs - 1);

    expect(answer).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
  });

  it('keeps neither tokens nor passwords readable in the database', async () => {
    const { token } = await signIn(used.service, 'harbour');

    const rows = JSON.stringify([
      await used.service.db.selectFrom('session').selectAll().execute(),
      await used.service.db.selectFrom('app_user').selectAll().execute(),
      await used.service.db.selectFrom('api_key').selectAll().execute(),
    ]);

    const secrets = [
      token,
      ...used.service.credentials.users.map(({ password }) => password),
      ...used.service.credentials.apiKeys.map(({ secret }) => secret),
    ];
    for (const secret of secrets) expect(rows).not.toContain(secret);
  });
});

describe('what one account may see of another', () => {
  it.each(['/rfqs/RFQ', '/rfqs/RFQ/events', '/quotes/QUOTE', '/trades/TRADE'])('is nothing at %s', async (template) => {
    const quote = await quoteFor(used.client);
    const receipt = await used.client.request('quote.accept', anAcceptance(quote));
    await used.client.event('trade.booked', (trade) => trade.quoteId === quote.quoteId);
    const tradeId = receipt.ok ? (receipt.data.tradeId ?? '') : '';
    const path = template.replace('RFQ', quote.rfqId).replace('QUOTE', quote.quoteId).replace('TRADE', tradeId);
    const [owner, stranger, staff] = await Promise.all(
      ['harbour', 'lantau', 'risk'].map((name) => signIn(used.service, name)),
    );

    expect(await call(used.service.url, { path, token: owner?.token ?? '' })).toMatchObject({ ok: true });
    expect(await call(used.service.url, { path, token: stranger?.token ?? '' })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    expect(await call(used.service.url, { path, token: staff?.token ?? '' })).toMatchObject({ ok: true });
  });

  it('is nothing in lists: each holds the reader’s own account alone', async () => {
    await quoteFor(used.client);
    const { token, accountId } = await signIn(used.service, 'lantau');

    for (const path of ['/rfqs', '/trades', '/positions']) {
      const answer = await call<{ items: { accountId: string }[] }>(used.service.url, { path, token });
      expect(answer.ok && answer.data.items.every((item) => item.accountId === accountId)).toBe(true);
    }
  });

  it('cannot be cancelled or passed by a stranger', async () => {
    const quote = await quoteFor(used.client);
    const stranger = await connectAs(used.service, 'lantau');

    const answers = [
      await stranger.request('rfq.cancel', { rfqId: quote.rfqId }),
      await stranger.request('quote.pass', { rfqId: quote.rfqId, quoteId: quote.quoteId }),
    ];

    stranger.close();
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});

describe('over HTTP', () => {
  it('asks, reads back and accepts like over a socket', async () => {
    const { token } = await signIn(used.service, 'harbour');
    const { url } = used.service;
    const created = await call<{ rfqId: string }>(url, { method: 'POST', path: '/rfqs', token, body: anRfq() });
    const rfqId = created.ok ? created.data.rfqId : '';
    const rfq = await call<{ quoteId: string }>(url, { path: `/rfqs/${rfqId}`, token });
    const quoteId = rfq.ok ? rfq.data.quoteId : '';
    const quote = await call<Parameters<typeof anAcceptance>[0]>(url, { path: `/quotes/${quoteId}`, token });
    if (!quote.ok) throw new Error(quote.error.message);

    const { quoteId: _inPath, ...body } = anAcceptance(quote.data);
    const receipt = await call(url, { method: 'POST', path: `/quotes/${quoteId}/accept`, token, body });

    expect(receipt).toMatchObject({ ok: true, data: { quoteId, state: 'accepted' } });
    const listed = await call<{ items: { rfqId: string }[] }>(url, { path: '/rfqs?limit=1', token });
    expect(listed).toMatchObject({ ok: true, data: { items: [{ rfqId }], nextCursor: rfqId } });
  });

  it('hides the passport from clients and shows it to staff', async () => {
    const { quoteId } = await quoteFor(used.client);
    const [client, staff] = await Promise.all(['harbour', 'trader'].map((name) => signIn(used.service, name)));

    const theirs = await call<{ passport?: unknown }>(used.service.url, {
      path: `/quotes/${quoteId}`,
      token: client?.token ?? '',
    });
    const ours = await call<{ passport?: unknown }>(used.service.url, {
      path: `/quotes/${quoteId}`,
      token: staff?.token ?? '',
    });

    expect(theirs.ok && theirs.data.passport).toBeUndefined();
    expect(ours.ok && ours.data.passport).toMatchObject({ bid: { price: expect.any(String) } });
  });

  it.each([
    {
      what: 'a body that is no JSON',
      init: { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
      path: '/sessions',
      status: 400,
    },
    {
      what: 'a body that is too large',
      init: {
        method: 'POST',
        body: JSON.stringify({ a: 'x'.repeat(100_000) }),
        headers: { 'content-type': 'application/json' },
      },
      path: '/sessions',
      status: 400,
    },
    { what: 'an unknown path', init: {}, path: '/nothing', status: 401 },
    { what: 'a missing token', init: {}, path: '/trades', status: 401 },
  ])('answers $what in the one shape', async ({ init, path, status }) => {
    const response = await fetch(`${used.service.url}/api/v1${path}`, init);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: expect.any(String), retryable: false } });
  });

  it.each(['abc', '0', '501', '1.5'])('refuses a limit of %s, naming the rule', async (limit) => {
    const { token } = await signIn(used.service, 'harbour');

    const answer = await call(used.service.url, { path: `/trades?limit=${limit}`, token });

    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path: 'limit' } } });
  });

  it.each(['harbour', 'trader'])('does not let %s change an approval', async (name) => {
    const { token } = await signIn(used.service, name);
    const path = '/approvals/apr_option-btc-linear-ipi-buy/suspend';

    const answer = await call(used.service.url, { method: 'POST', path, token, body: { reason: 'because' } });

    expect(answer).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });

  it('says that it is alive, ready, and how it does', async () => {
    const [health, ready, metrics] = await Promise.all(
      ['healthz', 'readyz', 'metrics'].map((path) => fetch(`${used.service.url}/${path}`)),
    );

    expect(await health?.json()).toMatchObject({ ok: true, data: { status: 'alive' } });
    expect(await ready?.json()).toMatchObject({ ok: true, data: { status: 'ready' } });
    expect(await metrics?.text()).toMatch(/otc_sockets 1\b/);
  });
});

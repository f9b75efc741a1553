import type { Signed, User } from '../../../src/clients/index.ts';
import { ok, reject } from '../../../src/contracts/result.ts';
import { type Authenticators, authenticate } from '../../../src/gateway/authenticate.ts';

const USER: User = { userId: 'usr_1', username: 'harbour', role: 'client-trader', accountId: 'acc_1' };
const PAGE_USER: User = { ...USER, entry: { kind: 'session', sessionId: 'ses_1', cookie: true, enrolling: false } };
const SIGNATURE = {
  apiKey: 'key_1',
  timestamp: 1_795_420_800_000,
  nonce: '5f2b9c1e',
  signature: 'ab'.repeat(32),
};

/** Knows one token and one key, and remembers what it was asked to verify. */
function authenticators(): Authenticators & { readonly verified: Signed[] } {
  const verified: Signed[] = [];
  return {
    verified,
    isTrustedProxy: (address) => address === '10.0.0.1',
    findSession: async (token) => ({ good: USER, page: PAGE_USER })[token] ?? null,
    verifySignature: async (signed) => {
      verified.push(signed);
      return signed.apiKey === 'key_1' ? ok(USER) : reject('UNAUTHENTICATED', 'the API key or the signature is wrong');
    },
  };
}

const HANDSHAKE = { address: '203.0.113.7', secure: true, headers: { host: 'desk.example' } };
const ask = (auth: unknown, ports: Authenticators = authenticators(), changes: Partial<typeof HANDSHAKE> = {}) =>
  authenticate({ ...HANDSHAKE, ...changes, auth }, '/v1/client', ports);

describe('who is at the other end of a handshake', () => {
  it('is the user of a session token', async () => {
    expect(await ask({ token: 'good' })).toEqual({ ok: true, value: USER });
  });

  it('is nobody for a token that is unknown or over', async () => {
    expect(await ask({ token: 'old' })).toMatchObject({ ok: false, rejection: { code: 'UNAUTHENTICATED' } });
  });

  it('is the user of an API key whose signature is good for this namespace', async () => {
    const ports = authenticators();

    expect(await ask(SIGNATURE, ports)).toEqual({ ok: true, value: USER });
    expect(ports.verified).toEqual([{ ...SIGNATURE, namespace: '/v1/client', address: '203.0.113.7' }]);
  });

  it('cannot choose the namespace that its signature is checked for', async () => {
    const ports = authenticators();

    expect(await ask({ ...SIGNATURE, namespace: '/v1/desk' }, ports)).toMatchObject({ ok: false });
    expect(ports.verified).toEqual([]);
  });

  it.each([
    { what: 'nothing', auth: undefined },
    { what: 'an empty object', auth: {} },
    { what: 'an empty token', auth: { token: '' } },
    { what: 'a token that is too long', auth: { token: 'x'.repeat(257) } },
    { what: 'a token and a signature at once', auth: { token: 'good', ...SIGNATURE } },
    { what: 'a token with more besides', auth: { token: 'good', role: 'administrator' } },
    { what: 'a timestamp as text', auth: { ...SIGNATURE, timestamp: '1795420800000' } },
    { what: 'a timestamp with a fraction', auth: { ...SIGNATURE, timestamp: 0.5 } },
    { what: 'a nonce of 7 characters', auth: { ...SIGNATURE, nonce: '5f2b9c1' } },
    { what: 'a nonce of 65 characters', auth: { ...SIGNATURE, nonce: 'x'.repeat(65) } },
    { what: 'a signature in capitals', auth: { ...SIGNATURE, signature: 'AB'.repeat(32) } },
    { what: 'a signature of 63 digits', auth: { ...SIGNATURE, signature: 'a'.repeat(63) } },
  ])('is nobody who sends $what; what was sent is not repeated', async ({ auth }) => {
    expect(await ask(auth)).toEqual({
      ok: false,
      rejection: {
        code: 'UNAUTHENTICATED',
        message: 'auth must be { token } or { apiKey, timestamp, nonce, signature }',
        retryable: false,
      },
    });
  });
});

describe('the cookie of a page', () => {
  const headers = (changes: Record<string, string> = {}) => ({
    headers: { host: 'desk.example', origin: 'https://desk.example', cookie: '__Host-otc=page', ...changes },
  });

  it('lets the page in that came from the service itself', async () => {
    expect(await ask({ cookie: true }, authenticators(), headers())).toEqual({ ok: true, value: PAGE_USER });
  });

  it('lets it in through a trusted proxy that ends TLS', async () => {
    const through = {
      address: '10.0.0.1',
      secure: false,
      headers: {
        ...headers().headers,
        host: 'inside:8080',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'desk.example',
      },
    };

    expect(await ask({ cookie: true }, authenticators(), through)).toMatchObject({ ok: true });
    expect(await ask({ cookie: true }, authenticators(), { ...through, address: '10.0.0.2' })).toMatchObject({
      ok: false,
    });
  });

  it.each([
    { what: 'another site', changes: { origin: 'https://evil.example' } },
    { what: 'the same name without TLS', changes: { origin: 'http://desk.example' } },
    { what: 'another port', changes: { origin: 'https://desk.example:8443' } },
    { what: 'no site at all', changes: { origin: '' } },
  ])('is refused when the handshake comes from $what', async ({ changes }) => {
    expect(await ask({ cookie: true }, authenticators(), headers(changes))).toMatchObject({
      ok: false,
      rejection: { code: 'FORBIDDEN' },
    });
  });

  it.each([
    { what: 'no cookie', cookie: '' },
    { what: 'the name that plain connections have', cookie: 'otc=page' },
    { what: 'two cookies of the name', cookie: '__Host-otc=page; __Host-otc=page' },
    { what: "a program's token", cookie: '__Host-otc=good2' },
  ])('is nobody’s with $what', async ({ cookie }) => {
    expect(await ask({ cookie: true }, authenticators(), headers({ cookie }))).toMatchObject({
      ok: false,
      rejection: { code: 'UNAUTHENTICATED' },
    });
  });

  it('is no token for programs', async () => {
    expect(await ask({ token: 'page' })).toMatchObject({ ok: false, rejection: { code: 'UNAUTHENTICATED' } });
  });
});

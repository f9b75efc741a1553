import { signHandshake } from '../../../src/client/sign-handshake.ts';
import { HandshakeAuth } from '../../../src/contracts/session.ts';

const MOMENT = { namespace: '/v1/client', timestamp: 1_790_000_000_000, nonce: 'nonce-0001' };

describe('signing a handshake with an API key', () => {
  // From: printf '1790000000000.nonce-0001./v1/client' | openssl dgst -sha256 -hmac 'a secret'
  it('signs timestamp, nonce and namespace with HMAC-SHA256 in hexadecimal', () => {
    const auth = signHandshake({ apiKey: 'key-1', secret: 'a secret' }, MOMENT);

    expect(auth).toEqual({
      apiKey: 'key-1',
      timestamp: 1_790_000_000_000,
      nonce: 'nonce-0001',
      signature: '99d7dd8ba0867f7e1437694c11dfb6b56734d1fc57185046cba0713a7309fcfb',
    });
    expect(HandshakeAuth.safeParse(auth).success).toBe(true);
  });

  it.each([
    { of: 'secret', credentials: { apiKey: 'key-1', secret: 'another' }, moment: MOMENT },
    {
      of: 'namespace',
      credentials: { apiKey: 'key-1', secret: 'a secret' },
      moment: { ...MOMENT, namespace: '/v1/desk' },
    },
    { of: 'nonce', credentials: { apiKey: 'key-1', secret: 'a secret' }, moment: { ...MOMENT, nonce: 'nonce-0002' } },
  ])('is another signature with another $of', ({ credentials, moment }) => {
    const first = signHandshake({ apiKey: 'key-1', secret: 'a secret' }, MOMENT);

    expect(signHandshake(credentials, moment)).not.toMatchObject({
      signature: 'signature' in first && first.signature,
    });
  });
});

import { createHash } from 'node:crypto';
import { signHandshake } from '../../../src/clients/index.ts';

const SIGNED = { timestamp: 1_795_420_800_123, nonce: '5f2b9c1e', namespace: '/v1/client' };

/** HMAC-SHA256 from its definition, RFC 2104: H((K ⊕ opad) ‖ H((K ⊕ ipad) ‖ text)), keys of at most 64 bytes. */
function hmac(key: string, text: string): string {
  const padded = Buffer.concat([Buffer.from(key), Buffer.alloc(64)]).subarray(0, 64);
  const under = (pad: number, message: Buffer) =>
    createHash('sha256')
      .update(Buffer.from(padded.map((byte) => byte ^ pad)))
      .update(message)
      .digest();
  return under(0x5c, under(0x36, Buffer.from(text))).toString('hex');
}

describe('the signature of a handshake', () => {
  it('is the HMAC-SHA256 of time, nonce and namespace, in lower-case hexadecimal', () => {
    const secret = 'kPq3Zr7vX0a_-9LmT2sYwB4u';

    expect(signHandshake(secret, SIGNED)).toBe(hmac(secret, '1795420800123.5f2b9c1e./v1/client'));
    expect(signHandshake(secret, SIGNED)).toBe('61431a3a0434a6eca913feebb68adb235016e160ce8dbd3579695a828fd4d28f');
  });

  it.each([
    { what: 'secret', secret: 'another', signed: SIGNED },
    { what: 'time', secret: 'secret', signed: { ...SIGNED, timestamp: SIGNED.timestamp + 1 } },
    { what: 'nonce', secret: 'secret', signed: { ...SIGNED, nonce: '5f2b9c1f' } },
    { what: 'namespace', secret: 'secret', signed: { ...SIGNED, namespace: '/v1/desk' } },
  ])('is another for another $what', ({ secret, signed }) => {
    expect(signHandshake(secret, signed)).not.toBe(signHandshake('secret', SIGNED));
  });
});

import { hashToken, makeSecretBox, randomSecret } from '../../../src/platform/secrets.ts';

const KEY = 'a key of more than sixteen characters';
const SECRET = 'kPq3Zr7vX0a_-9LmT2sYwB4u';

describe('a sealed secret', () => {
  it.each([
    { what: 'nothing', plain: '' },
    { what: 'a secret', plain: SECRET },
    { what: 'any script', plain: 'ключ 鍵 🔑' },
    { what: 'a long text', plain: 'x'.repeat(10_000) },
  ])('opens to what was sealed: $what', ({ plain }) => {
    const box = makeSecretBox(KEY);

    expect(box.open(box.seal(plain))).toBe(plain);
  });

  it('opens with the same key in another process, and not with another key', () => {
    const sealed = makeSecretBox(KEY).seal(SECRET);

    expect(makeSecretBox(KEY).open(sealed)).toBe(SECRET);
    expect(() => makeSecretBox(`${KEY}.`).open(sealed)).toThrow();
  });

  it('shows nothing of what it holds, and never looks the same twice', () => {
    const box = makeSecretBox(KEY);

    const sealed = [box.seal(SECRET), box.seal(SECRET)];

    expect(sealed[0]).not.toBe(sealed[1]);
    for (const text of sealed) expect(Buffer.from(text, 'base64url').includes(SECRET)).toBe(false);
  });

  it('does not open when any one byte of it is another', () => {
    const box = makeSecretBox(KEY);
    const sealed = Buffer.from(box.seal(SECRET), 'base64url');

    for (const index of sealed.keys()) {
      const altered = Buffer.from(sealed);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(() => box.open(altered.toString('base64url'))).toThrow();
    }
  });

  it('does not open when it is cut short, wherever', () => {
    const box = makeSecretBox(KEY);
    const sealed = Buffer.from(box.seal(''), 'base64url');

    for (const length of sealed.keys()) {
      expect(() => box.open(sealed.subarray(0, length).toString('base64url'))).toThrow();
    }
  });
});

describe('a random secret', () => {
  it('has 192 bits, as text that can stand in a URL', () => {
    const secrets = Array.from({ length: 100 }, randomSecret);

    for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(new Set(secrets).size).toBe(100);
  });
});

describe('what is stored of a token', () => {
  it('is its SHA-256, the same for the same token', () => {
    // The example "abc" of FIPS 180-2.
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hashToken('abd')).not.toBe(hashToken('abc'));
  });
});

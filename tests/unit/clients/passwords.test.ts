import { hashPassword, needsRehash, passwordFault, verifyPassword } from '../../../src/clients/passwords.ts';

describe('a new password', () => {
  it.each([
    { password: 'elevenchars', fault: 'password must have 12 characters or more, had 11' },
    { password: '🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑', fault: 'password must have 12 characters or more, had 11' },
    { password: 'password1234', fault: 'password must not be one of the passwords that are tried first' },
    { password: 'LetMeInPlease!!', fault: 'password must not be one of the passwords that are tried first' },
    { password: 'qwertyqwertyqwerty', fault: 'password must not be one of the passwords that are tried first' },
    { password: 'aaaaaaaaaaaaaa', fault: 'password must not be one of the passwords that are tried first' },
    { password: 'harbour-harbour-1', fault: 'password must not contain the user name' },
    { password: 'a plain sentence of words', fault: null },
    { password: 'twelve chars', fault: null },
  ])('$password: $fault', ({ password, fault }) => {
    expect(passwordFault(password, 'harbour')).toBe(fault);
  });
});

describe('the hash of a password', () => {
  it('is Argon2id with the parameters of today, and fits its password alone', async () => {
    const hash = await hashPassword('a plain sentence of words');

    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(needsRehash(hash)).toBe(false);
    expect([await verifyPassword(hash, 'a plain sentence of words'), await verifyPassword(hash, 'guess')]).toEqual([
      true,
      false,
    ]);
  });

  it('with other parameters is made anew', () => {
    expect(needsRehash('$argon2id$v=19$m=4096,t=3,p=1$c2FsdA$aGFzaA')).toBe(true);
  });

  it('of nobody fits nothing, not even what it was made of', async () => {
    expect(await verifyPassword(undefined, 'nobody')).toBe(false);
  });
});

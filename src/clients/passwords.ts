import { hash, verify } from '@node-rs/argon2';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** OWASP's minimum for Argon2id: 19 MiB of memory, 2 passes, 1 lane. A hash made with others is made anew at the next sign-in. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** How such a hash begins; argon2id is the library's default, and said in the text of each hash. */
const CURRENT = `$argon2id$v=19$m=${ARGON2.memoryCost},t=${ARGON2.timeCost},p=${ARGON2.parallelism}$`;

const PASSWORD_CHARS_MIN = 12;

export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2);
}

export function needsRehash(passwordHash: string): boolean {
  return !passwordHash.startsWith(CURRENT);
}

/** A hash of nobody's password: an unknown name costs as long as a wrong password. */
let decoy: Promise<string> | undefined;

/** Whether this is the password; without a hash it is not, after the same work. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody');
  const matches = await verify(passwordHash ?? (await decoy), password);
  return passwordHash !== undefined && matches;
}

/** Why a new password is not accepted, or null. Length counts, and that it is not the first that is tried; never which kinds of characters. */
export function passwordFault(password: string, username: string): string | null {
  const chars = [...password].length;
  if (chars < PASSWORD_CHARS_MIN) return `password must have ${PASSWORD_CHARS_MIN} characters or more, had ${chars}`;
  const plain = password.toLowerCase();
  if (plain.includes(username.toLowerCase())) return 'password must not contain the user name';
  if (isCommon(plain)) return 'password must not be one of the passwords that are tried first';
  return null;
}

/** As it stands, or one of them over and over, or with figures behind it. */
function isCommon(plain: string): boolean {
  const bare = plain.replace(/[\d!.?@#$ ]+$/, '');
  if (COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(bare) || /^(.)\1*$/u.test(plain)) return true;
  return [...COMMON_PASSWORDS].some((word) => plain === word.repeat(Math.ceil(plain.length / word.length)));
}

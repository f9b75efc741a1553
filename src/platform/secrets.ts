import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Encrypts what the service must be able to read back, such as API-key secrets: AES-256-GCM under one key. */
export interface SecretBox {
  seal(plain: string): string;
  /** @throws Error when the text was sealed under another key or altered. */
  open(sealed: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function makeSecretBox(keyText: string): SecretBox {
  const key = createHash('sha256').update(keyText).digest();
  return {
    seal(plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const raw = Buffer.from(sealed, 'base64url');
      // With the length fixed, a tag cut down to a few bytes, which could be guessed, is refused.
      const decipher = createDecipheriv('aes-256-gcm', key, raw.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(raw.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(raw.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    },
  };
}

/** Null of what was sealed under another SECRET_KEY: nobody can use it here. */
export function openedSecret(box: SecretBox, sealed: string): string | null {
  try {
    return box.open(sealed);
  } catch {
    return null;
  }
}

/** 192 random bits as text: session tokens, API-key secrets, generated passwords. */
export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** What is stored of a token: enough to recognise it, not to use it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

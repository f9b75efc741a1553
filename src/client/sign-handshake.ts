import { createHmac } from 'node:crypto';
import type { HandshakeAuth } from '../contracts/session.ts';

export interface ApiKeyCredentials {
  readonly apiKey: string;
  readonly secret: string;
}

export interface HandshakeMoment {
  readonly namespace: string;
  /** Epoch ms, within 30 s of the service's clock. */
  readonly timestamp: number;
  /** 8 to 64 characters, used once. */
  readonly nonce: string;
}

/** The handshake of a program that holds an API key; for Node, since browsers sign in with a session. */
export function signHandshake(
  { apiKey, secret }: ApiKeyCredentials,
  { namespace, timestamp, nonce }: HandshakeMoment,
): HandshakeAuth {
  const signature = createHmac('sha256', secret).update(`${timestamp}.${nonce}.${namespace}`).digest('hex');
  return { apiKey, timestamp, nonce, signature };
}

import { z } from 'zod';
import { AccountId, Instant, Underlying } from './scalars.ts';

export const ROLES = [
  'client-trader',
  'client-viewer',
  'sales-trader',
  'sales-supervisor',
  'risk',
  'compliance',
  'administrator',
  'auditor',
] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** POST /api/v1/sessions. */
export const SignInRequest = z.strictObject({
  username: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

export const SessionView = z.object({
  token: z.string(),
  expiresAt: Instant,
  username: z.string(),
  role: Role,
  /** Null for staff. */
  accountId: AccountId.nullable(),
});
export type SessionView = z.infer<typeof SessionView>;

/** Socket handshake `auth`: a session token, or an API key's signature. */
export const HandshakeAuth = z.union([
  z.strictObject({ token: z.string().min(1).max(256) }),
  z.strictObject({
    apiKey: z.string().min(1).max(64),
    /** Epoch ms, within 30 s of the server's clock. */
    timestamp: z.int(),
    /** Used once. */
    nonce: z.string().min(8).max(64),
    /** Hex HMAC-SHA256(secret, `${timestamp}.${nonce}.${namespace}`). */
    signature: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
  }),
]);
export type HandshakeAuth = z.infer<typeof HandshakeAuth>;

export const Hello = z.object({ account: AccountId, lastSeq: z.int(), serverTime: Instant });
export type Hello = z.infer<typeof Hello>;

export const ResumeRequest = z.strictObject({ afterSeq: z.int().min(0) });
export type ResumeRequest = z.infer<typeof ResumeRequest>;

export const ResumeAnswer = z.object({ fromSeq: z.int(), toSeq: z.int(), gap: z.boolean() });
export type ResumeAnswer = z.infer<typeof ResumeAnswer>;

/** `session.safety`: what is to happen when this connection is lost. What is left out is not in force. */
export const SafetyRequest = z.strictObject({
  /** Cancels the user's open requests so long after the connection ended, unless the user is back before. */
  cancelOnDisconnect: z.strictObject({ graceMs: z.int().min(0).max(60_000) }).optional(),
  /** Cancels them so long after the last `session.safety`, whatever the connection does. */
  deadManMs: z.int().min(1_000).max(300_000).optional(),
});
export type SafetyRequest = z.infer<typeof SafetyRequest>;

export const SafetyView = z.object({
  cancelOnDisconnect: z.object({ graceMs: z.int() }).nullable(),
  deadMan: z.object({ deadManMs: z.int(), at: Instant }).nullable(),
});
export type SafetyView = z.infer<typeof SafetyView>;

export const DigestRequest = z.strictObject({});

/** `session.digest`: the account's open requests as one hash, after the event `seq`. */
export const DigestView = z.object({ seq: z.int(), open: z.int(), digest: z.string() });
export type DigestView = z.infer<typeof DigestView>;

export const MarketRequest = z.strictObject({ underlyings: z.array(Underlying).min(1).max(20) });
export type MarketRequest = z.infer<typeof MarketRequest>;

export const MarketAnswer = z.object({ underlyings: z.array(Underlying) });
export type MarketAnswer = z.infer<typeof MarketAnswer>;

/** A `market` message: not sequenced, the newest replaces the one before. */
export const MarketMessage = z.object({
  underlying: Underlying,
  spot: z.string(),
  asOf: Instant,
  source: z.enum(['live', 'recorded', 'simulated']),
});
export type MarketMessage = z.infer<typeof MarketMessage>;

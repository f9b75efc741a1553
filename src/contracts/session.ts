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
  /** From the authenticator, when the user has one. */
  code: z.string().min(6).max(6).optional(),
  /** In place of `code`, once. */
  recoveryCode: z.string().min(1).max(64).optional(),
  /** For pages: the token comes as a cookie that scripts cannot read, and not in the answer. */
  cookie: z.boolean().optional(),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

export const SessionView = z.object({
  /** Empty when it came as a cookie. */
  token: z.string(),
  sessionId: z.string().optional(),
  expiresAt: Instant,
  username: z.string(),
  role: Role,
  /** Null for staff. */
  accountId: AccountId.nullable(),
  /** The session may do nothing but enrol a second factor. */
  enrolmentRequired: z.boolean().optional(),
});
export type SessionView = z.infer<typeof SessionView>;

/** POST /api/v1/sessions/current/refresh: the token in place of the one that was sent. */
export const RefreshView = z.object({ sessionId: z.string(), token: z.string(), expiresAt: Instant });

export const OwnSessionView = z.object({
  sessionId: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
  seenAt: Instant,
  cookie: z.boolean(),
  address: z.string().nullable(),
  current: z.boolean().optional(),
});
export type OwnSessionView = z.infer<typeof OwnSessionView>;

const KeyId = z.string().min(1).max(64);
const Nonce = z.string().min(8).max(64);
const Signature = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');

/**
 * Headers of a signed HTTP request: X-Api-Key, X-Timestamp, X-Nonce, X-Signature, the last hex HMAC-SHA256(secret,
 * `${timestamp}.${nonce}.${METHOD}.${path with query}.${hex SHA-256 of the body}`).
 */
export const SignatureHeaders = z.strictObject({
  apiKey: KeyId,
  timestamp: z
    .string()
    .regex(/^\d{1,15}$/, 'must be epoch ms')
    .transform(Number),
  nonce: Nonce,
  signature: Signature,
});

/** Socket handshake `auth`: a session token, the cookie of a page, or an API key's signature. */
export const HandshakeAuth = z.union([
  z.strictObject({ token: z.string().min(1).max(256) }),
  z.strictObject({ cookie: z.literal(true) }),
  z.strictObject({
    apiKey: KeyId,
    /** Epoch ms, within 30 s of the server's clock. */
    timestamp: z.int(),
    /** Used once. */
    nonce: Nonce,
    /** Hex HMAC-SHA256(secret, `${timestamp}.${nonce}.${namespace}`). */
    signature: Signature,
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

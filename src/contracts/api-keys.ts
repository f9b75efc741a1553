import { z } from 'zod';
import { AccountId, Instant, PositiveDecimalText } from './scalars.ts';

export const KeyScope = z.enum(['read', 'trade']);
export type KeyScope = z.infer<typeof KeyScope>;

const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/(?:3[0-2]|[12]?\d))?$/;
const V6 = /^[0-9a-f:]{2,39}(?:\/(?:12[0-8]|1[01]\d|\d?\d))?$/i;

/** An address, or a range of them as CIDR. */
export const AddressRange = z
  .string()
  .refine(
    (text) => V4.test(text) || (text.includes(':') && V6.test(text)),
    'must be an address or CIDR range such as 203.0.113.0/24',
  );

/** POST /api/v1/api-keys. */
export const AddApiKeyRequest = z.strictObject({
  /** Whose programs; a client user's own when left out. */
  username: z.string().min(1).max(64).optional(),
  name: z.string().min(1).max(100),
  scopes: z.array(KeyScope).min(1).max(2).default(['read']),
  /** Dollars of notional that one request may have. */
  maxOrderUsd: PositiveDecimalText.optional(),
  /** Dollars of notional that it may accept in one day, UTC. */
  maxDayUsd: PositiveDecimalText.optional(),
  expiresAt: Instant.optional(),
  /** Where it may come from; from anywhere when left out. */
  addresses: z.array(AddressRange).max(50).default([]),
});
export type AddApiKeyRequest = z.infer<typeof AddApiKeyRequest>;

export const ApiKeyView = z.object({
  apiKey: z.string(),
  name: z.string(),
  username: z.string(),
  accountId: AccountId.nullable(),
  scopes: z.array(KeyScope),
  maxOrderUsd: z.string().nullable(),
  maxDayUsd: z.string().nullable(),
  addresses: z.array(z.string()),
  createdAt: Instant,
  createdBy: z.string(),
  expiresAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

/** The secret is shown this once: the service keeps it sealed. */
export const AddedApiKeyView = z.object({ key: ApiKeyView, secret: z.string() });
export type AddedApiKeyView = z.infer<typeof AddedApiKeyView>;

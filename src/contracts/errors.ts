import { z } from 'zod';

/** Every code a refusal may carry, with what HTTP says beside it and whether the same request may succeed later. */
export const REJECT_CODES = {
  VALIDATION_FAILED: { status: 400, retryable: false },
  UNAUTHENTICATED: { status: 401, retryable: false },
  FORBIDDEN: { status: 403, retryable: false },
  NOT_FOUND: { status: 404, retryable: false },
  RATE_LIMITED: { status: 429, retryable: true },
  DUPLICATE_REQUEST: { status: 409, retryable: false },
  UNKNOWN_UNDERLYING: { status: 422, retryable: false },
  PRODUCT_NOT_APPROVED: { status: 422, retryable: false },
  CLIENT_NOT_ELIGIBLE: { status: 422, retryable: false },
  JURISDICTION_BLOCKED: { status: 422, retryable: false },
  KNOWLEDGE_TEST_MISSING: { status: 422, retryable: false },
  DOCUMENTS_MISSING: { status: 422, retryable: false },
  WARNING_NOT_ACKNOWLEDGED: { status: 422, retryable: false },
  SIZE_BELOW_MIN: { status: 422, retryable: false },
  SIZE_ABOVE_MAX: { status: 422, retryable: false },
  TENOR_NOT_SUPPORTED: { status: 422, retryable: false },
  INVALID_EXPIRY: { status: 422, retryable: false },
  INVALID_STRIKE: { status: 422, retryable: false },
  CREDIT_INSUFFICIENT: { status: 422, retryable: false },
  RISK_LIMIT: { status: 422, retryable: false },
  NO_MARKET_DATA: { status: 503, retryable: true },
  MARKET_STALE: { status: 503, retryable: true },
  SURFACE_STALE: { status: 503, retryable: true },
  VENUE_DIVERGENCE: { status: 503, retryable: true },
  STABLECOIN_DEPEGGED: { status: 503, retryable: true },
  MARKET_NOT_SIMULATED: { status: 409, retryable: false },
  MODEL_RANGE: { status: 422, retryable: false },
  TRADER_PASSED: { status: 422, retryable: false },
  DESK_CLOSED: { status: 422, retryable: false },
  QUEUE_TIMEOUT: { status: 409, retryable: false },
  QUOTE_EXPIRED: { status: 409, retryable: false },
  QUOTE_SUPERSEDED: { status: 409, retryable: false },
  QUOTE_WITHDRAWN: { status: 409, retryable: false },
  QUOTE_REVOKED: { status: 409, retryable: false },
  PRICE_MISMATCH: { status: 409, retryable: false },
  QUANTITY_MISMATCH: { status: 409, retryable: false },
  SIDE_MISMATCH: { status: 409, retryable: false },
  TRADING_PAUSED: { status: 503, retryable: true },
  ILLEGAL_TRANSITION: { status: 409, retryable: false },
  UNAVAILABLE: { status: 503, retryable: true },
  INTERNAL: { status: 500, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type RejectCode = keyof typeof REJECT_CODES;

const CODES = Object.keys(REJECT_CODES) as [RejectCode, ...RejectCode[]];

/** The error half of every answer, on sockets and HTTP alike. */
export const WireError = z.object({
  code: z.enum(CODES),
  message: z.string(),
  retryable: z.boolean(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type WireError = z.infer<typeof WireError>;

import { readFileSync } from 'node:fs';
import { REJECT_CODES, type RejectCode, WireError } from '../../../src/contracts/errors.ts';
import { ok, reject, rejection, toAnswer } from '../../../src/contracts/result.ts';
import { sharedPath } from '../../support/shared.ts';

/** The contract's list of codes, each with its HTTP status; the retryable ones are those of an outage or a throttle. */
const CODES: Readonly<Record<RejectCode, number>> = {
  VALIDATION_FAILED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  DUPLICATE_REQUEST: 409,
  UNKNOWN_UNDERLYING: 422,
  PRODUCT_NOT_APPROVED: 422,
  CLIENT_NOT_ELIGIBLE: 422,
  JURISDICTION_BLOCKED: 422,
  KNOWLEDGE_TEST_MISSING: 422,
  DOCUMENTS_MISSING: 422,
  WARNING_NOT_ACKNOWLEDGED: 422,
  SIZE_BELOW_MIN: 422,
  SIZE_ABOVE_MAX: 422,
  TENOR_NOT_SUPPORTED: 422,
  INVALID_EXPIRY: 422,
  INVALID_STRIKE: 422,
  CREDIT_INSUFFICIENT: 422,
  RISK_LIMIT: 422,
  NO_MARKET_DATA: 503,
  MARKET_STALE: 503,
  SURFACE_STALE: 503,
  VENUE_DIVERGENCE: 503,
  STABLECOIN_DEPEGGED: 503,
  MARKET_NOT_SIMULATED: 409,
  MODEL_RANGE: 422,
  TRADER_PASSED: 422,
  DESK_CLOSED: 422,
  QUEUE_TIMEOUT: 409,
  QUOTE_EXPIRED: 409,
  QUOTE_SUPERSEDED: 409,
  QUOTE_WITHDRAWN: 409,
  QUOTE_REVOKED: 409,
  PRICE_MISMATCH: 409,
  QUANTITY_MISMATCH: 409,
  SIDE_MISMATCH: 409,
  TRADING_PAUSED: 503,
  ILLEGAL_TRANSITION: 409,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** The contract may be added to: one code never has two meanings, a market guard says which one stopped it, and only a simulated market is rehearsed on. */
const ADDED: readonly RejectCode[] = ['SURFACE_STALE', 'STABLECOIN_DEPEGGED', 'MARKET_NOT_SIMULATED'];

const codes = Object.keys(CODES) as RejectCode[];

describe('the codes of refusals', () => {
  it('are those of the contract, with a code of its own for each market guard', () => {
    const contract = readFileSync(sharedPath('contract.md'), 'utf8');
    const section = /## Error codes\n([\s\S]*?)\n## /.exec(contract)?.[1] ?? '';
    const listed = [...section.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code);

    expect(Object.keys(REJECT_CODES)).toEqual(codes);
    expect(codes.filter((code) => !ADDED.includes(code))).toEqual(listed);
  });

  it.each(codes)('%s has its HTTP status', (code) => {
    expect(REJECT_CODES[code].status).toBe(CODES[code]);
  });

  it('invite to ask again only where the same request may succeed later', () => {
    expect(codes.filter((code) => REJECT_CODES[code].retryable)).toEqual([
      'RATE_LIMITED',
      'NO_MARKET_DATA',
      'MARKET_STALE',
      'SURFACE_STALE',
      'VENUE_DIVERGENCE',
      'STABLECOIN_DEPEGGED',
      'TRADING_PAUSED',
      'UNAVAILABLE',
      'INTERNAL',
    ]);
  });

  it.each(codes)('%s travels in an error of the one shape', (code) => {
    const error = rejection(code, 'in words');

    expect(error).toEqual({ code, message: 'in words', retryable: REJECT_CODES[code].retryable });
    expect(WireError.parse(JSON.parse(JSON.stringify(error)))).toEqual(error);
  });

  it('are a closed list: another code is no error of this service', () => {
    expect(WireError.safeParse({ code: 'OUT_OF_LUCK', message: '', retryable: false }).success).toBe(false);
  });
});

describe('an answer', () => {
  it('is { ok, data } or { ok, error }, whatever happened', () => {
    const refused = reject('NOT_FOUND', 'no such quote', { quoteId: 'qt_1' });

    expect(toAnswer(ok({ state: 'quoted' }))).toEqual({ ok: true, data: { state: 'quoted' } });
    expect(toAnswer(refused)).toEqual({
      ok: false,
      error: { code: 'NOT_FOUND', message: 'no such quote', retryable: false, details: { quoteId: 'qt_1' } },
    });
  });

  it('carries no empty details', () => {
    expect(Object.keys(rejection('INTERNAL', 'internal error'))).toEqual(['code', 'message', 'retryable']);
  });
});

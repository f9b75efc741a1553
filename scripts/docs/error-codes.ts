import { REJECT_CODES, type RejectCode } from '../../src/contracts/errors.ts';

/** When a client meets each code, in one sentence. Null: reserved, nothing in this version sends it. */
export const MEANINGS: Readonly<Record<RejectCode, string | null>> = {
  VALIDATION_FAILED:
    'The request does not fit its schema, or asks for something that is not served; `details.path` names the field.',
  UNAUTHENTICATED: 'No session, an expired session, or a signature, timestamp or nonce that is not accepted.',
  FORBIDDEN: 'The role may not do this.',
  NOT_FOUND: 'There is no such thing, or it belongs to another account.',
  RATE_LIMITED:
    'Too many requests in one second, or too many open; the message names the limit and `details.retryAfterMs` says when to go on.',
  DUPLICATE_REQUEST: 'The client id was used before with another body.',
  UNKNOWN_UNDERLYING: 'The register holds nothing on this underlying.',
  PRODUCT_NOT_APPROVED:
    'No approval covers this leg and direction now, or the approval is suspended, or its currencies or fixings exclude the terms.',
  CLIENT_NOT_ELIGIBLE:
    'The account is not a professional investor or is suspended, its evidence has run out, the user may not trade for it, or the trade is outside its profile.',
  JURISDICTION_BLOCKED: 'The product is not offered where the client is.',
  KNOWLEDGE_TEST_MISSING: 'Knowledge of virtual assets or of derivatives must be assessed first.',
  DOCUMENTS_MISSING: 'Documents must be in force first; the message lists them.',
  WARNING_NOT_ACKNOWLEDGED:
    '`acknowledgedWarningId` is not the id of the warnings of this product as it is now: show them, then accept again under a new `clientAcceptId`.',
  SIZE_BELOW_MIN: 'quantity × ratio is below the smallest approved size.',
  SIZE_ABOVE_MAX: 'quantity × ratio is above the largest approved size.',
  TENOR_NOT_SUPPORTED: 'The time to expiry is outside the approved range.',
  INVALID_EXPIRY: 'The expiry is past, or not at 08:00 UTC.',
  INVALID_STRIKE: 'The strike is below 0.2 or above 5 times spot.',
  CREDIT_INSUFFICIENT: 'The trade would use more than the free part of the credit limit.',
  RISK_LIMIT:
    'To traders alone: the price is too far from the value of the model, or the market has left it since it was proposed.',
  NO_MARKET_DATA: 'There is no market for the underlying.',
  MARKET_STALE: 'The spot is older than the limit.',
  SURFACE_STALE: 'The forwards and volatilities are older than the limit.',
  VENUE_DIVERGENCE: 'The venues that make up the spot disagree by more than the limit.',
  STABLECOIN_DEPEGGED: 'The stablecoin that settles or pays trades outside its band.',
  MARKET_NOT_SIMULATED: 'Scenarios are played on a simulated market alone, and this one is not.',
  MODEL_RANGE: 'The terms are outside what the model can value, and no person looks at them.',
  TRADER_PASSED: 'The desk does not quote this request.',
  DESK_CLOSED: 'A person must price the request, and nobody is on the desk.',
  QUEUE_TIMEOUT: 'Nobody was free to price the request in time.',
  QUOTE_EXPIRED: 'The acceptance was received after `validUntil`.',
  QUOTE_SUPERSEDED: 'quoteId or version is not that of the live quote.',
  QUOTE_WITHDRAWN: 'The desk withdrew the quote first.',
  QUOTE_REVOKED: 'An approval, a limit, a kill switch or a market guard pulled the quote first.',
  PRICE_MISMATCH: 'price is not the quoted price of that side.',
  QUANTITY_MISMATCH: 'quantity is not the quoted one.',
  SIDE_MISMATCH: 'The quote has no price on that side.',
  TRADING_PAUSED: 'A kill switch is pulled, or this gateway was stopped by hand; try again later.',
  ILLEGAL_TRANSITION: 'The RFQ has moved on; the message names its state.',
  UNAVAILABLE: 'The service cannot answer now (its database is away); whether the request took effect is not known.',
  INTERNAL: 'A fault of the service, logged there; whether the request took effect is not known.',
};

/** Two tables: the codes of this version, and the reserved ones. */
export function errorTables(): string {
  const codes = Object.keys(REJECT_CODES) as RejectCode[];
  const rows = codes.flatMap((code) => {
    const meaning = MEANINGS[code];
    const { status, retryable } = REJECT_CODES[code];
    return meaning === null ? [] : [`| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${meaning} |`];
  });
  const reserved = codes.filter((code) => MEANINGS[code] === null).map((code) => `\`${code}\``);
  return [
    '| code | HTTP | retryable | when |',
    '|---|---|---|---|',
    ...rows,
    '',
    `Reserved for later versions, sent by nothing in this one: ${reserved.join(', ')}.`,
  ].join('\n');
}

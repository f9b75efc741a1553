import type { AcceptQuoteRequest } from '../../../src/contracts/accept.ts';
import { RFQ_STATES, type RfqState } from '../../../src/contracts/rfq.ts';
import { checkEcho, type LiveQuote, terminalReason } from '../../../src/rfq/accept-checks.ts';
import type { RfqRow } from '../../../src/rfq/index.ts';
import { aRequest } from '../../support/desk.ts';
import { AS_OF } from '../../support/markets.ts';

function anRfqRow(changes: Partial<RfqRow> = {}): RfqRow {
  return {
    rfqId: 'rfq_1',
    accountId: 'acc_1',
    clientRfqId: 'rfq-1',
    requestHash: '',
    request: aRequest(),
    state: 'quoted',
    quoteId: 'qt_1',
    quoteVersion: 2,
    validUntil: AS_OF,
    error: null,
    duplicateOf: null,
    createdBy: 'usr_1',
    createdAt: AS_OF,
    updatedAt: AS_OF,
    ...changes,
  };
}

const QUOTE: LiveQuote = {
  quoteId: 'qt_1',
  version: 2,
  bid: '3850.25',
  offer: '3920.75',
  quantity: '25',
  validUntil: AS_OF,
  capacity: 'principal',
};

const ECHO: AcceptQuoteRequest = {
  clientAcceptId: 'accept-1',
  rfqId: 'rfq_1',
  quoteId: 'qt_1',
  version: 2,
  side: 'buy',
  price: '3920.75',
  quantity: '25',
};

const check = (request: Partial<AcceptQuoteRequest>, quote: Partial<LiveQuote> = {}) =>
  checkEcho({ ...ECHO, ...request }, { rfq: anRfqRow(), quote: { ...QUOTE, ...quote } });

describe('the echo of an acceptance', () => {
  it.each([
    { what: 'the offer, bought', request: {} },
    { what: 'the bid, sold', request: { side: 'sell', price: '3850.25' } },
    { what: 'the same price written otherwise', request: { price: '3920.7500' } },
    { what: 'the same quantity written otherwise', request: { quantity: '25.0' } },
  ] as const)('may be $what', ({ request }) => {
    expect(check(request)).toBeNull();
  });

  it.each([
    {
      what: 'an older version',
      request: { version: 1 },
      code: 'QUOTE_SUPERSEDED',
      path: 'version',
      value: 1,
      expected: 2,
    },
    {
      what: 'a version to come',
      request: { version: 3 },
      code: 'QUOTE_SUPERSEDED',
      path: 'version',
      value: 3,
      expected: 2,
    },
    {
      what: 'another quote',
      request: { quoteId: 'qt_0' },
      code: 'QUOTE_SUPERSEDED',
      path: 'quoteId',
      value: 'qt_0',
      expected: 'qt_1',
    },
    {
      what: 'a better price',
      request: { price: '3920.74' },
      code: 'PRICE_MISMATCH',
      path: 'price',
      value: '3920.74',
      expected: '3920.75',
    },
    {
      what: 'a worse price',
      request: { price: '3920.76' },
      code: 'PRICE_MISMATCH',
      path: 'price',
      value: '3920.76',
      expected: '3920.75',
    },
    {
      what: 'the other side’s price',
      request: { side: 'sell' },
      code: 'PRICE_MISMATCH',
      path: 'price',
      value: '3920.75',
      expected: '3850.25',
    },
    {
      what: 'the negative price',
      request: { price: '-3920.75' },
      code: 'PRICE_MISMATCH',
      path: 'price',
      value: '-3920.75',
      expected: '3920.75',
    },
    {
      what: 'less',
      request: { quantity: '24.999999999999999999' },
      code: 'QUANTITY_MISMATCH',
      path: 'quantity',
      value: '24.999999999999999999',
      expected: '25',
    },
    {
      what: 'more',
      request: { quantity: '25.000000000000000001' },
      code: 'QUANTITY_MISMATCH',
      path: 'quantity',
      value: '25.000000000000000001',
      expected: '25',
    },
  ] as const)('may not be $what', ({ request, code, path, value, expected }) => {
    expect(check(request)).toEqual({
      ok: false,
      rejection: {
        code,
        message: `${path} must be ${expected} as quoted, was ${value}`,
        retryable: false,
        details: { path, value, expected },
      },
    });
  });

  it.each([
    { side: 'buy', quote: { offer: null }, expected: 'sell' },
    { side: 'sell', quote: { bid: null }, expected: 'buy' },
  ] as const)('to $side may not be of a side that was not quoted', ({ side, quote, expected }) => {
    expect(check({ side }, quote)).toMatchObject({
      rejection: { code: 'SIDE_MISMATCH', details: { path: 'side', value: side, expected } },
    });
  });

  it('may be of a price of zero or below, when that is the quote', () => {
    expect(check({ price: '0' }, { offer: '0' })).toBeNull();
    expect(check({ price: '-120.5' }, { offer: '-120.5' })).toBeNull();
    expect(check({ price: '-120.5' }, { offer: '120.5' })).toMatchObject({ rejection: { code: 'PRICE_MISMATCH' } });
  });

  it('is judged in order: version, side, price, quantity', () => {
    const wrong = { version: 1, price: '1', quantity: '1' };
    const codes = [
      check(wrong, { offer: null }),
      check({ ...wrong, version: 2 }, { offer: null }),
      check({ ...wrong, version: 2 }),
      check({ quantity: '1' }),
    ].map((refusal) => refusal?.rejection.code);

    expect(codes).toEqual(['QUOTE_SUPERSEDED', 'SIDE_MISMATCH', 'PRICE_MISMATCH', 'QUANTITY_MISMATCH']);
  });
});

describe('an RFQ that is not live', () => {
  const CODES: Readonly<Record<RfqState, string | undefined>> = {
    quoted: undefined,
    expired: 'QUOTE_EXPIRED',
    withdrawn: 'QUOTE_WITHDRAWN',
    revoked: 'QUOTE_REVOKED',
    cancelled: 'ILLEGAL_TRANSITION',
    passed: 'ILLEGAL_TRANSITION',
    rejected: 'ILLEGAL_TRANSITION',
    received: 'ILLEGAL_TRANSITION',
    queued: 'QUOTE_WITHDRAWN',
    pickedUp: 'QUOTE_WITHDRAWN',
    onHold: 'QUOTE_WITHDRAWN',
    accepted: 'ILLEGAL_TRANSITION',
    held: 'ILLEGAL_TRANSITION',
    booked: 'ILLEGAL_TRANSITION',
  };

  it.each(RFQ_STATES)('because it is %s says so', (state) => {
    const refusal = terminalReason(anRfqRow({ state }));

    expect(refusal?.rejection.code).toBe(CODES[state]);
    expect(refusal?.rejection.details).toEqual(state === 'quoted' ? undefined : { rfqId: 'rfq_1', state });
    expect(refusal?.rejection.retryable).toBe(state === 'quoted' ? undefined : false);
  });
});

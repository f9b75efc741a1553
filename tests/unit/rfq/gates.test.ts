import type { MarketSnapshot } from '../../../pricing/index.ts';
import type { Approval } from '../../../src/approvals/index.ts';
import type { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import type { MarketHalt } from '../../../src/market/index.ts';
import { clientReason, evaluateGates, type GateQuestion } from '../../../src/rfq/gates.ts';
import { aClientSide } from '../../support/client-files.ts';
import { anAccount, anApproval, anOptionLeg, aRequest, IN_DOLLARS, inDays } from '../../support/desk.ts';
import { AS_OF, aBtcMarket } from '../../support/markets.ts';

const LIMITS = { spotStaleMs: 5_000, surfaceStaleMs: 60_000 };
const BOTH: readonly Approval[] = [anApproval(), anApproval({ approvalId: 'apr_sell', terms: { direction: 'sell' } })];

function judge(changes: Partial<GateQuestion> = {}) {
  const request = changes.request ?? aRequest();
  return evaluateGates({
    point: 'request',
    request,
    side: request.side,
    account: anAccount(),
    client: aClientSide('IPI'),
    approvals: BOTH,
    epoch: 12,
    market: aBtcMarket(),
    limits: LIMITS,
    halts: [],
    controls: { pulled: [], channel: null, traders: [] },
    creditUsedUsd: '0',
    stake: null,
    overrides: [],
    rfqId: null,
    now: AS_OF,
    ...changes,
  });
}

const rulesOf = (changes: Partial<GateQuestion>) => judge(changes).failures.map(({ rule, code }) => `${rule} ${code}`);
const stale = aBtcMarket({ spotAt: AS_OF - 5_001 });
const DIVERGED: MarketHalt = {
  code: 'VENUE_DIVERGENCE',
  rule: 'TR-05',
  scope: { underlying: 'BTC-USD' },
  message: '2 venues of BTC-USD are 100.0 bp apart, limit 75 bp',
  since: AS_OF - 1_000,
  cleanSince: null,
};
const DEPEGGED: MarketHalt = {
  ...DIVERGED,
  code: 'STABLECOIN_DEPEGGED',
  rule: 'ST-03',
  scope: { currency: 'USDT' },
  message: 'USDT-USD is 0.970000, band 0.9950 to 1.0050',
};
const sold = aRequest({ side: 'sell' });

describe('a decision of the gates', () => {
  it('allows what no rule refuses, and records what it rests on', () => {
    expect(judge()).toMatchObject({
      point: 'request',
      allowed: true,
      failures: [],
      approvals: [{ approvalId: 'apr_buy', version: 1 }],
      creditCeilingUsd: null,
      epoch: 12,
      at: AS_OF,
    });
  });

  it.each([
    {
      what: 'an expiry that is past',
      request: { legs: [anOptionLeg({ expiry: inDays(-1) })] },
      rule: 'ST-05 INVALID_EXPIRY',
    },
    {
      what: 'a strike far from the market',
      request: { legs: [anOptionLeg({ strike: '900000' })] },
      rule: 'TR-07 INVALID_STRIKE',
    },
    { what: 'a size beyond the approval', request: { quantity: '101' }, rule: 'PA-05 SIZE_ABOVE_MAX' },
    {
      what: 'a premium currency not approved',
      request: { premiumCurrency: 'USDT' },
      rule: 'ST-01 PRODUCT_NOT_APPROVED',
    },
  ] satisfies { what: string; request: Partial<CreateRfqRequest>; rule: string }[])(
    'refuses $what',
    ({ request, rule }) => {
      expect(rulesOf({ request: aRequest(request) })).toContain(rule);
    },
  );

  it.each([
    {
      what: 'a retail client',
      changes: { client: aClientSide('RETAIL') },
      rule: 'CL-01 CLIENT_NOT_ELIGIBLE',
    },
    {
      what: 'a suspended account',
      changes: { account: anAccount({ status: 'suspended' }) },
      rule: 'CL-12 CLIENT_NOT_ELIGIBLE',
    },
    { what: 'an empty register', changes: { approvals: [] }, rule: 'PA-01 UNKNOWN_UNDERLYING' },
    { what: 'no market at all', changes: { market: null }, rule: 'TR-05 NO_MARKET_DATA' },
    {
      what: 'a market without the underlying',
      changes: { market: { ...aBtcMarket(), underlyings: {} } },
      rule: 'TR-05 NO_MARKET_DATA',
    },
    { what: 'a stale market', changes: { market: stale }, rule: 'TR-05 MARKET_STALE' },
    { what: 'a halt of the underlying', changes: { halts: [DIVERGED] }, rule: 'TR-05 VENUE_DIVERGENCE' },
    {
      what: 'a premium in a stablecoin off its peg',
      changes: { halts: [DEPEGGED], request: aRequest({ premiumCurrency: 'USDT' }) },
      rule: 'ST-03 STABLECOIN_DEPEGGED',
    },
    {
      what: 'a settlement in a stablecoin off its peg',
      changes: {
        halts: [DEPEGGED],
        request: aRequest({ legs: [anOptionLeg({ settlement: { ...IN_DOLLARS, currency: 'USDT' } })] }),
      },
      rule: 'ST-03 STABLECOIN_DEPEGGED',
    },
    {
      what: 'a spot that is no number',
      changes: { market: aBtcMarket({ spot: Number.NaN }) },
      rule: 'TR-05 NO_MARKET_DATA',
    },
  ] as const)('refuses for $what', ({ changes, rule }) => {
    expect(judge(changes).allowed).toBe(false);
    expect(rulesOf(changes)).toContain(rule);
  });

  it.each([
    { what: 'a halt of another underlying', halts: [{ ...DIVERGED, scope: { underlying: 'ETH-USD' } }] },
    { what: 'a depeg of what it neither settles in nor is paid in', halts: [DEPEGGED] },
  ])('allows it beside $what', ({ halts }) => {
    expect(judge({ halts }).allowed).toBe(true);
  });

  it('keeps the message of a halt for staff', () => {
    expect(judge({ halts: [DIVERGED] }).failures).toEqual([
      { rule: 'TR-05', code: 'VENUE_DIVERGENCE', message: '2 venues of BTC-USD are 100.0 bp apart, limit 75 bp' },
    ]);
  });

  it('lists every rule that failed: terms, client, approval, credit, market', () => {
    const request = aRequest({ side: 'sell', quantity: '500', legs: [anOptionLeg({ expiry: inDays(-1) })] });
    const rules = rulesOf({ request, client: aClientSide('RETAIL'), approvals: BOTH, market: stale });
    expect(rules).toEqual([
      'ST-05 INVALID_EXPIRY',
      'CL-01 CLIENT_NOT_ELIGIBLE',
      'PA-01 PRODUCT_NOT_APPROVED',
      'TR-01 CREDIT_INSUFFICIENT',
      'TR-05 MARKET_STALE',
    ]);
  });
});

describe('the credit gate', () => {
  // A 30-day option sold on one bitcoin at 100,000 uses 35,000 dollars.
  it.each([
    { used: '0', limit: '34999.99', refused: true },
    { used: '0', limit: '35000', refused: false },
    { used: '0', limit: '35000.01', refused: false },
    { used: '65000', limit: '100000', refused: false },
    { used: '65000.000000000001', limit: '100000', refused: true },
  ])('with $used used of $limit refuses 35,000: $refused', ({ used, limit, refused }) => {
    const rules = rulesOf({ request: sold, account: anAccount({ creditLimitUsd: limit }), creditUsedUsd: used });

    expect(rules).toEqual(refused ? ['TR-01 CREDIT_INSUFFICIENT'] : []);
  });

  it('says what is needed and what there is', () => {
    const { failures } = judge({
      request: sold,
      account: anAccount({ creditLimitUsd: '40000' }),
      creditUsedUsd: '6000',
    });

    expect(failures.map(({ message }) => message)).toEqual(['CREDIT need=35000.00 avail=34000.00 USD']);
  });

  it('says how much may be in use for it to stand', () => {
    const { creditCeilingUsd } = judge({ request: sold, account: anAccount({ creditLimitUsd: '40000.01' }) });

    expect(creditCeilingUsd).toBe('5000.01');
  });

  it('asks nothing of a client who only buys options', () => {
    expect(judge({ account: anAccount({ creditLimitUsd: '0' }), creditUsedUsd: '1' }).allowed).toBe(true);
  });

  it('counts the dearer side of a two-way request, and the accepted side alone at accept', () => {
    const question = { request: aRequest({ side: 'two-way' }), account: anAccount({ creditLimitUsd: '0' }) };

    expect(rulesOf(question)).toEqual(['TR-01 CREDIT_INSUFFICIENT']);
    expect(rulesOf({ ...question, point: 'accept', side: 'sell' })).toEqual(['TR-01 CREDIT_INSUFFICIENT']);
    expect(rulesOf({ ...question, point: 'accept', side: 'buy' })).toEqual([]);
  });
});

describe('the points of the gates', () => {
  const broken: Partial<GateQuestion> = {
    request: aRequest({ side: 'sell', legs: [anOptionLeg({ strike: '900000' })] }),
    account: anAccount({ creditLimitUsd: '0' }),
    market: null,
  };

  it.each(['request', 'release', 'accept'] as const)('check terms, credit and market at %s', (point) => {
    expect(rulesOf({ ...broken, point, market: stale })).toEqual([
      'TR-07 INVALID_STRIKE',
      'TR-01 CREDIT_INSUFFICIENT',
      'TR-05 MARKET_STALE',
    ]);
  });

  it('check at booking neither market nor credit: what was accepted is binding', () => {
    expect(judge({ ...broken, point: 'booking' })).toMatchObject({ allowed: true, failures: [] });
  });

  it.each(['request', 'release', 'accept', 'booking'] as const)('check client and approval at %s', (point) => {
    const suspended = [anApproval({ status: 'suspended' })];

    expect(rulesOf({ point, account: anAccount({ status: 'suspended' }), approvals: suspended })).toEqual([
      'CL-12 CLIENT_NOT_ELIGIBLE',
      'PA-03 PRODUCT_NOT_APPROVED',
    ]);
  });

  it('ask the register for the accepted side alone', () => {
    const request = aRequest({ side: 'two-way' });

    expect(rulesOf({ request, approvals: [anApproval()] })).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
    expect(rulesOf({ request, approvals: [anApproval()], point: 'accept', side: 'buy' })).toEqual([]);
  });
});

describe('what the client is told', () => {
  const tell = (changes: Partial<GateQuestion>) => clientReason(judge(changes), { rfqId: 'rfq_1' });

  it.each([
    { rule: 'ST-05', changes: { request: aRequest({ legs: [anOptionLeg({ expiry: inDays(-1) })] }) } },
    { rule: 'TR-07', changes: { request: aRequest({ legs: [anOptionLeg({ strike: '900000' })] }) } },
    { rule: 'CL-01', changes: { client: aClientSide('RETAIL') } },
    { rule: 'CL-12', changes: { account: anAccount({ status: 'suspended' }) } },
    { rule: 'PA-01', changes: { approvals: [anApproval({ terms: { productTypes: ['FWD'] } })] } },
    { rule: 'PA-02', changes: { approvals: [anApproval({ endsAt: AS_OF })] } },
    { rule: 'PA-03', changes: { approvals: [anApproval({ status: 'suspended' })] } },
    {
      rule: 'PA-04',
      changes: { request: aRequest({ legs: [anOptionLeg(), anOptionLeg({ strike: '110000' })] }) },
    },
    { rule: 'PA-11', changes: { approvals: [anApproval({ terms: { classification: null } })] } },
    { rule: 'PA-05', changes: { request: aRequest({ quantity: '101' }) } },
    { rule: 'ST-01', changes: { request: aRequest({ premiumCurrency: 'BTC' }) } },
    { rule: 'TR-01', changes: { request: sold, account: anAccount({ creditLimitUsd: '0' }) } },
    { rule: 'TR-05', changes: { market: stale } },
    {
      rule: 'ST-03',
      changes: {
        halts: [DEPEGGED],
        approvals: [anApproval({ terms: { premiumCurrencies: ['USDT'] } })],
        request: aRequest({ premiumCurrency: 'USDT' }),
      },
    },
  ] satisfies { rule: string; changes: Partial<GateQuestion> }[])(
    'of $rule is its code and one neutral sentence: no limit, name or record of the desk',
    ({ rule, changes }) => {
      const { failures } = judge(changes);
      const { code, message, details } = tell(changes);

      expect(failures[0]).toMatchObject({ rule, code });
      expect(message).toMatch(/^[A-Z][^!?]{10,90}\.$/);
      expect(message).not.toMatch(/apr_|compliance|acc_|[A-Z]{2}-\d|\d{3,}/);
      expect(message).not.toBe('This request cannot be quoted.');
      expect(details).toEqual({ rfqId: 'rfq_1' });
    },
  );

  it('is the first failing rule, in the order of the gates', () => {
    expect(tell({ market: null, client: aClientSide('RETAIL') }).code).toBe('CLIENT_NOT_ELIGIBLE');
  });

  it('is not asked of a decision that allows', () => {
    expect(() => tell({})).toThrow('an allowed decision has no reason to refuse');
  });
});

/** A market that has the underlying, but whose other prices the gates must not look at. */
describe('a market of several underlyings', () => {
  it('is judged by the one that is asked for', () => {
    const btc = aBtcMarket();
    const other = stale.underlyings['BTC-USD'];
    const market: MarketSnapshot = { ...btc, underlyings: { ...btc.underlyings, ...(other && { 'ETH-USD': other }) } };

    expect(judge({ market }).allowed).toBe(true);
  });
});

import { type Approval, askRegister, clientDirections } from '../../../src/approvals/index.ts';
import type { ApprovalTerms } from '../../../src/contracts/approval-terms.ts';
import type { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import {
  aForwardLeg,
  anApproval,
  anOptionLeg,
  aPackage,
  aRequest,
  IN_BITCOIN,
  IN_DOLLARS,
} from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const ask = (approvals: readonly Approval[], request: Partial<CreateRfqRequest> = {}, now = AS_OF) =>
  askRegister(approvals, { ...aRequest(request), clientClass: 'IPI', now });

const rulesOf = (answer: ReturnType<typeof ask>) => answer.failures.map(({ rule, code }) => `${rule} ${code}`);

/** Bounds that nothing asked for here fits. */
const TINY = { quantity: { min: '0.01', max: '0.1' } };

const SELL = { approvalId: 'apr_sell', terms: { direction: 'sell' } } as const;

describe('the register', () => {
  it('allows what an approval in effect covers, and says which version it rests on', () => {
    expect(ask([anApproval({ version: 7 })])).toMatchObject({
      failures: [],
      used: [{ approvalId: 'apr_buy', version: 7 }],
    });
  });

  it('knows no underlying when it is empty', () => {
    expect(ask([])).toMatchObject({
      failures: [
        { rule: 'PA-01', code: 'UNKNOWN_UNDERLYING', message: 'UNKNOWN_UNDERLYING BTC-USD is in no approval' },
      ],
      used: [],
    });
  });

  it('denies a package without legs', () => {
    expect(rulesOf(ask([anApproval()], { legs: [] }))).toEqual(['PA-01 UNKNOWN_UNDERLYING']);
  });

  it.each([
    { what: 'another kind', terms: { productTypes: ['FWD'] }, fails: 'productTypes' },
    {
      what: 'another settlement style',
      terms: { settlements: [{ method: 'cash', style: 'inverse', currency: 'USD' }] },
      fails: 'settlements',
    },
    {
      what: 'another settlement currency',
      terms: { settlements: [{ method: 'cash', style: 'linear', currency: 'USDT' }] },
      fails: 'settlements',
    },
    { what: 'another client class', terms: { clientClasses: ['QCPI'] }, fails: 'clientClasses' },
    { what: 'the other direction', terms: { direction: 'sell' }, fails: 'direction' },
    { what: 'another channel', terms: { channels: ['VOICE'] }, fails: 'channels' },
    { what: 'one named account', terms: { allowAccounts: ['acc_2'] }, fails: 'allowAccounts' },
  ] satisfies { what: string; terms: Partial<ApprovalTerms>; fails: string }[])(
    'PA-01: denies when the only record is for $what, and names the field',
    ({ terms, fails }) => {
      const answer = ask([anApproval({ terms })]);

      expect(rulesOf(answer)).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
      expect(answer.failures[0]?.message).toBe(
        `NO_APPROVAL leg 0: no record for OPT_EU_CALL/BTC-USD/cash-linear-USD/IPI/buy; nearest apr_buy v1 fails on ${fails}`,
      );
      expect(answer.used).toEqual([]);
    },
  );

  it('denies another underlying than the approved', () => {
    const legs = [anOptionLeg({ underlying: 'ETH-USD' })];

    expect(rulesOf(ask([anApproval()], { legs }))).toEqual(['PA-01 UNKNOWN_UNDERLYING']);
    expect(
      rulesOf(
        ask([anApproval(), anApproval({ terms: { underlyings: ['ETH-USD'], productTypes: ['FWD'] } })], { legs }),
      ),
    ).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
  });

  it('denies physical settlement, which no approval is for', () => {
    const legs = [anOptionLeg({ settlement: { ...IN_DOLLARS, method: 'physical' } })];

    expect(rulesOf(ask([anApproval()], { legs }))).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
  });

  it('denies what has only a revoked approval, and ignores the revoked beside a good one', () => {
    const revoked = anApproval({ approvalId: 'apr_old', status: 'revoked', terms: TINY });

    expect(rulesOf(ask([revoked]))).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
    expect(ask([revoked, anApproval()])).toMatchObject({ failures: [], used: [{ approvalId: 'apr_buy' }] });
  });
});

describe('the time an approval is in effect', () => {
  const from = AS_OF + DAY_MS;
  const expiresAt = AS_OF + 2 * DAY_MS;
  const approval = anApproval({ effectiveFrom: from, endsAt: expiresAt });

  it.each([
    { when: 'one millisecond before it begins', now: from - 1, allowed: false },
    { when: 'at the instant it begins', now: from, allowed: true },
    { when: 'one millisecond after it began', now: from + 1, allowed: true },
    { when: 'one millisecond before it ends', now: expiresAt - 1, allowed: true },
    { when: 'at the instant it ends', now: expiresAt, allowed: false },
    { when: 'one millisecond after it ended', now: expiresAt + 1, allowed: false },
  ])('allows $when: $allowed', ({ now, allowed }) => {
    expect(rulesOf(ask([approval], {}, now))).toEqual(allowed ? [] : ['PA-02 PRODUCT_NOT_APPROVED']);
  });

  it('is named with the version when it is not now', () => {
    expect(ask([approval], {}, expiresAt)).toMatchObject({
      failures: [
        {
          rule: 'PA-02',
          code: 'PRODUCT_NOT_APPROVED',
          message: 'APPROVAL_NOT_IN_EFFECT leg 0: apr_buy v1',
        },
      ],
      used: [],
    });
  });

  it('leaves out of the bounds what is not in effect', () => {
    const expired = anApproval({ approvalId: 'apr_old', endsAt: AS_OF, terms: TINY });

    expect(rulesOf(ask([expired, anApproval()]))).toEqual([]);
  });
});

describe('a suspended approval', () => {
  const suspended = anApproval({
    approvalId: 'apr_stop',
    version: 3,
    status: 'suspended',
    changedBy: 'compliance-2',
    reason: 'venue outage',
  });

  it('stops the product, whatever else allows it, naming who and why', () => {
    const stopped = {
      rule: 'PA-03',
      code: 'PRODUCT_NOT_APPROVED',
      message: 'leg 0: apr_stop v3 suspended by compliance-2: venue outage',
    };
    for (const approvals of [[suspended], [anApproval(), suspended], [suspended, anApproval()]]) {
      expect(ask(approvals)).toMatchObject({ failures: [stopped], used: [{ approvalId: 'apr_stop', version: 3 }] });
    }
  });

  it('stops it also before and after the time it was approved for', () => {
    const outside = { ...suspended, effectiveFrom: AS_OF + DAY_MS };

    expect(rulesOf(ask([anApproval(), outside]))).toEqual(['PA-03 PRODUCT_NOT_APPROVED']);
  });

  it('stops no other cell', () => {
    expect(ask([anApproval(), { ...suspended, terms: anApproval(SELL).terms }]).failures).toEqual([]);
  });
});

describe('what the client may end up doing with a leg', () => {
  it.each([
    { leg: 'buy', side: 'buy', directions: ['buy'] },
    { leg: 'sell', side: 'buy', directions: ['sell'] },
    { leg: 'buy', side: 'sell', directions: ['sell'] },
    { leg: 'sell', side: 'sell', directions: ['buy'] },
    { leg: 'buy', side: 'two-way', directions: ['buy', 'sell'] },
    { leg: 'sell', side: 'two-way', directions: ['buy', 'sell'] },
  ] as const)('with a $leg leg of a package asked $side is $directions', ({ leg, side, directions }) => {
    expect(clientDirections(leg, side)).toEqual(directions);
  });

  it('must be allowed both ways for a two-way quote', () => {
    expect(rulesOf(ask([anApproval()], { side: 'two-way' }))).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
    expect(rulesOf(ask([anApproval(SELL)], { side: 'two-way' }))).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
    expect(ask([anApproval(), anApproval(SELL)], { side: 'two-way' })).toMatchObject({
      failures: [],
      used: [
        { approvalId: 'apr_buy', version: 1 },
        { approvalId: 'apr_sell', version: 1 },
      ],
    });
  });

  it('PA-04: needs the permission to sell for the short leg of a package that is bought', () => {
    const legs = [anOptionLeg(), anOptionLeg({ strike: '120000' }, { side: 'sell' })];

    const answer = ask([aPackage(), anApproval()], { legs });

    expect(answer.failures.map(({ rule, message }) => ({ rule, message }))).toEqual([
      {
        rule: 'PA-04',
        message:
          'LEG_NOT_APPROVED leg 1: no record for OPT_EU_CALL/BTC-USD/cash-linear-USD/IPI/sell; nearest apr_buy v1 fails on direction',
      },
    ]);
    expect(ask([aPackage(), anApproval(), anApproval(SELL)], { legs }).failures).toEqual([]);
  });

  it('PA-04: needs an approval for every kind of leg, and for the package in each settlement', () => {
    const legs = [anOptionLeg(), aForwardLeg({ strike: '99000' }), anOptionLeg({ settlement: IN_BITCOIN })];

    const said = ask([aPackage(), anApproval()], { legs }).failures.map(({ message }) => message.split(';')[0]);
    expect(said).toEqual([
      'LEG_NOT_APPROVED package: no record for STRAT(*)/BTC-USD/cash-inverse-BTC/IPI/buy',
      'LEG_NOT_APPROVED leg 1: no record for FWD/BTC-USD/cash-linear-USD/IPI/buy',
      'LEG_NOT_APPROVED leg 2: no record for OPT_EU_CALL/BTC-USD/cash-inverse-BTC/IPI/buy',
    ]);
  });
});

describe('what closes a position', () => {
  const close = (approval: Approval, request: Partial<CreateRfqRequest> = {}, now = AS_OF) =>
    rulesOf(
      askRegister([approval], { ...aRequest({ side: 'sell', ...request }), clientClass: 'IPI', closes: true, now }),
    );

  it.each([
    { what: 'it was approved to open and never to sell', approval: anApproval() },
    { what: 'the approval is suspended', approval: anApproval({ status: 'suspended' }) },
    { what: 'the approval has ended', approval: anApproval({ endsAt: AS_OF }) },
    {
      what: 'what is left is below the smallest size',
      approval: anApproval({ terms: { quantity: { min: '2', max: '3' } } }),
    },
    { what: 'it is larger than what may be opened now', approval: anApproval({ terms: TINY }) },
    {
      what: 'the time left is below the shortest tenor',
      approval: anApproval({ terms: { tenorDays: { min: 31, max: 90 } } }),
    },
  ])('is allowed also when $what', ({ approval }) => {
    expect(close(approval)).toEqual([]);
  });

  it('is denied when only the other direction was ever approved', () => {
    expect(close(anApproval(SELL))).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
  });
});

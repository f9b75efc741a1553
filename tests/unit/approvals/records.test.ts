import { type Approval, type ApprovalAnswer, askRegister, nextApprovalChangeAt } from '../../../src/approvals/index.ts';
import type { ApprovalTerms } from '../../../src/contracts/approval-terms.ts';
import type { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import { anApproval, anOptionLeg, aPackage, aRequest, inDays, someTerms } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const MARKET = { spot: 100_000, forwardTo: () => 100_000 };
const UNLIMITED = someTerms().limits;

interface Asked {
  readonly request?: Partial<CreateRfqRequest>;
  readonly accountId?: string;
  readonly market?: typeof MARKET | null;
  readonly closes?: boolean;
}

function ask(approvals: readonly Approval[], { request = {}, ...rest }: Asked = {}): ApprovalAnswer {
  return askRegister(approvals, { ...aRequest(request), clientClass: 'IPI', accountId: 'acc_1', now: AS_OF, ...rest });
}

const rulesOf = ({ failures }: ApprovalAnswer) => failures.map(({ rule, code }) => `${rule} ${code}`);

describe('an explicit denial', () => {
  const denial = (terms: Partial<ApprovalTerms> = {}, changes: Partial<Approval> = {}) =>
    anApproval({ approvalId: 'apr_no', ...changes, terms: { title: 'no bitcoin', effect: 'deny', ...terms } });

  it('PA-01: beats every allow, and is named', () => {
    expect(ask([anApproval(), denial()])).toMatchObject({
      failures: [{ rule: 'PA-01', message: 'EXPLICIT_DENY leg 0: apr_no v1 no bitcoin' }],
      used: [{ approvalId: 'apr_no', version: 1 }],
    });
  });

  it.each([
    { what: 'all there is', terms: { productTypes: [], underlyings: [], settlements: [], clientClasses: [] } },
    { what: 'either direction', terms: { direction: 'any' } },
    { what: 'this account', terms: { allowAccounts: ['acc_1'] } },
  ] satisfies { what: string; terms: Partial<ApprovalTerms> }[])('denies $what', ({ terms }) => {
    expect(rulesOf(ask([anApproval(), denial(terms)]))).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
  });

  it.each([
    { what: 'another underlying', terms: { underlyings: ['ETH-USD'] } },
    { what: 'another direction', terms: { direction: 'sell' } },
    { what: 'another class', terms: { clientClasses: ['CPI'] } },
    { what: 'another account', terms: { allowAccounts: ['acc_2'] } },
    { what: 'packages', terms: { productTypes: ['STRAT(*)'] } },
  ] satisfies { what: string; terms: Partial<ApprovalTerms> }[])('of $what denies nothing here', ({ terms }) => {
    expect(ask([anApproval(), denial(terms)]).failures).toEqual([]);
  });

  it.each([
    { when: 'before it begins', changes: { effectiveFrom: AS_OF + 1 }, denies: false },
    { when: 'at its first instant', changes: { effectiveFrom: AS_OF }, denies: true },
    { when: 'at its last', changes: { endsAt: AS_OF }, denies: false },
    { when: 'while it is a draft', changes: { status: 'draft' }, denies: false },
  ] satisfies { when: string; changes: Partial<Approval>; denies: boolean }[])('denies $when: $denies', (row) => {
    expect(ask([anApproval(), denial({}, row.changes)]).failures.length > 0).toBe(row.denies);
  });

  it('is also an allow that names the account among those denied, whatever else allows it', () => {
    const but = anApproval({ approvalId: 'apr_but', terms: { denyAccounts: ['acc_1'] } });

    expect(rulesOf(ask([anApproval(), but]))).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
    expect(ask([anApproval(), but], { accountId: 'acc_2' }).failures).toEqual([]);
  });

  it('PA-04: of packages stops a package that each leg is approved for', () => {
    const legs = [anOptionLeg(), anOptionLeg({ strike: '120000' })];
    const approvals = [aPackage(), anApproval()];

    expect(ask(approvals, { request: { legs } }).failures).toEqual([]);
    expect(rulesOf(ask([...approvals, denial({ productTypes: ['STRAT(*)'] })], { request: { legs } }))).toEqual([
      'PA-01 PRODUCT_NOT_APPROVED',
    ]);
  });
});

describe('a record for named accounts', () => {
  it('PA-01: is for nobody else', () => {
    const named = anApproval({ terms: { allowAccounts: ['acc_1'] } });

    expect(ask([named]).failures).toEqual([]);
    expect(rulesOf(ask([named], { accountId: 'acc_2' }))).toEqual(['PA-01 PRODUCT_NOT_APPROVED']);
  });
});

describe('a package', () => {
  const spread = [anOptionLeg(), anOptionLeg({ strike: '120000' }, { side: 'sell' })];
  const legs = [anApproval(), anApproval({ approvalId: 'apr_sell', terms: { direction: 'sell' } })];
  const only = (productType: string, direction: ApprovalTerms['direction'] = 'buy') =>
    aPackage({ terms: { productTypes: [productType], direction } });

  it('PA-04: needs a record of its own beside those of its legs', () => {
    expect(rulesOf(ask(legs, { request: { legs: spread } }))).toEqual(['PA-04 PRODUCT_NOT_APPROVED']);
    expect(ask([...legs, aPackage()], { request: { legs: spread } })).toMatchObject({
      failures: [],
      used: [{ approvalId: 'apr_package' }, { approvalId: 'apr_buy' }, { approvalId: 'apr_sell' }],
    });
  });

  it.each([
    { record: only('STRAT(call-spread)'), side: 'buy', allowed: true },
    { record: only('STRAT(call-spread)'), side: 'sell', allowed: false },
    { record: only('STRAT(call-spread)', 'sell'), side: 'sell', allowed: true },
    { record: only('STRAT(put-spread)'), side: 'buy', allowed: false },
    { record: only('STRAT(custom)'), side: 'buy', allowed: false },
  ] as const)('PA-04: goes by its name and direction (row %#)', ({ record, side, allowed }) => {
    expect(ask([...legs, record], { request: { legs: spread, side } }).failures.length === 0).toBe(allowed);
  });
});

describe('an unclassified product', () => {
  it('PA-11: does not trade', () => {
    const answer = ask([anApproval({ terms: { classification: null } })]);

    expect(answer.failures).toEqual([
      {
        rule: 'PA-11',
        code: 'PRODUCT_NOT_APPROVED',
        message: 'UNCLASSIFIED leg 0: apr_buy v1 has no classification',
      },
    ]);
  });
});

describe('the time of day of an expiry', () => {
  const legs = [anOptionLeg({ expiry: inDays(30.25) })];

  it('ST-05: is 08:00 UTC unless the record allows another', () => {
    expect(rulesOf(ask([anApproval()], { request: { legs } }))).toEqual(['ST-05 INVALID_EXPIRY']);
    expect(ask([anApproval({ terms: { nonStandardExpiry: true } })], { request: { legs } }).failures).toEqual([]);
  });

  it('ST-05: must be allowed by every record that holds', () => {
    const wide = anApproval({ approvalId: 'apr_wide', terms: { nonStandardExpiry: true } });

    expect(rulesOf(ask([wide, anApproval()], { request: { legs } }))).toEqual(['ST-05 INVALID_EXPIRY']);
  });
});

describe('bounds that are measured', () => {
  const near = anApproval({ terms: { strikePercentOfForward: { min: '80', max: '110' } } });
  const small = anApproval({ terms: { limits: { ...UNLIMITED, perTradeNotionalUsd: '200000' } } });
  const strikeOf = (strike: string) => ({ request: { legs: [anOptionLeg({ strike })] }, market: MARKET });

  it.each([
    { strike: '79999', allowed: false },
    { strike: '80000', allowed: true },
    { strike: '110000', allowed: true },
    { strike: '110001', allowed: false },
  ])('PA-05: let a strike of $strike pass at a forward of 100,000: $allowed', ({ strike, allowed }) => {
    expect(rulesOf(ask([near], strikeOf(strike)))).toEqual(allowed ? [] : ['PA-05 INVALID_STRIKE']);
  });

  it.each([
    { quantity: '2', allowed: true },
    { quantity: '2.00001', allowed: false },
  ])('PA-05: let $quantity bitcoins pass a limit of 200,000 dollars: $allowed', ({ quantity, allowed }) => {
    const answer = ask([small], { request: { quantity }, market: MARKET });

    expect(rulesOf(answer)).toEqual(allowed ? [] : ['PA-05 SIZE_ABOVE_MAX']);
  });

  it('PA-05: refuse while there is no market to measure by, and are not asked at booking', () => {
    expect(rulesOf(ask([small], { market: null }))).toEqual(['PA-05 NO_MARKET_DATA']);
    expect(ask([small], { request: { quantity: '50' } }).failures).toEqual([]);
  });
});

describe('limits that others hold', () => {
  const with_ = (approvalId: string, limits: Partial<ApprovalTerms['limits']>) =>
    anApproval({ approvalId, terms: { limits: { ...UNLIMITED, ...limits } } });

  it('TR-02: come from the tightest of all that match, with its name', () => {
    const one = with_('apr_1', { perDayNotionalUsd: '5000000', outstandingNotionalUsd: '100' });
    const other = with_('apr_2', { perDayNotionalUsd: '4999999.5', perTradeVegaUsd: '10' });

    expect(ask([one, other]).limits).toEqual({
      perDayNotionalUsd: { max: '4999999.5', from: { approvalId: 'apr_2', version: 1 } },
      outstandingNotionalUsd: { max: '100', from: { approvalId: 'apr_1', version: 1 } },
      perTradeVegaUsd: { max: '10', from: { approvalId: 'apr_2', version: 1 } },
    });
  });

  it('TR-10: so do the thresholds at which people come in', () => {
    const one = anApproval({ terms: { maxAutoNotionalUsd: '3000', fourEyesAboveUsd: '10000' } });
    const other = anApproval({ approvalId: 'apr_2', terms: { autoQuoteAllowed: false, maxAutoNotionalUsd: '2000' } });

    expect(ask([one, other]).handling).toMatchObject({
      autoQuoteAllowed: false,
      maxAutoNotionalUsd: 2000,
      fourEyesAboveUsd: 10_000,
      riskRating: 4,
    });
  });
});

describe('closing under what is over', () => {
  const close = (approvals: readonly Approval[]) => ask(approvals, { request: { side: 'sell' }, closes: true });

  it('PA-03: takes two of the desk under a revoked record, and names it', () => {
    const answer = close([anApproval({ version: 3, status: 'revoked' })]);

    expect(answer.failures).toEqual([]);
    expect(answer.handling).toMatchObject({
      autoQuoteAllowed: false,
      closesUnder: [{ approvalId: 'apr_buy', version: 3 }],
    });
  });

  it('PA-03: takes two of the desk under a denial, and none of them under a suspension', () => {
    const denial = anApproval({ approvalId: 'apr_no', terms: { effect: 'deny' } });

    expect(close([anApproval(), denial]).handling.closesUnder).toEqual([{ approvalId: 'apr_no', version: 1 }]);
    expect(close([anApproval({ status: 'suspended' })]).handling).toMatchObject({
      autoQuoteAllowed: true,
      closesUnder: [],
    });
  });
});

describe('the next instant at which the clock changes the register', () => {
  it('is the first start or end that lies ahead', () => {
    const scheduled = anApproval({ approvalId: 'apr_2', effectiveFrom: AS_OF + 5, endsAt: AS_OF + 9 });

    expect(nextApprovalChangeAt([scheduled, anApproval()], AS_OF)).toBe(AS_OF + 5);
    expect(nextApprovalChangeAt([scheduled, anApproval()], AS_OF + 5)).toBe(AS_OF + 9);
    expect(nextApprovalChangeAt([scheduled, anApproval()], AS_OF + 9)).toBe(AS_OF + 365 * DAY_MS);
    expect(nextApprovalChangeAt([scheduled], AS_OF + 9)).toBeNull();
  });

  it('is not that of a record that people hold up: a draft, a stop', () => {
    const rest = { effectiveFrom: AS_OF + 5 };
    const held = (['draft', 'submitted', 'suspended', 'revoked', 'rejected'] as const).map((status) =>
      anApproval({ status, ...rest }),
    );

    expect(nextApprovalChangeAt(held, AS_OF)).toBeNull();
  });
});

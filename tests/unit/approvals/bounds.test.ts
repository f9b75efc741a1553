import { type Approval, askRegister } from '../../../src/approvals/index.ts';
import type { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import { toInstant } from '../../../src/platform/clock.ts';
import { anApproval, anOptionLeg, aPackage, aRequest, IN_DOLLARS } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const ask = (approvals: readonly Approval[], request: Partial<CreateRfqRequest> = {}) =>
  askRegister(approvals, { ...aRequest(request), clientClass: 'IPI', now: AS_OF });

const codesOf = (answer: ReturnType<typeof ask>) => answer.failures.map(({ rule, code }) => `${rule} ${code}`);

describe('the size that an approval allows', () => {
  it.each([
    { quantity: '0.009999999999999999', code: 'SIZE_BELOW_MIN' },
    { quantity: '0.01', code: null },
    { quantity: '0.010000000000000001', code: null },
    { quantity: '99.999999999999999999', code: null },
    { quantity: '100', code: null },
    { quantity: '100.000000000000000001', code: 'SIZE_ABOVE_MAX' },
  ])('of 0.01 to 100 for $quantity gives $code', ({ quantity, code }) => {
    expect(codesOf(ask([anApproval()], { quantity }))).toEqual(code === null ? [] : [`PA-05 ${code}`]);
  });

  it.each([
    { ratio: '49.99', code: null },
    { ratio: '50', code: null },
    { ratio: '50.01', code: 'SIZE_ABOVE_MAX' },
    { ratio: '0.005', code: null },
    { ratio: '0.0049', code: 'SIZE_BELOW_MIN' },
  ])('counts the ratio of the leg: 2 × $ratio gives $code', ({ ratio, code }) => {
    const legs = [anOptionLeg({}, { ratio })];

    expect(codesOf(ask([anApproval()], { legs, quantity: '2' }))).toEqual(code === null ? [] : [`PA-05 ${code}`]);
  });

  it('is named with the size that was asked for and the approval', () => {
    expect(ask([anApproval({ version: 4 })], { quantity: '250' }).failures).toEqual([
      {
        rule: 'PA-05',
        code: 'SIZE_ABOVE_MAX',
        message: 'leg 0: BOUND quantity=250 allowed 0.01-100 from apr_buy v4',
      },
    ]);
  });
});

describe('the tenor that an approval allows', () => {
  it.each([
    { what: 'one millisecond under a day', ms: DAY_MS - 1, allowed: false },
    { what: 'a day', ms: DAY_MS, allowed: true },
    { what: 'one millisecond over a day', ms: DAY_MS + 1, allowed: true },
    { what: 'one millisecond under 90 days', ms: 90 * DAY_MS - 1, allowed: true },
    { what: '90 days', ms: 90 * DAY_MS, allowed: true },
    { what: 'one millisecond over 90 days', ms: 90 * DAY_MS + 1, allowed: false },
    { what: 'a day ago', ms: -DAY_MS, allowed: false },
  ])('of 1 to 90 days allows $what: $allowed', ({ ms, allowed }) => {
    const legs = [anOptionLeg({ expiry: toInstant(AS_OF + ms) })];

    expect(codesOf(ask([anApproval({ terms: { nonStandardExpiry: true } })], { legs }))).toEqual(
      allowed ? [] : ['PA-05 TENOR_NOT_SUPPORTED'],
    );
  });
});

describe('the fixing and the premium currency', () => {
  it('must be among those approved', () => {
    const fixing = [anOptionLeg({ settlement: { ...IN_DOLLARS, fixing: 'CME_BRR' } })];

    expect(ask([anApproval({ terms: { fixings: ['DERIBIT_TWAP30', 'BRRAP'] } })], { legs: fixing }).failures).toEqual([
      {
        rule: 'PA-05',
        code: 'PRODUCT_NOT_APPROVED',
        message: 'leg 0: BOUND fixing=CME_BRR allowed DERIBIT_TWAP30, BRRAP from apr_buy v1',
      },
    ]);
    expect(
      ask([anApproval({ terms: { premiumCurrencies: ['USD', 'BTC'] } })], { premiumCurrency: 'USDT' }).failures,
    ).toEqual([
      {
        rule: 'ST-01',
        code: 'PRODUCT_NOT_APPROVED',
        message: 'leg 0: SETTLE_ASSET premiumCurrency=USDT allowed USD, BTC from apr_buy v1',
      },
    ]);
  });

  it('are denied by an approval that lists none', () => {
    expect(codesOf(ask([anApproval({ terms: { fixings: [], premiumCurrencies: [] } })]))).toEqual([
      'PA-05 PRODUCT_NOT_APPROVED',
      'ST-01 PRODUCT_NOT_APPROVED',
    ]);
  });
});

describe('several approvals of one cell', () => {
  const wide = anApproval({
    approvalId: 'apr_wide',
    terms: { premiumCurrencies: ['USD', 'USDT'], tenorDays: { min: 1, max: 400 } },
  });
  const tight = anApproval({ approvalId: 'apr_tight', terms: { quantity: { min: '1', max: '10' } } });

  it.each([
    { quantity: '0.5', code: 'SIZE_BELOW_MIN' },
    { quantity: '1', code: null },
    { quantity: '10', code: null },
    { quantity: '10.5', code: 'SIZE_ABOVE_MAX' },
  ])('allow what the tightest allows: $quantity gives $code, in either order', ({ quantity, code }) => {
    for (const approvals of [
      [wide, tight],
      [tight, wide],
    ]) {
      const answer = ask(approvals, { quantity });
      expect(codesOf(answer)).toEqual(code === null ? [] : [`PA-05 ${code}`]);
      expect(answer.used.map(({ approvalId }) => approvalId).sort()).toEqual(['apr_tight', 'apr_wide']);
    }
  });

  it('allow only the premium currencies that all of them name', () => {
    expect(codesOf(ask([wide, tight], { premiumCurrency: 'USDT' }))).toEqual(['ST-01 PRODUCT_NOT_APPROVED']);
  });

  it('list every bound that is broken, in each leg', () => {
    const legs = [anOptionLeg(), anOptionLeg({ expiry: toInstant(AS_OF + 200 * DAY_MS) })];

    const answer = ask([aPackage(), wide, tight], { legs, quantity: '1000' });

    expect(answer.failures.map(({ message }) => message)).toEqual([
      'leg 0: BOUND quantity=1000 allowed 0.01-100 from apr_wide v1',
      'leg 0: BOUND quantity=1000 allowed 1-10 from apr_tight v1',
      'leg 1: BOUND quantity=1000 allowed 0.01-100 from apr_wide v1',
      'leg 1: BOUND quantity=1000 allowed 1-10 from apr_tight v1',
      'leg 1: BOUND tenorDays=200.000 allowed 1-90 from apr_tight v1',
    ]);
  });
});

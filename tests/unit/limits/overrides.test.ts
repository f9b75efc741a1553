import type { RuleFailure } from '../../../src/approvals/index.ts';
import { type Override, withOverrides } from '../../../src/limits/index.ts';

const UNTIL = Date.parse('2026-11-22T09:00:00.000Z');
const granted = (given: Partial<Override> = {}): Override => ({
  overrideId: 'ovr_1',
  rule: 'TR-01',
  accountId: 'acc_a',
  rfqId: null,
  expiresAt: UNTIL,
  ...given,
});
const failed = (rule: string): RuleFailure => ({ rule, code: 'RISK_LIMIT', message: `${rule} failed` });
const asked = (overrides: readonly Override[], rule = 'TR-01') =>
  withOverrides([failed(rule)], { overrides, accountId: 'acc_a', rfqId: 'rfq_1', now: UNTIL - 1 });

describe('an exception to a rule', () => {
  it('TR-11: lets the failure pass, and says which exception did', () => {
    expect(asked([granted()])).toEqual({
      failures: [],
      overridden: [{ ...failed('TR-01'), overrideId: 'ovr_1' }],
    });
  });

  it.each([
    { what: 'another rule', override: granted({ rule: 'TR-02' }) },
    { what: 'another client', override: granted({ accountId: 'acc_b' }) },
    { what: 'another request', override: granted({ rfqId: 'rfq_2' }) },
    { what: 'a time that is over', override: granted({ expiresAt: UNTIL - 1 }) },
  ])('TR-11: for $what lets nothing pass', ({ override }) => {
    expect(asked([override])).toEqual({ failures: [failed('TR-01')], overridden: [] });
  });

  it.each([
    ['PA-01'],
    ['PA-03'],
    ['PA-06'],
    ['CL-01'],
    ['CL-02'],
    ['CL-03'],
    ['CL-04'],
    ['CL-05'],
    ['CL-10'],
    ['CL-13'],
    ['ST-01'],
    ['TR-05'],
    ['TR-12'],
  ])('TR-11: never lets %s pass, whatever is stored', (rule) => {
    expect(asked([granted({ rule })], rule).failures).toEqual([failed(rule)]);
  });
});

import { signingFault, suspenderOf } from '../../../src/approvals/dual-control.ts';
import { statusAt } from '../../../src/approvals/index.ts';
import { type ApprovalStep, nextApprovalStatus } from '../../../src/approvals/lifecycle.ts';
import { submissionFault } from '../../../src/approvals/submission.ts';
import { APPROVAL_STATUSES, type ApprovalStatus } from '../../../src/contracts/approval.ts';
import type { ApprovalTerms } from '../../../src/contracts/approval-terms.ts';
import { toInstant } from '../../../src/platform/clock.ts';
import { anApproval, someTerms } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const STEPS: readonly ApprovalStep[] = [
  'revise',
  'submit',
  'approve',
  'reject',
  'suspend',
  'reinstate',
  'revoke',
  'expire',
];

const LIFE: Readonly<Record<ApprovalStatus, string>> = {
  draft: 'revise→draft submit→submitted',
  submitted: 'approve→approved reject→rejected',
  approved: 'suspend→suspended revoke→revoked expire→expired',
  suspended: 'reinstate→approved revoke→revoked',
  rejected: 'revise→draft',
  revoked: '',
  expired: '',
};

describe('the life of a record', () => {
  it.each(APPROVAL_STATUSES)('from %s goes only where the table says', (status) => {
    const steps = STEPS.flatMap((step) => {
      const next = nextApprovalStatus(status, step);
      return next.ok ? [`${step}→${next.value}`] : [];
    });

    expect(steps.join(' ')).toBe(LIFE[status]);
  });

  it.each(['submitted', 'approved', 'suspended', 'revoked'] as const)('PA-09: does not edit what is %s', (status) => {
    expect(nextApprovalStatus(status, 'revise')).toMatchObject({
      ok: false,
      rejection: { code: 'ILLEGAL_TRANSITION', message: expect.stringMatching(/^PA-09 IMMUTABLE_VERSION/) },
    });
  });

  it.each([
    { at: -1, status: 'approved' },
    { at: 0, status: 'expired' },
    { at: 1, status: 'expired' },
  ])('PA-02: is $status $at ms from its end, by the clock alone', ({ at, status }) => {
    expect(statusAt({ status: 'approved', endsAt: AS_OF }, AS_OF + at)).toBe(status);
  });

  it('keeps a stop in force beyond the end: no clock lifts it', () => {
    expect(statusAt({ status: 'suspended', endsAt: AS_OF }, AS_OF + 1)).toBe('suspended');
  });
});

describe('two signatures', () => {
  const approval = anApproval({ proposedBy: 'supervisor', submittedBy: 'supervisor' });
  const sign = (step: 'approve' | 'reinstate' | 'revoke', who: string, earlier: readonly string[] = []) =>
    signingFault({
      step,
      approval,
      signer: person(who),
      earlier: earlier.map(person).map(signed),
      suspendedBy: 'risk',
    });
  const person = (who: string) => ({ username: who, role: who.replace(/-\d$/, '') });
  const signed = ({ username, role }: ReturnType<typeof person>) => ({ by: username, role });

  it.each([
    { who: 'supervisor', earlier: [], rule: 'PA-07 DUAL_CONTROL: supervisor already acted as proposer' },
    { who: 'risk', earlier: ['risk'], rule: 'PA-07 DUAL_CONTROL: risk already acted as the first to sign' },
    { who: 'risk-2', earlier: ['risk'], rule: 'PA-07 DUAL_CONTROL: one of the two must be from compliance' },
  ])('PA-07: are not of $who after $earlier', ({ who, earlier, rule }) => {
    expect(sign('approve', who, earlier)).toContain(rule);
  });

  it.each([
    { who: 'risk', earlier: [] },
    { who: 'compliance-1', earlier: ['risk'] },
    { who: 'risk', earlier: ['compliance-1'] },
    { who: 'compliance-2', earlier: ['compliance-1'] },
  ])('PA-07: may be of $who after $earlier', ({ who, earlier }) => {
    expect(sign('approve', who, earlier)).toBeNull();
  });

  it.each([
    { who: 'risk', earlier: [], rule: 'PA-10 REARM_NEEDS_SECOND: risk suspended' },
    { who: 'compliance-1', earlier: ['compliance-1'], rule: 'PA-10 REARM_NEEDS_SECOND: compliance-1 already acted' },
    { who: 'risk-3', earlier: ['risk-2'], rule: 'PA-10 REARM_NEEDS_SECOND: one of the two must be from compliance' },
  ])('PA-10: do not reinstate by $who after $earlier', ({ who, earlier, rule }) => {
    expect(sign('reinstate', who, earlier)).toContain(rule);
  });

  it('PA-10: reinstate by two others, and the proposer may be one of them', () => {
    expect(sign('reinstate', 'supervisor')).toBeNull();
    expect(sign('reinstate', 'compliance-1', ['supervisor'])).toBeNull();
  });

  it('PA-10: know who suspended, whatever was recorded in between', () => {
    const version = (status: ApprovalStatus, changedBy: string) => ({ status, changedBy });

    expect(suspenderOf([version('approved', 'a'), version('suspended', 'b'), version('suspended', 'c')])).toBe('b');
    expect(suspenderOf([version('suspended', 'b'), version('approved', 'c'), version('suspended', 'd')])).toBe('d');
    expect(suspenderOf([version('suspended', 'b'), version('approved', 'c')])).toBeNull();
  });
});

describe('a submission', () => {
  const said = (changes: Partial<ApprovalTerms>) => submissionFault(someTerms(changes), AS_OF)?.message ?? null;
  const legal = someTerms().legal;
  const memo = { memoId: 'M-1', signedBy: 'counsel', date: '2026-11-01', reason: 'no letter needed' };

  it('goes to the approvers when it is complete', () => {
    expect(said({})).toBeNull();
    expect(said({ legal: { ...legal, sfcReference: null, notRequiredMemo: memo } })).toBeNull();
  });

  it.each([
    { what: 'evidence', changes: { evidence: [] }, rule: 'PA-08 EVIDENCE_MISSING evidence' },
    {
      what: 'a reference or a signed memo',
      changes: { legal: { ...legal, sfcReference: null } },
      rule: 'PA-08 EVIDENCE_MISSING legal.sfcReference or a signed legal.notRequiredMemo',
    },
    {
      what: 'a classification (PA-11)',
      changes: { classification: null },
      rule: 'PA-08 EVIDENCE_MISSING classification (PA-11 UNCLASSIFIED)',
    },
    { what: 'a model', changes: { model: null }, rule: 'PA-08 EVIDENCE_MISSING model with its validation report' },
  ])('PA-08: is refused without $what', ({ changes, rule }) => {
    expect(said(changes)).toBe(rule);
  });

  it('PA-08: names everything that is missing at once', () => {
    expect(said({ evidence: [], model: null })).toBe(
      'PA-08 EVIDENCE_MISSING evidence, model with its validation report',
    );
  });

  it('PA-08: of a denial needs its evidence alone', () => {
    const denial = { effect: 'deny', classification: null, model: null, productTypes: [], underlyings: [] } as const;
    const open = { ...denial, productTypes: [], underlyings: [] };

    expect(said({ ...open, legal: { ...legal, sfcReference: null } })).toBeNull();
    expect(said({ ...open, evidence: [] })).toBe('PA-08 EVIDENCE_MISSING evidence');
  });

  it.each([
    { what: 'no product', changes: { productTypes: [] }, rule: 'productTypes must name at least one' },
    { what: 'both directions of an option', changes: { direction: 'any' }, rule: 'direction must be buy or sell' },
    { what: 'retail clients', changes: { clientClasses: ['RETAIL'] }, rule: 'clientClasses must not name RETAIL' },
    { what: 'sizes upside down', changes: { quantity: { min: '2', max: '1' } }, rule: 'quantity.min must be <= 1' },
    { what: 'tenors upside down', changes: { tenorDays: { min: 2, max: 1 } }, rule: 'tenorDays.min must be <= 1' },
    {
      what: 'strikes upside down',
      changes: { strikePercentOfForward: { min: '120', max: '80' } },
      rule: 'strikePercentOfForward.min must be <= 80',
    },
    {
      what: 'a band on mark-ups upside down',
      changes: { markUp: { minBps: '5', maxBps: '-1', disclosure: 'our mark-up' } },
      rule: 'markUp.minBps must be <= -1, was 5',
    },
    {
      what: 'a beginning that is past',
      changes: { effectiveFrom: toInstant(AS_OF - 1) },
      rule: 'effectiveFrom must not be past',
    },
    { what: 'an end at its beginning', changes: { expiresAt: toInstant(AS_OF) }, rule: 'expiresAt must be after' },
    {
      what: 'more than twelve months',
      changes: { expiresAt: toInstant(AS_OF + 366 * DAY_MS + 1) },
      rule: 'expiresAt must be within 366 days',
    },
  ] satisfies { what: string; changes: Partial<ApprovalTerms>; rule: string }[])(
    'is refused with $what',
    ({ changes, rule }) => {
      expect(said(changes)).toContain(rule);
    },
  );

  it('may begin at this instant, and last twelve months', () => {
    expect(said({ effectiveFrom: toInstant(AS_OF), expiresAt: toInstant(AS_OF + 366 * DAY_MS) })).toBeNull();
  });
});

import fc from 'fast-check';
import {
  type Affirmation,
  type AffirmationAsk,
  affirmationState,
  takeStep,
  toAffirmationView,
} from '../../../src/booking/affirmation.ts';
import { endOfBusinessDay } from '../../../src/booking/business-days.ts';
import { confirmationOf } from '../../../src/booking/confirmation.ts';
import { contractNoteOf, validOptOut } from '../../../src/booking/contract-note.ts';
import { type AffirmationStep, type AffirmationView, ContractNote } from '../../../src/contracts/affirmation.ts';
import { DEMO_FIRM_PROFILE, demoAccountTerms } from '../../../src/demo/terms.ts';
import { toInstant } from '../../../src/platform/clock.ts';
import { aTrade } from '../cli/rfq-events.ts';

const TRADED = '2026-11-20T09:00:00.000Z';
const step = (action: AffirmationStep['action'], changes: Partial<AffirmationStep> = {}): AffirmationStep => ({
  action,
  version: 1,
  by: 'usr_1',
  at: TRADED,
  reason: action === 'affirm' ? null : 'the account is not ours',
  ...changes,
});
const said = (...steps: AffirmationStep[]): Affirmation => ({
  tradeId: 'trd_1',
  tradedAt: Date.parse(TRADED),
  version: 1,
  steps,
});
const AFFIRM: AffirmationAsk = { action: 'affirm', version: 1, by: 'usr_2' };
const DISPUTE: AffirmationAsk = { action: 'dispute', version: 1, by: 'usr_2', reason: 'the strike is another' };
const STANDS: AffirmationAsk = { action: 'stands', by: 'usr_3', reason: 'read again together' };
const REISSUE: AffirmationAsk = { action: 'reissue', by: 'usr_3', reason: 'account corrected' };

/** Written out a second time: nothing after an affirmation, and an end of a dispute after a dispute alone. */
const mayFollow = (state: AffirmationView['state'], { action }: AffirmationAsk) =>
  state !== 'affirmed' && (state === 'disputed') >= (action === 'stands' || action === 'reissue');

function sayNext({ at, broken }: { at: Affirmation; broken: boolean }, ask: AffirmationAsk) {
  const answer = takeStep(at, ask);
  if (!answer.ok || answer.value === 'same') return { at, broken };
  const next = { ...at, steps: [...at.steps, step(ask.action, { by: ask.by })] };
  return { at: next, broken: broken || !mayFollow(affirmationState(at), ask) };
}

describe('what may be said of a confirmation', () => {
  it.each([
    { what: 'nothing was said', steps: [], ask: AFFIRM, is: 'taken' },
    { what: 'nothing was said', steps: [], ask: DISPUTE, is: 'taken' },
    { what: 'nothing was said', steps: [], ask: STANDS, is: 'ILLEGAL_TRANSITION' },
    { what: 'it was booked before affirmations were asked for', steps: [step('exempt')], ask: AFFIRM, is: 'taken' },
    { what: 'it is affirmed', steps: [step('affirm')], ask: AFFIRM, is: 'same' },
    { what: 'it is affirmed', steps: [step('affirm')], ask: DISPUTE, is: 'ILLEGAL_TRANSITION' },
    { what: 'it is affirmed', steps: [step('affirm')], ask: REISSUE, is: 'ILLEGAL_TRANSITION' },
    { what: 'it is disputed', steps: [step('dispute')], ask: AFFIRM, is: 'taken' },
    { what: 'it is disputed by another', steps: [step('dispute')], ask: DISPUTE, is: 'ILLEGAL_TRANSITION' },
    { what: 'it is disputed', steps: [step('dispute')], ask: STANDS, is: 'taken' },
    { what: 'it is disputed', steps: [step('dispute')], ask: REISSUE, is: 'taken' },
    { what: 'the dispute has ended', steps: [step('dispute'), step('stands')], ask: AFFIRM, is: 'taken' },
    { what: 'the dispute has ended', steps: [step('dispute'), step('stands')], ask: DISPUTE, is: 'taken' },
    { what: 'the dispute was ended otherwise', steps: [step('stands')], ask: REISSUE, is: 'ILLEGAL_TRANSITION' },
  ] as const)('BK-03: when $what, `$ask.action` is $is', ({ steps, ask, is }) => {
    const answer = takeStep(said(...steps), ask);

    expect(answer.ok ? answer.value : answer.rejection.code).toBe(is);
  });

  it.each([DISPUTE, STANDS, REISSUE])(
    'BK-03: `$action` said again by the same person in the same words changes nothing',
    (ask) => {
      const before = step(ask.action as AffirmationStep['action'], {
        by: ask.by,
        reason: 'reason' in ask ? ask.reason : null,
      });

      expect(takeStep(said(before), ask)).toEqual({ ok: true, value: 'same' });
    },
  );

  it.each([0, 2])('BK-03: version %s, which is not the one that counts, is refused by its number', (version) => {
    const answer = takeStep(said(), { ...AFFIRM, version });

    expect(answer).toMatchObject({
      rejection: { message: `version must be 1, the confirmation that counts now, was ${version}` },
    });
  });

  it('BK-03: whatever is said in whatever order, affirmed stays affirmed and only a dispute is ended', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(AFFIRM, DISPUTE, STANDS, REISSUE), { maxLength: 12 }),
        (asks) => !asks.reduce(sayNext, { at: said(), broken: false }).broken,
      ),
    );
  });
});

describe('when people are told', () => {
  it.each([
    { day: 'a Friday', at: '2026-11-20T09:00:00.000Z', n: 1, end: '2026-11-23T16:00:00.000Z' },
    { day: 'a Friday', at: '2026-11-20T09:00:00.000Z', n: 2, end: '2026-11-24T16:00:00.000Z' },
    { day: 'a Saturday', at: '2026-11-21T09:00:00.000Z', n: 2, end: '2026-11-24T16:00:00.000Z' },
    {
      day: 'the last instant of a Monday in Hong Kong',
      at: '2026-11-23T15:59:59.999Z',
      n: 1,
      end: '2026-11-24T16:00:00.000Z',
    },
    { day: 'the first of a Tuesday', at: '2026-11-23T16:00:00.000Z', n: 1, end: '2026-11-25T16:00:00.000Z' },
  ])('BK-03: business day $n after $day ends at $end', ({ at, n, end }) => {
    expect(toInstant(endOfBusinessDay(Date.parse(at), n))).toBe(end);
  });

  it('BK-03: a confirmation is a warning at the end of the first business day, an alarm at that of the second', () => {
    expect(toAffirmationView(said(step('dispute')))).toMatchObject({
      state: 'disputed',
      warnsAt: '2026-11-23T16:00:00.000Z',
      escalatesAt: '2026-11-24T16:00:00.000Z',
    });
  });
});

describe('a contract note', () => {
  const ACCOUNT = { accountId: 'acc_1', name: 'Harbour', clientClass: 'IPI' };
  const zero = { volatilitySpread: '0', hedgeSpread: '0', creditCharge: '0', salesMargin: '0', rounding: '0' };
  const parts = { modelValue: '3920.7', ...zero, price: '3920.7' };
  const confirmation = (firm: typeof DEMO_FIRM_PROFILE | null) =>
    confirmationOf({
      trade: aTrade({ acceptedAt: TRADED }),
      passport: { bid: parts, offer: parts, legs: [] },
      disclosure: null,
      account: ACCOUNT,
      firm,
      terms: demoAccountTerms(ACCOUNT),
      version: 1,
      issuedAt: Date.parse(TRADED),
    });

  it('BK-03: names both parties, the account, the particulars, that the dealer is principal and what kind of account it is', () => {
    const note = contractNoteOf(confirmation(DEMO_FIRM_PROFILE), {
      marginAccount: false,
      issuedAt: Date.parse(TRADED),
    });

    expect(ContractNote.parse(note)).toEqual(note);
    expect(note).toMatchObject({
      dueBy: '2026-11-24T16:00:00.000Z',
      dealer: { name: DEMO_FIRM_PROFILE.legalName, ceReference: DEMO_FIRM_PROFILE.ceReference },
      capacity: 'principal',
      client: { accountId: 'acc_1', name: 'Harbour' },
      marginAccount: false,
      quantity: '10',
      price: '3920.7',
      premium: { payer: 'client' },
      missing: [],
    });
  });

  it('BK-03: names what no record says', () => {
    const note = contractNoteOf(confirmation(null), { marginAccount: null, issuedAt: Date.parse(TRADED) });

    expect(note.missing).toEqual(['dealer.name', 'dealer.ceReference', 'dealer.address', 'marginAccount']);
  });

  it.each([
    { clientClass: 'IPI', basis: 'noticeWithoutObjection', date: '2026-11-20', counts: true },
    { clientClass: 'IPI', basis: 'writtenAgreement', date: '2026-11-20', counts: true },
    { clientClass: 'QCPI', basis: 'noticeWithoutObjection', date: '2026-11-20', counts: false },
    { clientClass: 'CPI', basis: 'writtenAgreement', date: '2026-11-20', counts: true },
    { clientClass: 'IND_PI', basis: 'noticeWithoutObjection', date: '2026-11-20', counts: false },
    { clientClass: 'RETAIL', basis: 'writtenAgreement', date: '2026-11-20', counts: false },
    { clientClass: 'IPI', basis: 'writtenAgreement', date: '2026-11-21', counts: false },
  ] as const)(
    'BK-03: an opt-out of $clientClass by $basis of $date counts: $counts',
    ({ clientClass, basis, date, counts }) => {
      const terms = { contractNoteOptOut: { basis, reference: 'letter 7', date } };

      const optOut = validOptOut(terms, { clientClass, tradedAt: Date.parse(TRADED) });

      expect(optOut !== null).toBe(counts);
    },
  );
});

import fc from 'fast-check';
import type { Approval } from '../../../src/approvals/index.ts';
import type { ApprovalTerms } from '../../../src/contracts/approval-terms.ts';
import type { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import { aForwardLeg, anApproval, anOptionLeg, aRequest, IN_BITCOIN, IN_DOLLARS, inDays } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const some = <T>(...of: T[]) => oneOf({ often: of, rarely: fc.subarray(of, { minLength: 1 }) });

/** Mostly the same, so that several records meet in one cell. */
function oneOf<T, U>({ often, rarely }: { often: T; rarely: U | fc.Arbitrary<U> }): fc.Arbitrary<T | U> {
  const rare = rarely instanceof fc.Arbitrary ? rarely : fc.constant(rarely);
  return fc.oneof({ weight: 6, arbitrary: fc.constant(often) }, { weight: 1, arbitrary: rare });
}

const LINEAR = { method: 'cash', style: 'linear', currency: 'USD' } as const;
const INVERSE = { method: 'cash', style: 'inverse', currency: 'BTC' } as const;

const dates = oneOf({ often: 0, rarely: fc.constantFrom(-1, 1) }).map((days) => ({
  effectiveFrom: AS_OF + days * DAY_MS,
  endsAt: AS_OF + (days + 1) * DAY_MS,
}));

const anAllow: fc.Arbitrary<Approval> = fc
  .record({
    productTypes: oneOf<string[], string[]>({
      often: ['OPT_EU_CALL', 'OPT_EU_PUT'],
      rarely: fc.constantFrom<string[][]>(['FWD'], ['OPT_EU_CALL'], ['OPT_EU_PUT', 'FWD']),
    }),
    direction: fc.constantFrom<ApprovalTerms['direction']>('buy', 'sell'),
    settlements: oneOf({
      often: [LINEAR] as ApprovalTerms['settlements'],
      rarely: fc.constantFrom<ApprovalTerms['settlements']>([INVERSE], [LINEAR, INVERSE]),
    }),
    premiumCurrencies: some('USD' as const, 'BTC' as const),
    fixings: some('DERIBIT_TWAP30', 'BRRAP'),
    quantity: fc.record({ min: fc.constantFrom('0.1', '1', '10', '20'), max: fc.constantFrom('10', '100') }),
    tenorDays: fc.record({ min: fc.constantFrom(1, 7, 30, 31), max: fc.constantFrom(30, 90) }),
    denyAccounts: oneOf({ often: [] as string[], rarely: ['acc_1'] }),
    classification: oneOf({ often: undefined, rarely: null }),
  })
  .chain(({ classification, ...terms }) =>
    fc.record({
      dates,
      status: oneOf({
        often: 'approved' as const,
        rarely: fc.constantFrom('suspended' as const, 'revoked' as const, 'draft' as const, 'submitted' as const),
      }),
      terms: fc.constant<Partial<ApprovalTerms>>({
        ...terms,
        nonStandardExpiry: true,
        ...(classification === null ? { classification } : {}),
      }),
    }),
  )
  .map(({ dates: when, ...rest }) => anApproval({ ...rest, ...when }));

/** A denial of some of what is asked for, or of all. */
export const aDenial: fc.Arbitrary<Approval> = fc
  .record({
    productTypes: fc.constantFrom<string[]>([], ['FWD'], ['OPT_EU_CALL']),
    direction: fc.constantFrom<ApprovalTerms['direction']>('buy', 'sell', 'any'),
    settlements: fc.constantFrom<ApprovalTerms['settlements']>([], [INVERSE]),
    clientClasses: fc.constantFrom<ApprovalTerms['clientClasses']>([], ['IPI'], ['CPI']),
    allowAccounts: fc.constantFrom<string[]>([], ['acc_1'], ['acc_2']),
  })
  .chain((terms) =>
    fc.record({ dates, terms: fc.constant<Partial<ApprovalTerms>>({ ...terms, effect: 'deny', underlyings: [] }) }),
  )
  .map(({ dates: when, terms }) => anApproval({ terms, ...when }));

/** Records of one underlying whose scopes meet; each has a name of its own. */
export const anyRegister: fc.Arbitrary<Approval[]> = fc
  .array(oneOf({ often: null, rarely: aDenial }), { maxLength: 6 })
  .chain((places) => fc.tuple(...places.map((denial) => (denial === null ? anAllow : fc.constant(denial)))))
  .map((approvals) => approvals.map((one, index) => ({ ...one, approvalId: `apr_${index}` })));

export const anyQuestion = fc.record({
  kind: oneOf({ often: 'option' as const, rarely: 'forward' as const }),
  optionType: fc.constantFrom('call' as const, 'put' as const),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  inverse: oneOf({ often: false, rarely: true }),
  premiumCurrency: fc.constantFrom('USD' as const, 'BTC' as const),
  fixing: fc.constantFrom('DERIBIT_TWAP30', 'BRRAP'),
  quantity: fc.constantFrom('0.05', '0.1', '0.5', '1', '10', '50', '100', '101'),
  tenorDays: fc.constantFrom<number[]>(0.5, 1, 7, 8, 30, 90, 91),
});
export type Question = typeof anyQuestion extends fc.Arbitrary<infer Q> ? Q : never;

export function requestOf(asked: Question): CreateRfqRequest {
  const settlement = { ...(asked.inverse ? IN_BITCOIN : IN_DOLLARS), fixing: asked.fixing };
  const terms = { settlement, expiry: inDays(asked.tenorDays) };
  const { side, quantity, premiumCurrency, optionType } = asked;
  const leg =
    asked.kind === 'option' ? anOptionLeg({ ...terms, optionType }) : aForwardLeg({ ...terms, strike: '99000' });
  return aRequest({ legs: [leg], side, quantity, premiumCurrency });
}

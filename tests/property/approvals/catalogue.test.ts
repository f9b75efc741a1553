import fc from 'fast-check';
import { type Approval, askRegister, catalogueEntries } from '../../../src/approvals/index.ts';
import type { CatalogueEntry } from '../../../src/contracts/catalogue.ts';
import { Decimal } from '../../../src/platform/decimal.ts';
import { aForwardLeg, anApproval, anOptionLeg, aRequest, IN_BITCOIN, IN_DOLLARS, inDays } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const some = <T>(...of: T[]) => oneOf({ often: of, rarely: fc.subarray(of, { minLength: 1 }) });

/** Mostly the same, so that several approvals meet in one cell. */
function oneOf<T, U>({ often, rarely }: { often: T; rarely: U | fc.Arbitrary<U> }): fc.Arbitrary<T | U> {
  const rare = rarely instanceof fc.Arbitrary ? rarely : fc.constant(rarely);
  return fc.oneof({ weight: 6, arbitrary: fc.constant(often) }, { weight: 1, arbitrary: rare });
}

const approval: fc.Arbitrary<Approval> = fc
  .record({
    kind: oneOf({ often: 'option' as const, rarely: 'forward' as const }),
    direction: fc.constantFrom('buy' as const, 'sell' as const),
    status: oneOf({ often: 'approved' as const, rarely: fc.constantFrom('suspended' as const, 'revoked' as const) }),
    inverse: oneOf({ often: false, rarely: true }),
    premiumCurrencies: some('USD' as const, 'BTC' as const),
    fixings: some('DERIBIT_TWAP30', 'BRRAP'),
    minQuantity: fc.constantFrom('0.1', '1', '10', '20'),
    maxQuantity: fc.constantFrom('10', '100'),
    minTenorDays: fc.constantFrom(1, 7, 30, 31),
    maxTenorDays: fc.constantFrom(30, 90),
    fromDays: oneOf({ often: 0, rarely: fc.constantFrom(-1, 1) }),
  })
  .map(({ inverse, fromDays, ...rest }) =>
    anApproval({
      ...rest,
      settlementStyle: inverse ? 'inverse' : 'linear',
      settlementCurrency: inverse ? 'BTC' : 'USD',
      effectiveFrom: AS_OF + fromDays * DAY_MS,
      expiresAt: AS_OF + (fromDays + 1) * DAY_MS,
    }),
  );

const register = fc
  .array(approval, { maxLength: 6 })
  .map((approvals) => approvals.map((one, index) => ({ ...one, approvalId: `apr_${index}` })));

const question = fc.record({
  kind: oneOf({ often: 'option', rarely: 'forward' }),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  inverse: oneOf({ often: false, rarely: true }),
  premiumCurrency: fc.constantFrom('USD' as const, 'BTC' as const),
  fixing: fc.constantFrom('DERIBIT_TWAP30', 'BRRAP'),
  quantity: fc.constantFrom('0.05', '0.1', '0.5', '1', '10', '50', '100', '101'),
  tenorDays: fc.constantFrom(0.5, 1, 7, 8, 30, 90, 91),
});
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

function registerAllows(approvals: readonly Approval[], asked: Question): boolean {
  const settlement = { ...(asked.inverse ? IN_BITCOIN : IN_DOLLARS), fixing: asked.fixing };
  const terms = { settlement, expiry: inDays(asked.tenorDays) };
  const leg = asked.kind === 'option' ? anOptionLeg(terms) : aForwardLeg({ ...terms, strike: '99000' });
  const { side, quantity, premiumCurrency } = asked;
  const request = aRequest({ legs: [leg], side, quantity, premiumCurrency });
  return askRegister(approvals, { ...request, clientClass: 'IPI', now: AS_OF }).failures.length === 0;
}

function covers(entry: CatalogueEntry, asked: Question): boolean {
  return (
    entry.kind === asked.kind &&
    (entry.settlement.style === 'inverse') === asked.inverse &&
    entry.settlement.fixings.includes(asked.fixing) &&
    entry.directions.includes(asked.side) &&
    entry.premiumCurrencies.includes(asked.premiumCurrency) &&
    new Decimal(asked.quantity).gte(entry.quantity.min) &&
    new Decimal(asked.quantity).lte(entry.quantity.max) &&
    asked.tenorDays >= entry.tenorDays.min &&
    asked.tenorDays <= entry.tenorDays.max
  );
}

describe('the catalogue, for every register', () => {
  it('shows exactly what the register allows', () => {
    fc.assert(
      fc.property(register, fc.array(question, { minLength: 20, maxLength: 20 }), (approvals, questions) => {
        const entries = catalogueEntries(approvals, 'IPI', AS_OF);
        return questions.every(
          (asked) => registerAllows(approvals, asked) === entries.some((one) => covers(one, asked)),
        );
      }),
    );
  });

  it('shows no entry that nothing fits', () => {
    fc.assert(
      fc.property(register, (approvals) =>
        catalogueEntries(approvals, 'IPI', AS_OF).every(
          ({ quantity, tenorDays, settlement, premiumCurrencies, directions }) =>
            new Decimal(quantity.min).lte(quantity.max) &&
            tenorDays.min <= tenorDays.max &&
            settlement.fixings.length > 0 &&
            premiumCurrencies.length > 0 &&
            new Set(directions).size === directions.length,
        ),
      ),
    );
  });
});

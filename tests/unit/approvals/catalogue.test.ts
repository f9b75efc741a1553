import { type Approval, catalogueEntries } from '../../../src/approvals/index.ts';
import type { ApprovalTerms } from '../../../src/contracts/approval-terms.ts';
import { anApproval } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const catalogue = (approvals: readonly Approval[], now = AS_OF) =>
  catalogueEntries(approvals, { clientClass: 'IPI', now });

const ENTRY = {
  kind: 'option',
  optionTypes: ['call', 'put'],
  underlying: 'BTC-USD',
  settlement: { style: 'linear', currency: 'USD', fixings: ['DERIBIT_TWAP30'] },
  premiumCurrencies: ['USD'],
  directions: ['buy'],
  quantity: { min: '0.01', max: '100' },
  tenorDays: { min: 1, max: 90 },
};

describe('the catalogue', () => {
  it('shows what is approved for the class, and nothing of another class', () => {
    expect(
      catalogue([anApproval(), anApproval({ terms: { clientClasses: ['QCPI'], productTypes: ['FWD'] } })]),
    ).toEqual([ENTRY]);
    expect(catalogueEntries([anApproval()], { clientClass: 'RETAIL', now: AS_OF })).toEqual([]);
  });

  it('shows one entry for both directions where their bounds agree, and two where they do not', () => {
    const sell = anApproval({ approvalId: 'apr_sell', terms: { direction: 'sell' } });

    expect(catalogue([anApproval(), sell])).toEqual([{ ...ENTRY, directions: ['buy', 'sell'] }]);
    expect(
      catalogue([anApproval(), { ...sell, terms: { ...sell.terms, quantity: { min: '0.01', max: '10' } } }]),
    ).toEqual([ENTRY, { ...ENTRY, directions: ['sell'], quantity: { min: '0.01', max: '10' } }]);
  });

  it('keeps cells of another kind, underlying or settlement apart', () => {
    const others = [
      anApproval({ terms: { productTypes: ['FWD'] } }),
      anApproval({ terms: { underlyings: ['ETH-USD'] } }),
      anApproval({ terms: { settlements: [{ method: 'cash', style: 'inverse', currency: 'BTC' }] } }),
      anApproval({ terms: { settlements: [{ method: 'cash', style: 'linear', currency: 'USDT' }] } }),
    ];

    expect(catalogue([anApproval(), ...others])).toHaveLength(5);
  });

  it('hides what is suspended, also where another approval of the cell is in order', () => {
    const suspended = anApproval({ approvalId: 'apr_stop', status: 'suspended' });

    expect(catalogue([anApproval(), suspended])).toEqual([]);
    expect(catalogue([suspended, anApproval(), anApproval({ terms: { direction: 'sell' } })])).toEqual([
      { ...ENTRY, directions: ['sell'] },
    ]);
  });

  it('hides what is revoked, and lets it take no part in the bounds', () => {
    const revoked = anApproval({
      approvalId: 'apr_old',
      status: 'revoked',
      terms: { quantity: { min: '0.01', max: '0.1' } },
    });

    expect(catalogue([revoked])).toEqual([]);
    expect(catalogue([revoked, anApproval()])).toEqual([ENTRY]);
  });

  it.each([
    { when: 'one millisecond before it begins', now: AS_OF + DAY_MS - 1, shown: 0 },
    { when: 'at the instant it begins', now: AS_OF + DAY_MS, shown: 1 },
    { when: 'one millisecond before it ends', now: AS_OF + 2 * DAY_MS - 1, shown: 1 },
    { when: 'at the instant it ends', now: AS_OF + 2 * DAY_MS, shown: 0 },
  ])('shows $shown entries $when', ({ now, shown }) => {
    const approval = anApproval({ effectiveFrom: AS_OF + DAY_MS, endsAt: AS_OF + 2 * DAY_MS });

    expect(catalogue([approval], now)).toHaveLength(shown);
  });
});

describe('several approvals of one cell in the catalogue', () => {
  it('show the bounds that all of them allow', () => {
    const approvals = [
      anApproval({
        terms: {
          premiumCurrencies: ['USD', 'USDT', 'BTC'],
          fixings: ['DERIBIT_TWAP30', 'BRRAP'],
          tenorDays: { min: 0.5, max: 60 },
        },
      }),
      anApproval({
        approvalId: 'apr_2',
        terms: {
          premiumCurrencies: ['BTC', 'USD'],
          fixings: ['BRRAP'],
          quantity: { min: '9', max: '10' },
          tenorDays: { min: 1, max: 90 },
        },
      }),
    ];

    expect(catalogue(approvals)).toEqual([
      {
        ...ENTRY,
        settlement: { ...ENTRY.settlement, fixings: ['BRRAP'] },
        premiumCurrencies: ['USD', 'BTC'],
        quantity: { min: '9', max: '10' },
        tenorDays: { min: 1, max: 60 },
      },
    ]);
  });

  it.each([
    { what: 'sizes', terms: { quantity: { min: '100.01', max: '200' } } },
    { what: 'tenors', terms: { tenorDays: { min: 90.5, max: 400 } } },
    { what: 'fixings', terms: { fixings: ['BRRAP'] } },
    { what: 'premium currencies', terms: { premiumCurrencies: ['BTC'] } },
  ] satisfies { what: string; terms: Partial<ApprovalTerms> }[])(
    'hide the cell when their $what leave nothing that all allow',
    ({ terms }) => {
      expect(catalogue([anApproval(), anApproval({ approvalId: 'apr_2', terms })])).toEqual([]);
    },
  );

  it('show a cell of one single size and tenor', () => {
    const point = anApproval({
      approvalId: 'apr_2',
      terms: { quantity: { min: '100', max: '200' }, tenorDays: { min: 90, max: 90 } },
    });

    expect(catalogue([anApproval(), point])).toMatchObject([
      { quantity: { min: '100', max: '100' }, tenorDays: { min: 90, max: 90 } },
    ]);
  });
});

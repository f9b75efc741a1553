import { type Approval, catalogueEntries } from '../../../src/approvals/index.ts';
import { anApproval } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const catalogue = (approvals: readonly Approval[], now = AS_OF) => catalogueEntries(approvals, 'IPI', now);

const ENTRY = {
  kind: 'option',
  underlying: 'BTC-USD',
  settlement: { style: 'linear', currency: 'USD', fixings: ['DERIBIT_TWAP30'] },
  premiumCurrencies: ['USD'],
  directions: ['buy'],
  quantity: { min: '0.01', max: '100' },
  tenorDays: { min: 1, max: 90 },
};

describe('the catalogue', () => {
  it('shows what is approved for the class, and nothing of another class', () => {
    expect(catalogue([anApproval(), anApproval({ clientClass: 'QCPI', kind: 'forward' })])).toEqual([ENTRY]);
    expect(catalogueEntries([anApproval()], 'RETAIL', AS_OF)).toEqual([]);
  });

  it('shows one entry for both directions where their bounds agree, and two where they do not', () => {
    const sell = anApproval({ approvalId: 'apr_sell', direction: 'sell' });

    expect(catalogue([anApproval(), sell])).toEqual([{ ...ENTRY, directions: ['buy', 'sell'] }]);
    expect(catalogue([anApproval(), { ...sell, maxQuantity: '10' }])).toEqual([
      ENTRY,
      { ...ENTRY, directions: ['sell'], quantity: { min: '0.01', max: '10' } },
    ]);
  });

  it('keeps cells of another kind, underlying or settlement apart', () => {
    const others = [
      anApproval({ kind: 'forward' }),
      anApproval({ underlying: 'ETH-USD' }),
      anApproval({ settlementStyle: 'inverse', settlementCurrency: 'BTC' }),
      anApproval({ settlementCurrency: 'USDT' }),
    ];

    expect(catalogue([anApproval(), ...others])).toHaveLength(5);
  });

  it('hides what is suspended, also where another approval of the cell is in order', () => {
    const suspended = anApproval({ approvalId: 'apr_stop', status: 'suspended' });

    expect(catalogue([anApproval(), suspended])).toEqual([]);
    expect(catalogue([suspended, anApproval(), anApproval({ direction: 'sell' })])).toEqual([
      { ...ENTRY, directions: ['sell'] },
    ]);
  });

  it('hides what is revoked, and lets it take no part in the bounds', () => {
    const revoked = anApproval({ approvalId: 'apr_old', status: 'revoked', maxQuantity: '0.1' });

    expect(catalogue([revoked])).toEqual([]);
    expect(catalogue([revoked, anApproval()])).toEqual([ENTRY]);
  });

  it.each([
    { when: 'one millisecond before it begins', now: AS_OF + DAY_MS - 1, shown: 0 },
    { when: 'at the instant it begins', now: AS_OF + DAY_MS, shown: 1 },
    { when: 'one millisecond before it ends', now: AS_OF + 2 * DAY_MS - 1, shown: 1 },
    { when: 'at the instant it ends', now: AS_OF + 2 * DAY_MS, shown: 0 },
  ])('shows $shown entries $when', ({ now, shown }) => {
    const approval = anApproval({ effectiveFrom: AS_OF + DAY_MS, expiresAt: AS_OF + 2 * DAY_MS });

    expect(catalogue([approval], now)).toHaveLength(shown);
  });
});

describe('several approvals of one cell in the catalogue', () => {
  it('show the bounds that all of them allow', () => {
    const approvals = [
      anApproval({
        premiumCurrencies: ['USD', 'USDT', 'BTC'],
        fixings: ['DERIBIT_TWAP30', 'BRRAP'],
        minTenorDays: 0.5,
        maxTenorDays: 60,
      }),
      anApproval({
        approvalId: 'apr_2',
        premiumCurrencies: ['BTC', 'USD'],
        fixings: ['BRRAP'],
        minQuantity: '9',
        maxQuantity: '10',
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
    { what: 'sizes', changes: { minQuantity: '100.01', maxQuantity: '200' } },
    { what: 'tenors', changes: { minTenorDays: 90.5, maxTenorDays: 400 } },
    { what: 'fixings', changes: { fixings: ['BRRAP'] } },
    { what: 'premium currencies', changes: { premiumCurrencies: ['BTC'] } },
  ] as const)('hide the cell when their $what leave nothing that all allow', ({ changes }) => {
    expect(catalogue([anApproval(), anApproval({ approvalId: 'apr_2', ...changes })])).toEqual([]);
  });

  it('show a cell of one single size and tenor', () => {
    const point = anApproval({ approvalId: 'apr_2', minQuantity: '100', maxQuantity: '200', minTenorDays: 90 });

    expect(catalogue([anApproval(), point])).toMatchObject([
      { quantity: { min: '100', max: '100' }, tenorDays: { min: 90, max: 90 } },
    ]);
  });
});

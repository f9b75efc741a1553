import { approvalImpact, type ImpactQuestion } from '../../../src/approvals/impact.ts';
import { toInstant } from '../../../src/platform/clock.ts';
import { anApproval, aRequest } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const buy = anApproval();
const sell = anApproval({ approvalId: 'apr_sell', terms: { direction: 'sell' } });
const ACCOUNTS = [
  { accountId: 'acc_1', name: 'Harbour', clientClass: 'IPI' },
  { accountId: 'acc_2', name: 'Chan', clientClass: 'IND_PI' },
] as const;

function aQuote(side: 'buy' | 'sell', changes: { validUntil?: number } = {}) {
  const request = aRequest({ side });
  return {
    rfqId: `rfq_${side}`,
    quoteId: `qt_${side}`,
    accountId: 'acc_1',
    request,
    validUntil: AS_OF + 15_000,
    ...changes,
  };
}

function impactOf(changes: Partial<ImpactQuestion>) {
  const question = {
    approvals: [buy, sell],
    approval: buy,
    change: 'suspend',
    quotes: [aQuote('buy'), aQuote('sell')],
    accounts: ACCOUNTS,
    complete: true,
    now: AS_OF,
  } as const;
  return approvalImpact({ ...question, ...changes });
}

const CALL = 'OPT_EU_CALL BTC-USD cash-linear-USD buy';
const PUT = 'OPT_EU_PUT BTC-USD cash-linear-USD buy';

describe('the impact of a suspension', () => {
  it('names the live quotes that fall, the clients that lose something, and what leaves the catalogues', () => {
    expect(impactOf({})).toEqual({
      approvalId: 'apr_buy',
      version: 1,
      change: 'suspend',
      at: toInstant(AS_OF),
      quotes: [{ quoteId: 'qt_buy', rfqId: 'rfq_buy', accountId: 'acc_1', rule: 'PA-03' }],
      accounts: [{ accountId: 'acc_1', name: 'Harbour', loses: [CALL, PUT], gains: [] }],
      products: [{ clientClass: 'IPI', removed: [CALL, PUT], added: [] }],
      complete: true,
      summary: 'pulls 1 live quote, blocks 1 client (2 products leave a catalogue)',
    });
  });

  it('does not count a quote that nothing allowed before', () => {
    const denied = anApproval({ approvalId: 'apr_no', terms: { effect: 'deny' } });

    expect(impactOf({ approvals: [buy, sell, denied] }).quotes).toEqual([]);
  });

  it('says where it has not looked at every quote', () => {
    expect(impactOf({ complete: false }).summary).toContain('pulls 1 live quote or more');
  });
});

describe('the impact of other steps', () => {
  it('of a reinstatement is what comes back; quotes never do', () => {
    const stopped = { ...buy, status: 'suspended' as const };

    expect(impactOf({ approvals: [stopped, sell], approval: stopped, change: 'reinstate' })).toMatchObject({
      quotes: [],
      accounts: [{ accountId: 'acc_1', loses: [], gains: [CALL, PUT] }],
      summary: 'pulls 0 live quotes, blocks 0 clients (0 products leave a catalogue), opens 2 products to 1 client',
    });
  });

  it('of a denial that is to be approved counts from the instant that it takes effect', () => {
    const denial = anApproval({
      approvalId: 'apr_no',
      status: 'submitted',
      effectiveFrom: AS_OF + 10_000,
      terms: { effect: 'deny' },
    });
    const quotes = [aQuote('buy', { validUntil: AS_OF + 9_999 }), aQuote('buy', { validUntil: AS_OF + 10_000 })];

    const impact = impactOf({ approvals: [buy, sell, denial], approval: denial, change: 'approve', quotes });

    expect(impact).toMatchObject({ at: toInstant(AS_OF + 10_000), quotes: [{ rule: 'PA-01' }] });
  });

  it('of a successor is the difference to what it replaces, not to nothing', () => {
    const successor = anApproval({
      approvalId: 'apr_next',
      status: 'submitted',
      effectiveFrom: AS_OF + DAY_MS,
      terms: { supersedes: 'apr_buy', productTypes: ['OPT_EU_CALL'] },
    });

    const impact = impactOf({ approvals: [buy, sell, successor], approval: successor, change: 'approve' });

    expect(impact.products).toEqual([{ clientClass: 'IPI', removed: [PUT], added: [] }]);
  });
});

import { batchCeilings, type CreditNeed, fitting } from '../../../src/rfq/credit-ceilings.ts';

const AT = '2026-11-22T08:00:00.000Z';
const credit = (account_id: string, need_usd: string, ceiling_usd: string | null): { credit: CreditNeed } => ({
  credit: { account_id, need_usd, ceiling_usd, at: AT },
});
const NONE = { credit: null };

describe('credit within one batch', () => {
  it('leaves room for the requests before, of the same account alone', () => {
    const records = [credit('acc_a', '30', '70'), NONE, credit('acc_b', '5', '95'), credit('acc_a', '30', '70')];

    expect(batchCeilings(records)).toEqual([
      { account_id: 'acc_a', need_usd: '30', ceiling_usd: '70', at: AT },
      { account_id: 'acc_b', need_usd: '5', ceiling_usd: '95', at: AT },
      { account_id: 'acc_a', need_usd: '30', ceiling_usd: '40', at: AT },
    ]);
  });

  it('counts what two people excepted for those after it, and holds it to nothing itself', () => {
    const records = [credit('acc_a', '30', null), credit('acc_a', '30', '70')];

    expect(batchCeilings(records)).toEqual([
      { account_id: 'acc_a', need_usd: '30', ceiling_usd: null, at: AT },
      { account_id: 'acc_a', need_usd: '30', ceiling_usd: '40', at: AT },
    ]);
    expect(fitting(records, new Map([['acc_a', '60']]))).toEqual([true, false]);
  });

  it('lets as many pass as fit, in their order, and whoever else is in the batch', () => {
    const records = [
      credit('acc_a', '30', '70'),
      credit('acc_a', '30', '70'),
      credit('acc_a', '30', '70'),
      NONE,
      credit('acc_b', '500', '0'),
    ];

    expect(fitting(records, new Map([['acc_a', '40']]))).toEqual([true, true, false, true, true]);
    expect(fitting(records, new Map([['acc_a', '70.01']]))).toEqual([false, false, false, true, true]);
  });
});

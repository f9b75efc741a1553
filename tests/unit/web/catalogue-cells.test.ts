import type { CatalogueEntry } from '../../../src/contracts/catalogue.ts';
import type { RfqSide } from '../../../src/contracts/rfq.ts';
import { sideNote } from '../../../src/web/trade/catalogue-cells.ts';
import { newTicket, plainLegs } from '../../../src/web/trade/ticket-model.ts';

const ticket = { ...newTicket('BTC-USD', Date.parse('2026-11-23T00:00:00.000Z')), strike: '105000' };
const entry: CatalogueEntry = {
  kind: 'option',
  optionTypes: ['call'],
  underlying: 'BTC-USD',
  settlement: { style: 'linear', currency: 'USD', fixings: ['DERIBIT_TWAP30'] },
  premiumCurrencies: ['USD'],
  directions: ['buy'],
  quantity: { min: '0.01', max: '500' },
  tenorDays: { min: 0, max: 400 },
};
const legs = plainLegs(ticket);
const noteOf = (entries: readonly CatalogueEntry[], side: RfqSide) =>
  sideNote({ entries: [...entries] }, { legs, side });

describe('what the ticket says of a side before anybody is asked', () => {
  it('names the one side that the account may take', () => {
    expect(noteOf([entry], 'two-way')).toBe('You may only buy this');
    expect(noteOf([entry], 'sell')).toBe('You may only buy this');
    expect(noteOf([{ ...entry, directions: ['sell'] }], 'buy')).toBe('You may only sell this');
  });

  it('says nothing of a side that may be taken, whether one cell allows both or each its own', () => {
    expect(noteOf([entry], 'buy')).toBeNull();
    expect(noteOf([{ ...entry, directions: ['buy', 'sell'] }], 'two-way')).toBeNull();
    expect(noteOf([entry, { ...entry, directions: ['sell'] }], 'two-way')).toBeNull();
  });

  it('says that a contract of no cell is not on the account, and leaves a package to the service', () => {
    expect(noteOf([{ ...entry, optionTypes: ['put'] }], 'buy')).toBe('Not on your account now');
    expect(sideNote({ entries: [] }, { legs: [...legs, ...legs], side: 'buy' })).toBeNull();
  });
});

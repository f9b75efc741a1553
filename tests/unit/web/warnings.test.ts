import type { CatalogueEntry } from '../../../src/contracts/catalogue.ts';
import { newTicket, plainLegs } from '../../../src/web/trade/ticket-model.ts';
import { isConfirmed, warningsOfLegs } from '../../../src/web/trade/warnings-model.ts';

const ticket = { ...newTicket('BTC-USD', Date.parse('2026-11-23T00:00:00.000Z')), strike: '105000' };
const entry: CatalogueEntry = {
  kind: 'option',
  optionTypes: ['call'],
  underlying: 'BTC-USD',
  settlement: { style: 'linear', currency: 'USD', fixings: ['DERIBIT_TWAP30'] },
  premiumCurrencies: ['USD'],
  directions: ['buy', 'sell'],
  quantity: { min: '0.01', max: '500' },
  tenorDays: { min: 0, max: 400 },
  warningId: 'wrn_call',
};
const catalogue = {
  entries: [entry, { ...entry, optionTypes: ['put' as const], warningId: 'wrn_put' }],
  warnings: [
    { id: 'wrn_call', text: 'It is complex.' },
    { id: 'wrn_call', text: 'It can lose more than its premium.' },
    { id: 'wrn_put', text: 'It is complex.' },
  ],
};
const textsOf = (changes: Partial<typeof ticket>) =>
  warningsOfLegs(catalogue, plainLegs({ ...ticket, ...changes })).map(({ id, text }) => `${id}: ${text}`);

describe('the warnings of a contract', () => {
  it('are those of its cell of the catalogue, all of them', () => {
    expect(textsOf({})).toEqual(['wrn_call: It is complex.', 'wrn_call: It can lose more than its premium.']);
    expect(textsOf({ optionType: 'put' })).toEqual(['wrn_put: It is complex.']);
  });

  it.each([
    ['another underlying', { underlying: 'ETH-USD' }],
    ['another settlement', { style: 'inverse' }],
    ['another kind', { product: 'forward' }],
  ] as const)('are none of %s', (_what, changes) => {
    expect(textsOf(changes)).toEqual([]);
  });

  it('are left to the quote for a package', () => {
    const [leg] = plainLegs(ticket);
    if (leg === undefined) throw new Error('a ticket has a leg');
    expect(warningsOfLegs(catalogue, [leg, leg])).toEqual([]);
  });

  it('are confirmed by their own id alone', () => {
    const confirmed = new Map([['wrn_call', '2026-11-23T00:00:00.000Z']]);
    const of = (id: string) => catalogue.warnings.filter((warning) => warning.id === id);
    expect([isConfirmed(of('wrn_call'), confirmed), isConfirmed(of('wrn_put'), confirmed)]).toEqual([true, false]);
    expect(isConfirmed([], confirmed)).toBe(true);
  });
});

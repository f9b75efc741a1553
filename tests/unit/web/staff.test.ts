import fc from 'fast-check';
import { checksOf, filterOf, questionOf } from '../../../src/web/compliance/decision-model.ts';
import { emptyTerms, faultsOf, hashOf, successorTerms } from '../../../src/web/compliance/record-draft.ts';
import { differencesOf, inWords, valueAt, withValue } from '../../../src/web/ui/document.ts';

const NOW = Date.parse('2026-11-23T10:32:00.000Z');

describe('a document that is edited', () => {
  it('has the new value at the path, and nothing else is changed', () => {
    const before = { quantity: { min: '1', max: '2' }, settlements: [{ currency: 'USD' }, { currency: 'BTC' }] };
    const after = withValue(before, 'settlements.1.currency', 'ETH');
    expect(valueAt(after, 'settlements.1.currency')).toBe('ETH');
    expect(after.quantity).toBe(before.quantity);
    expect(differencesOf(before, after)).toEqual([{ path: 'settlements.1.currency', from: 'BTC', to: 'ETH' }]);
  });

  it('differs nowhere from itself, and from any other document only where it says so', () => {
    const document = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
    fc.assert(fc.property(document, (one) => differencesOf(one, structuredClone(one)).length === 0));
  });

  it.each([
    [null, '–'],
    [[], 'none'],
    [['a', true], 'a, yes'],
    [false, 'no'],
  ])('prints %p as %p', (value, words) => {
    expect(inWords(value)).toBe(words);
  });
});

describe('a draft of an approval record', () => {
  it('is wrong in every field that has nothing in it, by the path that the service uses', () => {
    const faults = faultsOf({ terms: emptyTerms(NOW), reason: '' });
    expect([...faults.keys()]).toEqual(expect.arrayContaining(['terms.title', 'terms.quantity.min', 'reason']));
    expect(faults.get('reason')).toBe('must have 3 characters or more');
  });

  it('takes over from a record with its terms, for a year from the second signature on', () => {
    const terms = { ...emptyTerms(NOW), title: 'BTC options', effectiveFrom: '2026-01-01T00:00:00.000Z' };
    expect(successorTerms(terms, 'apr_old', NOW)).toMatchObject({
      title: 'BTC options',
      supersedes: 'apr_old',
      effectiveFrom: null,
      expiresAt: '2027-11-23T00:00:00.000Z',
    });
  });

  it('names a document by the SHA-256 of its bytes', async () => {
    const bytes = new TextEncoder().encode('abc').buffer as ArrayBuffer;
    expect(await hashOf(bytes)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('the question of why', () => {
  it.each([
    ['rfq=rfq_1', { rfq: 'rfq_1' }],
    ['at=2026-11-23T10:32:00.000Z', { from: '2026-11-23T10:32:00.000Z', to: '2026-11-23T10:33:00.000Z' }],
    ['refused=true', { refused: 'true', from: '2026-11-23T09:33:00.000Z', to: '2026-11-23T10:33:00.000Z' }],
  ])('of the address %p asks for %p', (search, question) => {
    expect(questionOf(filterOf(new URLSearchParams(search)), NOW)).toEqual(question);
  });

  it.each([
    ['CREDIT need=349893180.00 avail=250000000.00 USD', '349893180.00', '250000000.00'],
    ['leg 0: BOUND quantity=5000 allowed 0.01-500 from apr_a-b v2', '5000', '0.01-500'],
    ['FOUR_EYES notional 6000000 USD above 5000000', '6000000', '5000000'],
    ['CONCENTRATION 31.20>30.00', '31.20', '30.00'],
    ['NOT_PI class=RETAIL', 'RETAIL', null],
  ])('reads figure and limit out of %p', (message, figure, limit) => {
    const [check] = checksOf({ failures: [{ rule: 'TR-01', message }], overridden: [] });
    expect(check).toMatchObject({ rule: 'TR-01', result: 'failed', figure, limit });
  });

  it('names the versions of the register that set a limit', () => {
    const message = 'BOUND quantity=5 allowed 1-2 from apr_a-b v2';
    const [check] = checksOf({ failures: [], overridden: [{ rule: 'PA-05', message }] });
    expect(check).toMatchObject({ result: 'excepted', records: [{ approvalId: 'apr_a-b', version: '2' }] });
  });
});

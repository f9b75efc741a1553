import { differences } from '../../../src/risk/replay/differences.ts';

describe('what a replay finds different', () => {
  it('is nothing where every digit is the same', () => {
    const quote = { bid: '1.10', legs: [{ bid: null }, { bid: '2' }] };

    expect(differences(quote, structuredClone(quote), 'quote')).toEqual([]);
  });

  it.each([
    { what: 'the last digit', stored: { bid: '1.10' }, replayed: { bid: '1.11' }, path: 'q.bid' },
    { what: 'a trailing zero', stored: { bid: '1.1' }, replayed: { bid: '1.10' }, path: 'q.bid' },
    { what: 'null and absent', stored: { bid: null }, replayed: {}, path: 'q.bid' },
    { what: 'a line that is there alone', stored: {}, replayed: { adjustment: '0' }, path: 'q.adjustment' },
    { what: 'a number written as text', stored: { version: 1 }, replayed: { version: '1' }, path: 'q.version' },
    {
      what: 'an element deep inside',
      stored: { legs: [{ d: '1' }] },
      replayed: { legs: [{ d: '2' }] },
      path: 'q.legs.0.d',
    },
  ])('is named by its path: $what', ({ stored, replayed, path }) => {
    expect(differences(stored, replayed, 'q')).toMatchObject([{ path }]);
  });
});

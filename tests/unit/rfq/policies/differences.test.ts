import fc from 'fast-check';
import { differencesBetween } from '../../../../src/rfq/policies/differences.ts';

describe('the differences between two policies', () => {
  it.each([
    { what: 'a field of a field', before: { a: { b: 1, c: 2 } }, after: { a: { b: 1, c: 3 } }, paths: ['a.c'] },
    { what: 'a list as a whole', before: { a: [1, 2] }, after: { a: [2, 1] }, paths: ['a'] },
    { what: 'a field that was added', before: {}, after: { a: null }, paths: ['a'] },
    { what: 'a group that became null', before: { a: { b: 1 } }, after: { a: null }, paths: ['a'] },
  ])('name $what', ({ before, after, paths }) => {
    expect(differencesBetween(before, after).map(({ path }) => path)).toEqual(paths);
  });

  it('are none exactly where both say the same, in whatever order', () => {
    const value = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(value, (policy) => {
        const reversed = Object.fromEntries(Object.entries(policy).reverse());
        expect(differencesBetween(policy, reversed)).toEqual([]);
        expect(differencesBetween(policy, { ...policy, another: 1 })).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });
});

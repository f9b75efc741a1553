import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, contentHash } from '../../../src/platform/canonical-json.ts';

function inOrder(_key: string, part: unknown): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('canonical JSON', () => {
  it.each([
    { what: 'keys in order', value: { b: 1, a: 2, C: 3 }, text: '{"C":3,"a":2,"b":1}' },
    {
      what: 'keys in order at every depth',
      value: [{ b: { d: 1, c: 2 }, a: [] }],
      text: '[{"a":[],"b":{"c":2,"d":1}}]',
    },
    { what: 'lists as they are', value: [3, 1, 2], text: '[3,1,2]' },
    { what: 'no absent fields', value: { a: undefined, b: null }, text: '{"b":null}' },
    { what: 'zero without a sign', value: -0, text: '0' },
    { what: 'doubles in their shortest form', value: [0.1, 1e21, 1e-7], text: '[0.1,1e+21,1e-7]' },
    { what: 'instants as text', value: new Date('2026-11-22T08:00:00.000Z'), text: '"2026-11-22T08:00:00.000Z"' },
    { what: 'a key that names a prototype', value: JSON.parse('{"b":1,"__proto__":2}'), text: '{"__proto__":2,"b":1}' },
  ])('has $what', ({ value, text }) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('is the same for the same fields in any order, numbers as keys among them', () => {
    const turned = { '9': 1, '10': 2, b: { y: 1, x: 2 }, a: 3 };
    const straight = { a: 3, b: { x: 2, y: 1 }, '10': 2, '9': 1 };

    expect(canonicalJson(turned)).toBe(canonicalJson(straight));
  });

  it('is byte for byte the JSON text of a copy that was filled in the order of its keys', () => {
    const key = fc.oneof(
      fc.string(),
      fc.nat(20).map(String),
      fc.constantFrom('01', '-1', '1.5', '4294967295', 'b', 'a'),
    );
    const value = fc.jsonValue();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.oneof(value, fc.dictionary(key, value), fc.constant(undefined)))),
        (entries) => {
          const object = Object.fromEntries(entries);
          expect(canonicalJson([object])).toBe(JSON.stringify([object], inOrder));
        },
      ),
    );
  });

  it('leaves what it is given as it was', () => {
    const value = { b: { d: 1, c: 2 }, a: 3 };

    canonicalJson(value);

    expect(JSON.stringify(value)).toBe('{"b":{"d":1,"c":2},"a":3}');
  });
});

describe('a content hash', () => {
  it('is the SHA-256 of the canonical text', () => {
    expect(contentHash({ b: 1, a: 'é' })).toBe(createHash('sha256').update('{"a":"é","b":1}', 'utf8').digest('hex'));
  });

  it.each([
    { one: { a: 1 }, other: { a: '1' } },
    { one: { a: null }, other: {} },
    { one: [1, 2], other: [2, 1] },
    { one: { a: { b: 1 } }, other: { a: { c: 1 } } },
  ])('of $one is not that of $other', ({ one, other }) => {
    expect(contentHash(one)).not.toBe(contentHash(other));
  });
});

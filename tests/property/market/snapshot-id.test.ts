import fc from 'fast-check';
import type { MarketSnapshot } from '../../../pricing/index.ts';
import { exactJson } from '../../../src/market/exact-json.ts';
import { identify, readStoredSnapshot } from '../../../src/market/index.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
const nodes = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 6 });
const name = fc.stringMatching(/^[A-Z0-9]{1,5}-[A-Z]{3}$/);
const svi = fc.record({ expiry: instant, a: number, b: number, rho: number, m: number, sigma: number });
const points = fc.record({ expiry: instant, logMoneyness: nodes(number), volatilities: nodes(number) });

const underlying = fc.record({
  spot: number,
  spotAt: instant,
  surfaceAt: instant,
  forwards: fc.oneof(
    fc.record({ kind: fc.constant('carry' as const), carry: number }),
    fc.record({ kind: fc.constant('dated' as const), nodes: nodes(fc.record({ expiry: instant, price: number })) }),
  ),
  volatility: fc.oneof(
    fc.record({ kind: fc.constant('flat' as const), volatility: number }),
    fc.record({ kind: fc.constant('points' as const), slices: nodes(points) }),
    fc.record({ kind: fc.constant('svi' as const), slices: nodes(svi) }),
  ),
});

const snapshot: fc.Arbitrary<MarketSnapshot> = fc.record({
  asOf: instant,
  source: fc.constantFrom('live', 'recorded', 'simulated', 'supplied'),
  underlyings: fc.dictionary(name, underlying, { maxKeys: 3 }),
  discounts: fc.dictionary(name, fc.record({ kind: fc.constant('flat' as const), rate: number }), { maxKeys: 3 }),
  conversions: fc.dictionary(name, number, { maxKeys: 3 }),
});

/** The same content with every object's keys set in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}

/** The same content with every object's keys in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}

/** Every number in it, in order of appearance, as raw bits. */
function bitsOf(value: unknown): bigint[] {
  if (typeof value === 'number') return [new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bitsOf) : [];
}

describe('the content address, for every snapshot', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(snapshot, (given) => {
        const turned = reversed(given) as MarketSnapshot;

        expect(identify(turned).id).toBe(identify(given).id);
        expect(identify(turned).text).toBe(identify(given).text);
      }),
    );
  });

  it('survives storing: the text reads back to the same bits and the same id', () => {
    fc.assert(
      fc.property(snapshot, (given) => {
        const { id, text, parts, snapshot: kept } = identify(given);
        const copies = parts.map((part) => ({ id: part.id, text: part.text }));
        const read = readStoredSnapshot({ id, text, parts: copies });

        expect(read.snapshot).toEqual(kept);
        expect(bitsOf(sorted(read.snapshot))).toEqual(bitsOf(sorted(kept)));
        expect(read.text).toBe(text);
        expect(read.id).toBe(id);
      }),
    );
  });

  it('reads every double back to its bits', () => {
    fc.assert(
      fc.property(number, (value) => bitsOf(JSON.parse(exactJson([value])))[0] === bitsOf([value + 0])[0]),
      { numRuns: 2_000 },
    );
  });

  it('changes when any digit of a surface or curve changes', () => {
    fc.assert(
      fc.property(snapshot, fc.nat(), fc.integer({ min: 1, max: 9 }), (given, pick, by) => {
        const { id, text, parts } = identify(given);
        const places = parts.flatMap((part) => [...part.text.matchAll(/\d/g)].map((digit) => ({ part, digit })));
        const place = places[pick % places.length];
        fc.pre(place !== undefined);
        if (place === undefined) return;
        const { part, digit } = place;
        const other = String((Number(digit[0]) + by) % 10);
        const changed = part.text.slice(0, digit.index) + other + part.text.slice(digit.index + 1);
        const forged = parts.map((one) => ({ id: one.id, text: one === part ? changed : one.text }));

        expect(() => readStoredSnapshot({ id, text, parts: forged })).toThrow(`part ${part.id} must hash to its id`);
      }),
    );
  });

  it('changes when any digit of the text changes', () => {
    fc.assert(
      fc.property(snapshot, fc.nat(), fc.integer({ min: 1, max: 9 }), (given, pick, by) => {
        const { id, text, parts } = identify(given);
        const digits = [...text.matchAll(/\d/g)];
        const digit = digits[pick % digits.length];
        if (digit === undefined) throw new Error('every snapshot has a digit in its asOf');
        const other = String((Number(digit[0]) + by) % 10);
        const forged = text.slice(0, digit.index) + other + text.slice(digit.index + 1);

        expect(() => readStoredSnapshot({ id, text: forged, parts })).toThrow(`snapshot ${id} must hash to its id`);
      }),
    );
  });

  it('changes when a number moves to the next double', () => {
    fc.assert(
      fc.property(snapshot, fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (given, spot) => {
        const bits = new BigUint64Array(Float64Array.of(spot).buffer);
        bits[0] = (bits[0] ?? 0n) + 1n;
        const next = new Float64Array(bits.buffer)[0] ?? spot;
        const withUsdt = (price: number) => identify({ ...given, conversions: { USDT: price } });

        expect(withUsdt(next).id).not.toBe(withUsdt(spot).id);
      }),
    );
  });
});

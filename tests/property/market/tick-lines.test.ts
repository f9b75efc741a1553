import fc from 'fast-check';
import type { MarketSnapshot } from '../../../pricing/index.ts';
import { makeTickDecoder } from '../../../src/market/recorder/tick-decoder.ts';
import { makeTickEncoder } from '../../../src/market/recorder/tick-encoder.ts';
import { identify } from '../../../src/market/snapshot-id.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
/** Also names that hold the punctuation which texts are cut at, and nothing at all. */
const name = fc.oneof(
  fc.constantFrom('BTC-USD', 'ETH-USD'),
  fc.string({ maxLength: 6, unit: fc.constantFrom(...'a,:{}[]"\\é') }),
);

const underlying = fc.record(
  {
    spot: number,
    spotAt: instant,
    surfaceAt: instant,
    realisedAverage: fc.record({ from: instant, price: number }),
    forwards: fc.oneof(
      fc.record({ kind: fc.constant('carry' as const), carry: number }),
      fc.record({
        kind: fc.constant('dated' as const),
        nodes: fc.array(fc.record({ expiry: instant, price: number }), { maxLength: 3 }),
      }),
    ),
    volatility: fc.record({ kind: fc.constant('flat' as const), volatility: fc.constantFrom(0.5, 0.6, 0.7) }),
  },
  { requiredKeys: ['spot', 'spotAt', 'surfaceAt', 'forwards', 'volatility'] },
);

const snapshot: fc.Arbitrary<MarketSnapshot> = fc.record({
  asOf: instant,
  source: fc.constantFrom('live', 'recorded', 'simulated'),
  underlyings: fc.dictionary(name, underlying, { maxKeys: 2 }),
  discounts: fc.dictionary(name, fc.record({ kind: fc.constant('flat' as const), rate: fc.constantFrom(0.04, 0.05) }), {
    maxKeys: 2,
  }),
  conversions: fc.dictionary(name, number, { maxKeys: 2 }),
});

const condition = fc.record({
  code: fc.constantFrom('VENUE_DIVERGENCE' as const, 'NO_MARKET_DATA' as const),
  rule: fc.constant('TR-05' as const),
  scope: fc.oneof(fc.record({ underlying: fc.string() }), fc.record({ currency: fc.string() })),
  message: fc.string(),
});

const tick = fc
  .tuple(snapshot, fc.option(instant), fc.array(condition, { maxLength: 1 }))
  .map(([given, recordedAt, conditions]) => identify(given, { recordedAt, conditions }));

/** A tick, and then others that differ from the one before in a spot alone, as most do. */
const ticks = fc.array(fc.tuple(tick, fc.array(number, { maxLength: 3 })), { maxLength: 4 }).map((runs) =>
  runs.flatMap(([first, spots]) => [
    first,
    ...spots.map((spot) =>
      identify({
        ...first.snapshot,
        underlyings: Object.fromEntries(
          Object.entries(first.snapshot.underlyings).map(([key, market]) => [key, { ...market, spot }]),
        ),
      }),
    ),
  ]),
);

describe('the lines of a file, for every series of snapshots', () => {
  it('read back to the same series: ids, texts, conditions and recording times', () => {
    fc.assert(
      fc.property(ticks, (given) => {
        const encode = makeTickEncoder();
        const decode = makeTickDecoder();

        const lines = given.flatMap(encode);
        const read = lines.flatMap((line) => decode(JSON.parse(line)) ?? []);

        expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
        expect(read.map(({ id, text, recordedAt, conditions }) => ({ id, text, recordedAt, conditions }))).toEqual(
          given.map(({ id, text, recordedAt, conditions }) => ({ id, text, recordedAt, conditions })),
        );
        expect(read.map((one) => one.snapshot)).toEqual(given.map((one) => one.snapshot));
      }),
    );
  });

  it.each([
    ['a,b', 'a,c'],
    ['a"b', 'a"c'],
    ['a:1', 'a:2'],
    ['x{y', 'x[y'],
  ])('read back when a name that is cut changes: %j to %j', (before, after) => {
    const named = (name: string) =>
      identify({ asOf: 1, source: 'live', underlyings: {}, discounts: {}, conversions: { [name]: 1 } });
    const given = [named(before), named(after), named(before)];
    const decode = makeTickDecoder();

    const read = given.flatMap(makeTickEncoder()).flatMap((line) => decode(JSON.parse(line)) ?? []);

    expect(read.map(({ text }) => text)).toEqual(given.map(({ text }) => text));
  });

  it('write a part once', () => {
    fc.assert(
      fc.property(ticks, (given) => {
        const encode = makeTickEncoder();
        const parts = given.flatMap(encode).flatMap((line) => (JSON.parse(line) as { part?: string }).part ?? []);

        expect(new Set(parts)).toEqual(new Set(given.flatMap((one) => one.parts.map(({ id }) => id))));
        expect(new Set(parts).size).toBe(parts.length);
      }),
    );
  });
});

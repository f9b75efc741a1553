import { createHash } from 'node:crypto';
import type { MarketSnapshot } from '../../../pricing/index.ts';
import { exactJson, exactValue } from '../../../src/market/exact-json.ts';
import { identify, readStoredSnapshot, snapshotId } from '../../../src/market/index.ts';

const aSnapshot = (spot: number): MarketSnapshot => ({
  source: 'simulated',
  asOf: 1_795_341_600_000,
  underlyings: {
    'BTC-USD': {
      spotAt: 1_795_341_600_000,
      spot,
      surfaceAt: 1_795_341_600_000,
      volatility: { kind: 'flat', volatility: 0.5 },
      forwards: { kind: 'carry', carry: 0.1 + 0.2 },
    },
  },
  discounts: { USD: { kind: 'flat', rate: 0.04 } },
  conversions: { USDT: 0.9998 },
});

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 40);

const SURFACE_TEXT = '{"kind":"flat","volatility":0.5}';
const CURVE_TEXT = '{"kind":"flat","rate":0.04}';
const TEXT =
  `{"asOf":1795341600000,"conversions":{"USDT":0.9998},"discounts":{"USD":{"ref":"part_${hash(CURVE_TEXT)}"}},` +
  '"source":"simulated","underlyings":{"BTC-USD":{"forwards":{"carry":0.30000000000000004,"kind":"carry"},' +
  '"spot":100000.5,"spotAt":1795341600000,"surfaceAt":1795341600000,' +
  `"volatility":{"ref":"part_${hash(SURFACE_TEXT)}"}}}}`;

describe('the content address of a snapshot', () => {
  it('is snap_ and the first 40 hex digits of the SHA-256 of its canonical text', () => {
    const identified = identify(aSnapshot(100_000.5));

    expect(identified.text).toBe(TEXT);
    expect(identified.id).toBe(`snap_${hash(TEXT)}`);
    expect(identified.id).toMatch(/^snap_[0-9a-f]{40}$/);
  });

  it('does not depend on being asked for text or id first, nor how often', () => {
    const idFirst = identify(aSnapshot(1));
    const id = idFirst.id;
    const textFirst = identify(aSnapshot(1));
    const text = textFirst.text;

    expect([idFirst.id, idFirst.text]).toEqual([id, text]);
    expect([textFirst.text, textFirst.id]).toEqual([text, id]);
  });

  it.each([Number.NaN, Infinity, -Infinity])('is refused at once for a spot of %d, naming the path', (spot) => {
    expect(() => identify(aSnapshot(spot))).toThrow(
      `snapshot.underlyings.BTC-USD.spot must be a finite number, was ${spot}`,
    );
  });

  it('takes -0 for 0, in the snapshot that is quoted from as well as in its text', () => {
    const identified = identify(aSnapshot(-0));

    expect(Object.is(identified.snapshot.underlyings['BTC-USD']?.spot, 0)).toBe(true);
    expect(identified.id).toBe(identify(aSnapshot(0)).id);
  });

  it('hands out the very snapshot it was given when nothing had to be changed', () => {
    const snapshot = aSnapshot(2);

    expect(identify(snapshot).snapshot).toBe(snapshot);
  });

  it('keeps the recording time beside the content, not in it', () => {
    const recorded = identify(aSnapshot(3), { recordedAt: 1_522_800_000_000 });

    expect(recorded.recordedAt).toBe(1_522_800_000_000);
    expect(recorded.id).toBe(identify(aSnapshot(3)).id);
  });
});

describe('the parts of a snapshot', () => {
  it('are its surfaces and curves, under part_ and the first 40 hex digits of the SHA-256 of their text', () => {
    const { parts } = identify(aSnapshot(1));

    expect(parts.map(({ id, text }) => ({ id, text }))).toEqual(
      [SURFACE_TEXT, CURVE_TEXT]
        .map((text) => ({ id: `part_${hash(text)}`, text }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('are the same object under every spot as long as the surface is the same object', () => {
    const first = aSnapshot(1);
    const second: MarketSnapshot = {
      ...first,
      underlyings: Object.fromEntries(
        Object.entries(first.underlyings).map(([name, market]) => [name, { ...market, spot: 2 }]),
      ),
    };

    const [before, after] = [identify(first), identify(second)];

    expect(after.id).not.toBe(before.id);
    expect(after.parts.every((part, at) => part === before.parts[at])).toBe(true);
  });

  it('hold a surface once that two underlyings share', () => {
    const snapshot = aSnapshot(1);
    const btc = snapshot.underlyings['BTC-USD'];
    if (btc === undefined) throw new Error('the market of this test has BTC-USD');
    const twice = { ...snapshot, underlyings: { 'BTC-USD': btc, 'ETH-USD': structuredClone(btc) } };

    expect(identify(twice).parts).toHaveLength(2);
  });

  it.each([Number.NaN, Infinity])('are refused at once for a volatility of %d, naming the path', (volatility) => {
    const snapshot = aSnapshot(1);
    const btc = snapshot.underlyings['BTC-USD'];
    if (btc === undefined) throw new Error('the market of this test has BTC-USD');
    const broken = { 'BTC-USD': { ...btc, volatility: { kind: 'flat', volatility } as const } };

    for (const _again of [1, 2]) {
      expect(() => identify({ ...snapshot, underlyings: broken })).toThrow(
        `snapshot.underlyings.BTC-USD.volatility.volatility must be a finite number, was ${volatility}`,
      );
    }
  });

  it('take -0 for 0, also when the same surface comes again', () => {
    const snapshot = aSnapshot(1);
    const given = { ...snapshot, discounts: { USD: { kind: 'flat', rate: -0 } as const } };

    for (const { snapshot: plain } of [identify(given), identify(given)]) {
      expect(plain.discounts['USD']).toEqual({ kind: 'flat', rate: 0 });
    }
  });
});

describe('reading a stored snapshot', () => {
  it('gives back what was stored', () => {
    const { id, text, parts, snapshot } = identify(aSnapshot(0.1));

    const read = readStoredSnapshot({ id, text, parts });

    expect(read).toMatchObject({ id, text, parts, snapshot, recordedAt: null, conditions: [] });
  });

  it('keeps what is known beside it', () => {
    const conditions = [
      { code: 'NO_MARKET_DATA', rule: 'TR-05', scope: { underlying: 'ETH-USD' }, message: 'too few venues' },
    ] as const;

    const read = readStoredSnapshot(identify(aSnapshot(1)), { recordedAt: 1_522_800_000_000, conditions });

    expect(read).toMatchObject({ recordedAt: 1_522_800_000_000, conditions });
  });

  it('passes over parts of others, and keeps its own alone', () => {
    const other = { id: `part_${hash('{}')}`, text: '{}' };
    const { id, text, parts } = identify(aSnapshot(0.1));

    expect(readStoredSnapshot({ id, text, parts: [other, ...parts] }).parts).toEqual(parts);
  });

  it('shares the surface with every snapshot read with the same part', () => {
    const stored = [1, 2].map((spot) => identify(aSnapshot(spot)));
    const parts = (stored[0]?.parts ?? []).map(({ id, text }) => ({ id, text }));

    const [first, second] = stored.map(({ id, text }) => readStoredSnapshot({ id, text, parts }).snapshot);

    expect(first?.underlyings['BTC-USD']?.volatility).toEqual(expect.objectContaining({ kind: expect.any(String) }));
    expect(second?.underlyings['BTC-USD']?.volatility).toBe(first?.underlyings['BTC-USD']?.volatility);
  });

  it('refuses a part whose text is not the one of its id, and a part that is missing', () => {
    const { id, text, parts } = identify(aSnapshot(0.1));
    const forged = parts.map((part) => ({ id: part.id, text: part.text.replace('0.5', '0.6') }));
    const surfaceId = `part_${hash(SURFACE_TEXT)}`;

    expect(() => readStoredSnapshot({ id, text, parts: forged })).toThrow(
      `stored text of part ${surfaceId} must hash to its id, was part_${hash('{"kind":"flat","volatility":0.6}')}`,
    );
    expect(() => readStoredSnapshot({ id, text, parts: parts.filter((part) => part.id !== surfaceId) })).toThrow(
      `part ${surfaceId} of snapshot ${id} must be stored, was missing`,
    );
  });

  it('refuses a text that is not the one of the id', () => {
    const { id, text, parts } = identify(aSnapshot(100_000.5));
    const forged = text.replace('100000.5', '100001.5');

    expect(() => readStoredSnapshot({ id, text: forged, parts })).toThrow(
      `stored text of snapshot ${id} must hash to its id, was ${snapshotId(forged)}`,
    );
  });
});

describe('exact JSON', () => {
  it('sorts keys by code unit at every depth, also those that look like numbers', () => {
    expect(exactJson({ b: [{ z: 1, a: 2 }], a: null, 10: 1, 9: 2, B: true })).toBe(
      '{"10":1,"9":2,"B":true,"a":null,"b":[{"a":2,"z":1}]}',
    );
  });

  it.each([
    [undefined, 'Undefined'],
    [() => 1, 'Function'],
    [1n, 'BigInt'],
    [new Map(), 'Map'],
    [Float64Array.of(1), 'Float64Array'],
    [Symbol.iterator, 'Symbol'],
  ])('refuses %p', (value, kind) => {
    const complaint = `at.list[1].x must be a number, text, boolean, null, list or plain object, was ${kind}`;

    expect(() => exactJson({ list: [0, { x: value }] }, 'at')).toThrow(complaint);
    expect(() => exactValue({ list: [0, { x: value }] }, 'at')).toThrow(complaint);
  });
});

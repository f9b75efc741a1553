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
  discounts: {},
  conversions: { USDT: 0.9998 },
});

const TEXT =
  '{"asOf":1795341600000,"conversions":{"USDT":0.9998},"discounts":{},"source":"simulated","underlyings":{"BTC-USD":' +
  '{"forwards":{"carry":0.30000000000000004,"kind":"carry"},"spot":100000.5,"spotAt":1795341600000,' +
  '"surfaceAt":1795341600000,"volatility":{"kind":"flat","volatility":0.5}}}}';

describe('the content address of a snapshot', () => {
  it('is snap_ and the first 40 hex digits of the SHA-256 of its canonical text', () => {
    const identified = identify(aSnapshot(100_000.5));

    expect(identified.text).toBe(TEXT);
    expect(identified.id).toBe(`snap_${createHash('sha256').update(TEXT).digest('hex').slice(0, 40)}`);
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

describe('reading a stored snapshot', () => {
  it('gives back what was stored', () => {
    const { id, text, snapshot } = identify(aSnapshot(0.1));

    const read = readStoredSnapshot({ id, text });

    expect(read.snapshot).toEqual(snapshot);
    expect(read.id).toBe(id);
  });

  it('refuses a text that is not the one of the id', () => {
    const { id, text } = identify(aSnapshot(100_000.5));
    const forged = text.replace('100000.5', '100001.5');

    expect(() => readStoredSnapshot({ id, text: forged })).toThrow(
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

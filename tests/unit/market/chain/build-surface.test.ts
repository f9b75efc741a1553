import { buildCurvesAndSurface } from '../../../../src/market/chain/build-surface.ts';
import type { FutureTick, OptionTick } from '../../../../src/market/ticks.ts';
import { aFuture, BUILD_LIMITS, recordedOptionTicks } from '../../../support/chain-ticks.ts';

const NOW = Date.UTC(2025, 11, 4, 20);
const HOUR_MS = 3_600_000;
const OPTIONS = recordedOptionTicks(NOW);
const EXPIRIES = [...new Set(OPTIONS.map(({ expiry }) => expiry))].sort((a, b) => a - b);
const FIRST = EXPIRIES[0] ?? Number.NaN;

const build = (options: readonly OptionTick[] = OPTIONS, futures: readonly FutureTick[] = []) =>
  buildCurvesAndSurface({ underlying: 'BTC-USD', asOf: NOW, options, futures, limits: BUILD_LIMITS });

const sourcesOf = ({ report }: ReturnType<typeof build>) => report.slices.map(({ forwardSource }) => forwardSource);
const venueForward = (expiry: number) => OPTIONS.find((tick) => tick.expiry === expiry)?.forward ?? Number.NaN;

describe('a surface out of a real chain', () => {
  const built = build();

  it('has every expiry, a forward from put-call parity and the chain between bid and ask', () => {
    expect(built.report.slices.map(({ expiry }) => expiry)).toEqual(EXPIRIES);
    expect(new Set(sourcesOf(built))).toEqual(new Set(['parity']));
    expect(built.report.insideShare).toBeGreaterThan(0.9);
    expect(built.report.rmsePoints).toBeLessThan(1);
    expect(built.report.quotes).toBeGreaterThan(500);
    expect(built.report.quotedAt).toBe(NOW);
  });

  it('lists each strike once, out of the money, with the bid and ask that the fit is held against', () => {
    for (const { listed = [], forward } of built.report.slices) {
      const strikes = listed.map(({ strike }) => strike);
      expect(strikes).toEqual([...new Set(strikes)].sort((a, b) => a - b));
      expect(listed.every(({ strike, optionType }) => (optionType === 'put') === strike < forward)).toBe(true);
    }
    const listed = built.report.slices.flatMap((slice) => slice.listed ?? []);
    const twoSided = listed.flatMap(({ bid, ask, fit }) => (bid === null || ask === null ? [] : [{ bid, ask, fit }]));
    expect(twoSided.length).toBeGreaterThan(200);
    expect(twoSided.every(({ bid, ask }) => bid <= ask)).toBe(true);
    expect(twoSided.filter(({ bid, ask, fit }) => bid <= fit && fit <= ask).length / twoSided.length).toBeGreaterThan(
      0.85,
    );
  });

  it('has forwards within 10 bp of those that the venue uses itself', () => {
    for (const { expiry, price } of built.forwards.nodes) {
      expect(Math.abs(price / venueForward(expiry) - 1)).toBeLessThan(10e-4);
    }
  });

  it('has volatilities at the money that rise in total variance', () => {
    const variances = built.report.slices.map(
      ({ expiry, atTheMoneyVolatility }) => atTheMoneyVolatility ** 2 * (expiry - NOW),
    );
    expect(variances).toEqual(variances.toSorted((a, b) => a - b));
    for (const { atTheMoneyVolatility } of built.report.slices) {
      expect(atTheMoneyVolatility).toBeGreaterThan(0.3);
      expect(atTheMoneyVolatility).toBeLessThan(0.7);
    }
  });

  it('is the same whatever order the ticks came in', () => {
    expect(build(OPTIONS.toReversed())).toEqual(built);
  });
});

describe('the forward of an expiry', () => {
  const at = (built: ReturnType<typeof build>, expiry: number) =>
    built.report.slices.find((slice) => slice.expiry === expiry);
  const mid = venueForward(FIRST) * 1.001;

  it('is the middle of the future of that date', () => {
    const slice = at(build(OPTIONS, [aFuture(mid, { expiry: FIRST, receivedAt: NOW })]), FIRST);
    expect(slice).toMatchObject({ forwardSource: 'future' });
    expect(slice?.forward).toBeCloseTo(mid, 6);
  });

  it.each([
    { what: 'is a perpetual', future: aFuture(mid, { expiry: null, receivedAt: NOW }) },
    { what: 'is of another date', future: aFuture(mid, { expiry: FIRST + HOUR_MS, receivedAt: NOW }) },
    { what: 'has no bid', future: aFuture(mid, { expiry: FIRST, receivedAt: NOW, bid: null }) },
    { what: 'is crossed', future: aFuture(mid, { expiry: FIRST, receivedAt: NOW, bid: mid * 1.001 }) },
    { what: 'is wide open', future: aFuture(mid, { expiry: FIRST, receivedAt: NOW, bid: mid * 0.99 }) },
    { what: 'is stale', future: aFuture(mid, { expiry: FIRST, receivedAt: NOW - 60_001 }) },
    { what: 'hangs far from all options', future: aFuture(mid * 1.02, { expiry: FIRST, receivedAt: NOW }) },
  ])('is not that of a future that $what', ({ future }) => {
    expect(at(build(OPTIONS, [future]), FIRST)).toMatchObject({ forwardSource: 'parity' });
  });

  it("is the venue's own where too few strikes have a call and a put", () => {
    const onesided = OPTIONS.map((tick) => (tick.expiry === FIRST ? { ...tick, ask: null } : tick));
    const slice = at(build(onesided), FIRST);
    expect(slice).toMatchObject({ forwardSource: 'venue', forward: venueForward(FIRST), shareInside: null });
  });

  it('is not moved by one option that hangs', () => {
    const forward = venueForward(FIRST);
    const hanging = OPTIONS.map((tick) =>
      tick.expiry === FIRST && tick.optionType === 'call' && tick.bid !== null && Math.abs(tick.strike - forward) < 600
        ? { ...tick, bid: 0.05, ask: 0.0501 }
        : tick,
    );
    expect(hanging).not.toEqual(OPTIONS);
    const { forward: found = Number.NaN } = at(build(hanging), FIRST) ?? {};
    expect(Math.abs(found / forward - 1)).toBeLessThan(20e-4);
  });
});

describe('what a chain lacks', () => {
  it('is left out: an expiry about to end, and one with too few quotes', () => {
    const near = OPTIONS.map((tick) => (tick.expiry === FIRST ? { ...tick, expiry: NOW + HOUR_MS / 3 } : tick));
    expect(build(near).report.slices.map(({ expiry }) => expiry)).toEqual(EXPIRIES.slice(1));
    let left = 4;
    const few = OPTIONS.filter(({ expiry }) => {
      if (expiry !== FIRST) return true;
      left -= 1;
      return left >= 0;
    });
    expect(build(few).report.slices.map(({ expiry }) => expiry)).toEqual(EXPIRIES.slice(1));
  });

  it('does not stop the rest: every second strike is enough', () => {
    const strikes = [...new Set(OPTIONS.map(({ strike }) => strike))].sort((a, b) => a - b);
    const kept = new Set(strikes.filter((_, at) => at % 2 === 0));
    const built = build(OPTIONS.filter(({ strike }) => kept.has(strike)));
    expect(built.report.slices.length).toBeGreaterThanOrEqual(EXPIRIES.length - 1);
    expect(built.report.insideShare).toBeGreaterThan(0.8);
  });

  it('is dated: the newest quote that was used', () => {
    const older = OPTIONS.map((tick, at) => ({ ...tick, receivedAt: NOW - 1_000 - (at % 7) }));
    expect(build(older).report.quotedAt).toBe(NOW - 1_000);
  });

  it.each([
    { what: 'no options', options: [] },
    { what: 'stale options', options: OPTIONS.map((tick) => ({ ...tick, receivedAt: NOW - 60_001 })) },
    {
      what: 'options without a price',
      options: OPTIONS.map((tick) => ({ ...tick, bid: null, ask: null, mark: null, markVolatility: null })),
    },
  ])('is said when nothing is left: $what', ({ options }) => {
    expect(() => build(options)).toThrow(/^the chain of BTC-USD must have an expiry with quotes and a forward/);
  });
});

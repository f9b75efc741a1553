import { midAt, playedMsAt, playPosition } from '../../../src/market/recorded/play.ts';
import type { MidSeries } from '../../../src/market/recorded/quote-bars.ts';
import { joinDays, type RecordedDay, type Stretch } from '../../../src/market/recorded/recording.ts';

const DAY = Date.parse('2018-04-04T00:00:00.000Z');
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const series = (...times: readonly number[]): MidSeries => ({
  times: Float64Array.from(times),
  mids: Float64Array.from(times.map((_, at) => 100 + at)),
});

function aDay(underlying: string, daysLater: number, minutes: readonly number[]): RecordedDay {
  const day = DAY + daysLater * DAY_MS;
  return {
    underlying,
    day,
    file: `${underlying}+${daysLater}`,
    series: series(...minutes.map((m) => day + m * MINUTE_MS)),
  };
}

describe('joining recorded days', () => {
  it('makes one stretch of consecutive days and another after a gap, in order of time', () => {
    const stretches = joinDays([aDay('BTC-USD', 5, [1]), aDay('BTC-USD', 1, [1, 2]), aDay('BTC-USD', 0, [1, 1439])]);

    expect(stretches.map(({ from, until }) => [from, until])).toEqual([
      [DAY + MINUTE_MS, DAY + DAY_MS + 3 * MINUTE_MS],
      [DAY + 5 * DAY_MS + MINUTE_MS, DAY + 5 * DAY_MS + 2 * MINUTE_MS],
    ]);
    expect([...(stretches[0]?.series['BTC-USD']?.mids ?? [])]).toEqual([100, 101, 100, 101]);
  });

  it('keeps underlyings in step: from where all have a price, until the last bar of any', () => {
    const [stretch] = joinDays([aDay('BTC-USD', 0, [3, 4]), aDay('ETH-USD', 0, [1, 9])]);

    expect(stretch).toMatchObject({ from: DAY + 3 * MINUTE_MS, until: DAY + 10 * MINUTE_MS });
    expect(Object.keys(stretch?.series ?? {})).toEqual(['BTC-USD', 'ETH-USD']);
  });

  it('refuses a day that one underlying lacks and a second file of the same day, naming the files', () => {
    expect(() => joinDays([aDay('BTC-USD', 0, [1]), aDay('ETH-USD', 0, [1]), aDay('ETH-USD', 1, [1])])).toThrow(
      'a recorded day must have one file of BTC-USD, was 0 beside ETH-USD+1',
    );
    expect(() => joinDays([aDay('BTC-USD', 0, [1]), aDay('BTC-USD', 0, [2])])).toThrow(
      'a recorded day must have one file of BTC-USD, was 2 beside BTC-USD+0, BTC-USD+0',
    );
  });
});

describe('the position of play', () => {
  const stretches: Stretch[] = [
    { from: 1_000, until: 1_100, series: {} },
    { from: 5_000, until: 5_010, series: {} },
  ];
  const where = (playedMs: number, loop: boolean) => {
    const position = playPosition({ stretches }, { playedMs, loop });
    return position === null ? null : [position.cycle, stretches.indexOf(position.stretch), position.at];
  };

  it.each([
    { playedMs: 0, at: [0, 0, 1_000] },
    { playedMs: 99, at: [0, 0, 1_099] },
    { playedMs: 99.5, at: [0, 0, 1_099.5] },
    { playedMs: 100, at: [0, 1, 5_000] },
    { playedMs: 109, at: [0, 1, 5_009] },
  ])('after $playedMs ms is $at (cycle, stretch, time)', ({ playedMs, at }) => {
    expect(where(playedMs, true)).toEqual(at);
    expect(where(playedMs, false)).toEqual(at);
  });

  it('at the end starts again when looping and is over when not', () => {
    expect(where(110, true)).toEqual([1, 0, 1_000]);
    expect(where(110, false)).toBeNull();
    expect(where(110 * 1_000_000 + 105, true)).toEqual([1_000_000, 1, 5_005]);
    expect(where(110 * 1_000_000 + 105, false)).toBeNull();
  });
});

describe('the mid at an instant', () => {
  const bars = series(DAY, DAY + MINUTE_MS, DAY + 4 * MINUTE_MS);

  it.each([
    { afterMs: 0, mid: 100, unconfirmedMs: 0 },
    { afterMs: MINUTE_MS - 1, mid: 100, unconfirmedMs: 0 },
    { afterMs: MINUTE_MS, mid: 101, unconfirmedMs: 0 },
    { afterMs: 2 * MINUTE_MS, mid: 101, unconfirmedMs: 0 },
    { afterMs: 2 * MINUTE_MS + 1, mid: 101, unconfirmedMs: 1 },
    { afterMs: 4 * MINUTE_MS - 1, mid: 101, unconfirmedMs: 2 * MINUTE_MS - 1 },
    { afterMs: 4 * MINUTE_MS, mid: 102, unconfirmedMs: 0 },
    { afterMs: 5 * MINUTE_MS + 7, mid: 102, unconfirmedMs: 7 },
  ])('$afterMs ms in is $mid, $unconfirmedMs ms without a bar', ({ afterMs, mid, unconfirmedMs }) => {
    expect(midAt(bars, DAY + afterMs)).toEqual({ mid, unconfirmedMs });
  });
});

describe('the time played when play is at a moment', () => {
  const stretches: Stretch[] = [
    { from: DAY, until: DAY + 10 * MINUTE_MS, series: {} },
    { from: DAY + DAY_MS, until: DAY + DAY_MS + 5 * MINUTE_MS, series: {} },
  ];

  it.each([
    { at: DAY - 1, playedMs: 0 },
    { at: DAY + 3, playedMs: 3 },
    { at: DAY + 10 * MINUTE_MS, playedMs: 10 * MINUTE_MS },
    { at: DAY + DAY_MS / 2, playedMs: 10 * MINUTE_MS },
    { at: DAY + DAY_MS + 7, playedMs: 10 * MINUTE_MS + 7 },
    { at: DAY + 2 * DAY_MS, playedMs: 14 * MINUTE_MS },
  ])('is $playedMs at $at', ({ at, playedMs }) => {
    expect(playedMsAt({ stretches }, at)).toBe(playedMs);
    expect(playPosition({ stretches }, { playedMs, loop: false })).not.toBeNull();
  });
});

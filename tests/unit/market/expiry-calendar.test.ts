import { cutAtOrAfter, listedExpiries, nearestCut } from '../../../src/market/expiry-calendar.ts';

const at = (text: string) => Date.parse(text);
const dates = (expiries: readonly number[]) => expiries.map((expiry) => new Date(expiry).toISOString());
const DAY_MS = 86_400_000;

describe('listed expiries', () => {
  it('are dailies, weekly Fridays, and last Fridays of months and quarters, at 08:00 UTC', () => {
    expect(dates(listedExpiries(at('2026-11-22T10:00:00.000Z')))).toEqual(
      [
        ...['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'],
        ...['2026-11-27', '2026-12-04', '2026-12-11', '2026-12-18'],
        ...['2026-12-25', '2027-01-29', '2027-02-26'],
        ...['2027-03-26', '2027-06-25', '2027-09-24', '2027-12-31', '2028-03-31'],
      ].map((date) => `${date}T08:00:00.000Z`),
    );
  });

  it.each([
    { when: 'one millisecond before the cut', now: '2026-11-23T07:59:59.999Z', first: '2026-11-23T08:00:00.000Z' },
    { when: 'at the cut', now: '2026-11-23T08:00:00.000Z', first: '2026-11-24T08:00:00.000Z' },
    { when: 'one millisecond after the cut', now: '2026-11-23T08:00:00.001Z', first: '2026-11-24T08:00:00.000Z' },
  ])('begin with $first $when', ({ now, first }) => {
    expect(dates(listedExpiries(at(now)))[0]).toBe(first);
  });

  it('hold on every day of ten years: ascending, at 08:00 UTC, ahead, from within a day to beyond a year', () => {
    const broken: string[] = [];
    for (let now = at('2024-01-01T07:59:59.999Z'); now < at('2034-01-01T00:00:00.000Z'); now += DAY_MS / 2 + 1) {
      const expiries = listedExpiries(now);
      const ascending = expiries.every((expiry, index) => expiry > (expiries[index - 1] ?? now));
      const atTheCut = expiries.every((expiry) => expiry % DAY_MS === DAY_MS / 3);
      const fridays = expiries.slice(4).every((expiry) => new Date(expiry).getUTCDay() === 5);
      const near = (expiries[0] ?? Infinity) - now <= DAY_MS;
      const far = (expiries.at(-1) ?? now) - now > 366 * DAY_MS;
      if (!(ascending && atTheCut && fridays && near && far)) broken.push(new Date(now).toISOString());
    }

    expect(broken).toEqual([]);
  });

  it('include the last Friday of a leap February', () => {
    expect(dates(listedExpiries(at('2024-01-31T12:00:00.000Z')))).toContain('2024-02-23T08:00:00.000Z');
    expect(dates(listedExpiries(at('2028-01-31T12:00:00.000Z')))).toContain('2028-02-25T08:00:00.000Z');
  });
});

describe('the cut near an instant', () => {
  it.each([
    { now: '2026-11-23T07:59:59.999Z', next: '2026-11-23', nearest: '2026-11-23' },
    { now: '2026-11-23T08:00:00.000Z', next: '2026-11-23', nearest: '2026-11-23' },
    { now: '2026-11-23T08:00:00.001Z', next: '2026-11-24', nearest: '2026-11-23' },
    { now: '2026-11-23T19:59:59.999Z', next: '2026-11-24', nearest: '2026-11-23' },
    { now: '2026-11-23T20:00:00.000Z', next: '2026-11-24', nearest: '2026-11-24' },
  ])('of $now is $next at or after it and $nearest nearest to it', ({ now, next, nearest }) => {
    expect(dates([cutAtOrAfter(at(now)), nearestCut(at(now))])).toEqual([
      `${next}T08:00:00.000Z`,
      `${nearest}T08:00:00.000Z`,
    ]);
  });
});

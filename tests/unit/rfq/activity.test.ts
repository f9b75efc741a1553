import type { ActivityView } from '../../../src/contracts/activity.ts';
import { seldomTrades } from '../../../src/rfq/activity.ts';
import { makeActivityWatch } from '../../../src/rfq/activity-watch.ts';

const HOUR_MS = 3_600_000;
const surveillance = { quotes: 200, hitRatio: 0.02 };

describe('TR-15: who trades on hardly any of many quotes', () => {
  it.each([
    { quoted: 199, traded: 0, is: false },
    { quoted: 200, traded: 0, is: true },
    { quoted: 200, traded: 3, is: true },
    { quoted: 200, traded: 4, is: false },
  ])('is $is for $traded of $quoted', ({ is, ...counts }) => {
    expect(seldomTrades(counts, surveillance)).toBe(is);
  });

  it('is nobody where the policy does not look', () => {
    expect(seldomTrades({ quoted: 10_000, traded: 0 }, undefined)).toBe(false);
  });
});

describe('the watch on what clients ask for', () => {
  it('names those of the last day once an hour, and nobody else', async () => {
    const clock = { at: Date.parse('2026-11-22T08:00:00.000Z') };
    const said: object[] = [];
    const asked: object[] = [];
    const one = { accountId: 'acc_1', quoted: 300, traded: 1, seldomTrades: true } as ActivityView;
    const look = makeActivityWatch({
      list: async (of) => {
        asked.push(of);
        return { from: '', asOf: '', items: [one, { ...one, accountId: 'acc_2', seldomTrades: false }] };
      },
      clock: { now: () => clock.at },
      log: { warn: (of: object) => said.push(of) } as never,
    });
    const start = clock.at;
    for (const ms of [0, 1, HOUR_MS - 1, HOUR_MS]) {
      clock.at = start + ms;
      await look();
    }

    const told = { rule: 'TR-15', accountId: 'acc_1', quoted: 300, traded: 1 };
    expect(said).toEqual([told, told]);
    expect(asked).toEqual([start, start + HOUR_MS].map((now) => ({ hours: 24, now })));
  });
});

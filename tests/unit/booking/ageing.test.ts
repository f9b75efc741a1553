import { makeAgeingWatch } from '../../../src/booking/index.ts';
import type { AgeingView } from '../../../src/contracts/ageing.ts';

const NOW = Date.parse('2026-11-22T08:00:00.000Z');
const MINUTE_MS = 60_000;

const held = (tradeId: string): AgeingView => ({
  kind: 'held',
  level: 'alarm',
  rfqId: 'rfq_1',
  accountId: 'acc_1',
  tradeId,
  since: '2026-11-22T07:40:00.000Z',
  ageMs: 20 * MINUTE_MS,
  targetMs: 15 * MINUTE_MS,
  reason: null,
  proposedBy: null,
});

describe('the watch on what waits', () => {
  it('BK-03: says of each trade that waits too long that it does, at once and every hour after', async () => {
    const clock = { at: NOW };
    const said: { at: number; tradeId: string }[] = [];
    let waiting = [held('trd_1')];
    const look = makeAgeingWatch({
      list: async () => waiting,
      clock: { now: () => clock.at },
      log: { error: (of: { tradeId: string }) => said.push({ at: clock.at, tradeId: of.tradeId }) } as never,
    });
    const minutesOn = (minutes: number) => NOW + minutes * MINUTE_MS;
    for (let minutes = 0; minutes <= 121; minutes += 1) {
      clock.at = minutesOn(minutes);
      if (minutes === 30) waiting = [held('trd_1'), held('trd_2')];
      if (minutes === 61) waiting = [held('trd_2')];
      await look();
      await look();
    }

    expect(said).toEqual([
      { at: minutesOn(0), tradeId: 'trd_1' },
      { at: minutesOn(30), tradeId: 'trd_2' },
      { at: minutesOn(60), tradeId: 'trd_1' },
      { at: minutesOn(90), tradeId: 'trd_2' },
    ]);
  });

  it('BK-03: warns of what is not agreed on in time, and raises the alarm at once when it is too late', async () => {
    const clock = { at: NOW };
    const said: string[] = [];
    let level: AgeingView['level'] = 'warning';
    const of = (name: string) => (one: { kind: string }) => said.push(`${name} ${one.kind} ${clock.at - NOW}`);
    const look = makeAgeingWatch({
      list: async () => [{ ...held('trd_1'), kind: 'unaffirmed', level }],
      clock: { now: () => clock.at },
      log: { error: of('error'), warn: of('warn') } as never,
    });

    await look();
    clock.at += MINUTE_MS;
    await look();
    level = 'alarm';
    clock.at += MINUTE_MS;
    await look();

    expect(said).toEqual(['warn unaffirmed 0', `error unaffirmed ${2 * MINUTE_MS}`]);
  });
});

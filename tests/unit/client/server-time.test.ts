import { makeServerTime } from '../../../src/client/server-time.ts';
import { handClock } from '../market/hand-driven.ts';

const LOCAL = Date.UTC(2026, 10, 22, 8);
const instant = (epochMs: number) => new Date(epochMs).toISOString();

describe('following the clock of the service', () => {
  it('knows no offset before the service has said a time', () => {
    const time = makeServerTime(() => LOCAL);

    expect(time.offsetMs()).toBe(0);
    expect(time.now()).toBe(LOCAL);
  });

  it.each([{ ahead: 3_000 }, { ahead: 0 }, { ahead: -3_000 }])(
    'follows a service that is $ahead ms ahead',
    ({ ahead }) => {
      const clock = handClock(LOCAL);
      const time = makeServerTime(clock.now);

      time.observe(instant(LOCAL + ahead));
      clock.advance(500);

      expect(time.now()).toBe(LOCAL + ahead + 500);
    },
  );

  it('trusts the stamp that was shortest on its way', () => {
    const clock = handClock(LOCAL);
    const time = makeServerTime(clock.now);

    for (const journeyMs of [80, 5, 200]) time.observe(instant(LOCAL - journeyMs));

    expect(time.offsetMs()).toBe(-5);
  });

  it('forgets what it knew when asked to', () => {
    const time = makeServerTime(() => LOCAL);
    time.observe(instant(LOCAL + 60_000));

    time.reset();
    time.observe(instant(LOCAL - 10));

    expect(time.offsetMs()).toBe(-10);
  });

  it('passes over what is no time', () => {
    const time = makeServerTime(() => LOCAL);

    time.observe('soon');

    expect(time.offsetMs()).toBe(0);
  });
});

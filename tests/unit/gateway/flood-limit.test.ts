import { makeFloodLimit } from '../../../src/gateway/flood-limit.ts';

function aLimit(perSecond: number) {
  let now = 5_000;
  let floods = 0;
  const within = makeFloodLimit({
    perSecond,
    elapsed: () => now,
    onFlood: () => {
      floods += 1;
    },
  });
  return {
    within,
    floods: () => floods,
    pass: (ms: number) => {
      now += ms;
    },
    passed: (count: number) => Array.from({ length: count }, within).filter(({ ok }) => ok).length,
  };
}

describe('the messages of one connection', () => {
  it.each([
    { count: 4, within: 4 },
    { count: 5, within: 5 },
    { count: 6, within: 5 },
  ])('of 5 a second let $within of $count through', ({ count, within }) => {
    expect(aLimit(5).passed(count)).toBe(within);
  });

  it('are refused in words, with when to go on', () => {
    const limit = aLimit(2);
    limit.passed(2);
    limit.pass(400);

    expect(limit.within()).toEqual({
      ok: false,
      rejection: {
        code: 'RATE_LIMITED',
        message: 'more than 2 messages a second on one connection',
        retryable: true,
        details: { limit: 2, retryAfterMs: 600 },
      },
    });
  });

  it('are counted anew when the second is over, and not before', () => {
    const limit = aLimit(3);
    limit.passed(3);

    limit.pass(999);
    expect(limit.passed(1)).toBe(0);
    limit.pass(1);
    expect(limit.passed(5)).toBe(3);
  });

  it.each([
    { count: 40, floods: 0 },
    { count: 41, floods: 1 },
  ])('end it beyond 20 times the limit in a second: $count of 2, $floods', ({ count, floods }) => {
    const limit = aLimit(2);

    limit.passed(count);

    expect(limit.floods()).toBe(floods);
  });
});

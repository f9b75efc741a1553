import { makeRateLimit } from '../../../src/gateway/rate-limit.ts';

const { jest } = import.meta;

describe('the rate of requests', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.UTC(2026, 10, 22, 8) });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** How many of so many requests at once are within the rate. */
  const passed = async (
    withinRate: ReturnType<typeof makeRateLimit>,
    { account = 'acc_1', name = 'rfq.create', count }: { account?: string; name?: string; count: number },
  ) => {
    const results = await Promise.all(Array.from({ length: count }, () => withinRate(account, name)));
    return results.filter(({ ok }) => ok).length;
  };

  it.each([
    { count: 4, within: 4 },
    { count: 5, within: 5 },
    { count: 6, within: 5 },
  ])('of 5 a second lets $within of $count through', async ({ count, within }) => {
    expect(await passed(makeRateLimit(5), { count })).toBe(within);
  });

  it('TR-15: refuses in words, and says when to ask again', async () => {
    const withinRate = makeRateLimit(1);
    await withinRate('acc_1', 'rfq.create');
    jest.advanceTimersByTime(300);

    expect(await withinRate('acc_1', 'rfq.create')).toEqual({
      ok: false,
      rejection: {
        code: 'RATE_LIMITED',
        message: 'more than 1 rfq.create a second; try again in 700 ms',
        retryable: true,
        details: { retryAfterMs: 700 },
      },
    });
  });

  it('begins again when the second is over, and not before', async () => {
    const withinRate = makeRateLimit(2);
    await passed(withinRate, { count: 2 });

    jest.advanceTimersByTime(999);
    expect(await passed(withinRate, { count: 1 })).toBe(0);
    jest.advanceTimersByTime(1);
    expect(await passed(withinRate, { count: 3 })).toBe(2);
  });

  it('is counted by account and by name: nobody uses up another’s', async () => {
    const withinRate = makeRateLimit(2);
    await passed(withinRate, { count: 3 });

    expect(await passed(withinRate, { count: 3, account: 'acc_2' })).toBe(2);
    expect(await passed(withinRate, { count: 3, name: 'quote.accept' })).toBe(2);
  });
});

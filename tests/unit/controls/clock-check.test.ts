import { makeClockCheck } from '../../../src/controls/index.ts';

const NOW = Date.parse('2026-11-22T08:00:00.000Z');
const FED = [{ underlying: 'BTC-USD', feeds: [] }];

/** A service whose clock shows NOW, and whose database answers after `tookMs` with a clock that is ahead. */
function checkOf(toleranceMs = 1_000) {
  const clock = { now: NOW };
  const database = { aheadMs: 0, tookMs: 0, isDown: false };
  const lines: string[] = [];
  const log = {
    error: (_told: object, line: string) => lines.push(line),
    info: (_: object, line: string) => lines.push(line),
  };
  const check = makeClockCheck({
    toleranceMs,
    clock: { now: () => clock.now },
    readDatabase: async () => {
      if (database.isDown) throw new Error('no answer');
      clock.now += database.tookMs;
      return clock.now - database.tookMs / 2 + database.aheadMs;
    },
    log: log as never,
  });
  const halts = () => check.halts(() => FED);
  return { check, database, halts, lines };
}

describe('the clock of the service beside the database’s', () => {
  it.each([
    { aheadMs: 1_000, tookMs: 0, quotes: true },
    { aheadMs: 1_001, tookMs: 0, quotes: false },
    { aheadMs: -1_000, tookMs: 0, quotes: true },
    { aheadMs: -1_001, tookMs: 0, quotes: false },
    // An answer that took four seconds leaves two seconds open on either side.
    { aheadMs: 3_000, tookMs: 4_000, quotes: true },
    { aheadMs: 3_001, tookMs: 4_000, quotes: false },
  ])('AU-03: $aheadMs ms apart, read in $tookMs ms, lets quote: $quotes', async ({ quotes, ...reading }) => {
    const { check, database, halts } = checkOf();
    Object.assign(database, reading);

    await check.look();

    expect(halts().map(({ rule, code }) => [rule, code])).toEqual(quotes ? [] : [['AU-03', 'TRADING_PAUSED']]);
  });

  it('AU-03: halts from the first look that finds them apart until one that does not, and says both once', async () => {
    const { check, database, halts, lines } = checkOf();
    database.aheadMs = -5_000;
    await check.look();
    await check.look();
    const [halt] = halts();
    database.isDown = true;
    await expect(check.look()).rejects.toThrow('no answer');
    const still = halts();
    Object.assign(database, { isDown: false, aheadMs: 10 });
    await check.look();

    expect(halt).toMatchObject({
      scope: { underlying: 'BTC-USD' },
      message: expect.stringMatching(/^CLOCK -5000 ms/),
      since: NOW,
    });
    expect(still).toEqual([halt]);
    expect(halts()).toEqual([]);
    expect(lines).toEqual([
      'the clock differs from the database’s: nothing is quoted',
      'the clock agrees with the database’s again',
    ]);
  });

  it('AU-03: is not compared where the tolerance is 0', async () => {
    const { check, database, halts } = checkOf(0);
    database.aheadMs = 1e9;
    await check.look();

    expect(halts()).toEqual([]);
  });
});

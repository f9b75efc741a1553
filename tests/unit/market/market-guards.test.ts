import type { MarketCondition } from '../../../src/market/conditions.ts';
import { marketFaultsFor } from '../../../src/market/guards/faults-for.ts';
import { type MarketHaltChange, makeMarketGuards } from '../../../src/market/guards/market-guards.ts';
import { makeSnapshotPublisher } from '../../../src/market/publisher.ts';
import { identify } from '../../../src/market/snapshot-id.ts';
import { aBtcMarket } from '../../support/markets.ts';
import { failOnReport, handClock, handTimer } from './hand-driven.ts';

const START = Date.UTC(2026, 10, 22, 10);
const LIMITS = { spotStaleMs: 5_000, surfaceStaleMs: 60_000 };

const DIVERGED: MarketCondition = {
  code: 'VENUE_DIVERGENCE',
  rule: 'TR-05',
  scope: { underlying: 'BTC-USD' },
  message: '2 venues of BTC-USD are 100.0 bp apart, limit 75 bp',
};
const DEPEGGED: MarketCondition = {
  code: 'STABLECOIN_DEPEGGED',
  rule: 'ST-03',
  scope: { currency: 'USDT' },
  message: 'USDT-USD is 0.970000, band 0.9950 to 1.0050',
};

interface Faults {
  readonly spotAgeMs?: number;
  readonly surfaceAgeMs?: number;
  readonly conditions?: readonly MarketCondition[];
}

/** A market that publishes when told to, and guards whose timer fires every 250 ms of the hand-driven clock. */
function aGuardedMarket(recoveryMs = 5_000) {
  const clock = handClock(START);
  const timer = handTimer();
  const { publish, ...feed } = makeSnapshotPublisher(failOnReport);
  const guards = makeMarketGuards({
    feed,
    clock,
    limits: LIMITS,
    recoveryMs,
    reportError: failOnReport,
    every: timer.every,
  });
  const changes: MarketHaltChange[] = [];
  guards.onChange((change) => changes.push(change));
  guards.start();
  const show = ({ spotAgeMs = 0, surfaceAgeMs = 0, conditions = [] }: Faults = {}) => {
    const now = clock.now();
    const market = aBtcMarket({ asOf: now, spotAt: now - spotAgeMs, surfaceAt: now - surfaceAgeMs });
    publish(identify(market, { conditions }));
  };
  /** Time passes; with `faults` the market goes on publishing, without it nothing comes. */
  const pass = (ms: number, faults: Faults | null) => {
    for (let passed = 0; passed < ms; passed += 250) {
      clock.advance(250);
      if (faults !== null) show(faults);
      timer.fire();
    }
  };
  const codes = () => guards.halts().map(({ code }) => code);
  const told = () => changes.map(({ kind, halt, at }) => `${at - START} ${kind} ${halt.code}`);
  return { clock, timer, guards, changes, show, pass, codes, told };
}

describe('the guards of a market', () => {
  it('halt nothing before the first snapshot, nor on one that starts fresh', () => {
    const market = aGuardedMarket();
    market.pass(1_000, null);
    expect(market.codes()).toEqual([]);
    market.show();
    expect(market.codes()).toEqual([]);
    expect(market.changes).toEqual([]);
  });

  it('halt a market that stops moving within a second after its limit, though nothing is published', () => {
    const market = aGuardedMarket();
    market.show();
    market.pass(5_000, null);
    expect(market.told()).toEqual([]);
    market.pass(1_000, null);
    expect(market.told()).toEqual(['5250 raised MARKET_STALE']);
  });

  it.each<{ what: string; code: string; faults: Faults }>([
    { what: 'a stale spot', code: 'MARKET_STALE', faults: { spotAgeMs: 5_001 } },
    { what: 'a stale surface', code: 'SURFACE_STALE', faults: { surfaceAgeMs: 60_001 } },
    { what: 'a divergence of venues', code: 'VENUE_DIVERGENCE', faults: { conditions: [DIVERGED] } },
    { what: 'a depeg', code: 'STABLECOIN_DEPEGGED', faults: { conditions: [DEPEGGED] } },
  ])('halt $what with its own code, and lift it after the clean seconds', ({ code, faults }) => {
    const market = aGuardedMarket();
    market.show();
    market.pass(250, faults);
    expect(market.told()).toEqual([`250 raised ${code}`]);
    market.pass(2_000, faults);
    market.pass(5_000, {});
    expect(market.codes()).toEqual([code]);
    market.pass(250, {});
    expect(market.codes()).toEqual([]);
    expect(market.told()).toEqual([`250 raised ${code}`, `7500 lifted ${code}`]);
  });

  it('begin to count again when the fault comes back', () => {
    const market = aGuardedMarket();
    market.pass(250, { conditions: [DIVERGED] });
    market.pass(4_750, {});
    market.pass(250, { conditions: [DIVERGED] });
    market.pass(5_000, {});
    expect(market.codes()).toEqual(['VENUE_DIVERGENCE']);
    market.pass(250, {});
    expect(market.told()).toEqual(['250 raised VENUE_DIVERGENCE', '10500 lifted VENUE_DIVERGENCE']);
  });

  it('keep a halt for each fault: one is lifted while another stays', () => {
    const market = aGuardedMarket();
    market.pass(250, { conditions: [DIVERGED, DEPEGGED] });
    market.pass(5_500, { conditions: [DEPEGGED] });
    expect(market.codes()).toEqual(['STABLECOIN_DEPEGGED']);
  });

  it('do not hold time that nobody watched for clean', () => {
    const market = aGuardedMarket();
    market.pass(250, { conditions: [DIVERGED] });
    market.pass(250, {});
    market.clock.advance(60_000); // the process stood still
    market.show();
    market.timer.fire();
    expect(market.codes()).toEqual(['VENUE_DIVERGENCE']);
    market.pass(5_000, {});
    expect(market.codes()).toEqual([]);
  });

  it('do not wait for a clock that was set back', () => {
    const market = aGuardedMarket();
    market.pass(250, { conditions: [DIVERGED] });
    market.pass(250, {});
    market.clock.advance(-3_600_000);
    market.pass(5_250, {});
    expect(market.codes()).toEqual([]);
  });

  it('lift at once with no clean seconds to wait for, and look again whenever they are asked', () => {
    const market = aGuardedMarket(0);
    market.show({ conditions: [DIVERGED] });
    expect(market.codes()).toEqual(['VENUE_DIVERGENCE']);
    market.show();
    expect(market.codes()).toEqual([]);
    market.clock.advance(5_001);
    expect(market.codes()).toEqual(['MARKET_STALE']);
  });

  it('miss an underlying that was there before', () => {
    const market = aGuardedMarket();
    market.show();
    const bare = { ...aBtcMarket({ asOf: market.clock.now() }), underlyings: {} };
    const publisher = makeSnapshotPublisher(failOnReport);
    publisher.publish(identify(aBtcMarket({ asOf: START })));
    const guards = makeMarketGuards({
      feed: publisher,
      clock: market.clock,
      limits: LIMITS,
      recoveryMs: 0,
      reportError: failOnReport,
    });
    expect(guards.halts()).toEqual([]);
    publisher.publish(identify(bare));
    expect(guards.halts()).toMatchObject([{ code: 'NO_MARKET_DATA', scope: { underlying: 'BTC-USD' } }]);
  });

  it('go on looking when a listener throws, and say that it did', () => {
    const reported: unknown[] = [];
    const publisher = makeSnapshotPublisher(failOnReport);
    const clock = handClock(START);
    const guards = makeMarketGuards({
      feed: publisher,
      clock,
      limits: LIMITS,
      recoveryMs: 0,
      reportError: (error) => reported.push(error),
    });
    guards.onChange(() => {
      throw new Error('no room to write');
    });
    publisher.publish(identify(aBtcMarket({ asOf: START }), { conditions: [DIVERGED] }));
    expect(guards.halts()).toHaveLength(1);
    expect(reported).toEqual([new Error('no room to write')]);
  });

  it('stop with their timer, and start only once they are told to', () => {
    const market = aGuardedMarket();
    expect(market.timer.delaysMs()).toEqual([250]);
    market.guards.stop();
    expect(market.timer.delaysMs()).toEqual([]);
    market.show({ conditions: [DIVERGED] });
    expect(market.changes).toEqual([]);
  });
});

describe('what stands against one contract', () => {
  const now = START;
  const fresh = aBtcMarket({ asOf: now });
  const ask = (halts: Parameters<typeof marketFaultsFor>[1]['halts'], currencies: readonly string[] = ['USD']) =>
    marketFaultsFor(fresh, { underlying: 'BTC-USD', currencies, now, limits: LIMITS, halts });
  const halted = (condition: MarketCondition, cleanSince: number | null = null) => ({
    ...condition,
    since: now - 9_000,
    cleanSince,
  });

  it('is nothing on a clean market', () => {
    expect(ask([])).toEqual([]);
  });

  it('is a halt of its underlying, not of another', () => {
    expect(ask([halted({ ...DIVERGED, scope: { underlying: 'ETH-USD' } })])).toEqual([]);
    expect(ask([halted(DIVERGED)])).toEqual([DIVERGED]);
  });

  it('is a depeg only for what settles in that stablecoin or is paid in it', () => {
    expect(ask([halted(DEPEGGED)], ['USD', 'BTC'])).toEqual([]);
    expect(ask([halted(DEPEGGED)], ['USD', 'USDT'])).toEqual([DEPEGGED]);
  });

  it('says that it waits for clean seconds', () => {
    expect(ask([halted(DIVERGED, now - 1_250)])[0]?.message).toBe(
      'recovering, clean for 1250 ms; was: 2 venues of BTC-USD are 100.0 bp apart, limit 75 bp',
    );
  });

  it('is said once when the age and the halt say the same', () => {
    const stale = aBtcMarket({ asOf: now, spotAt: now - 6_000 });
    const halt = halted({ ...DIVERGED, message: 'spot of BTC-USD is 5250 ms old, limit 5000 ms' });
    const halts = [{ ...halt, code: 'MARKET_STALE' as const }];
    expect(marketFaultsFor(stale, { underlying: 'BTC-USD', currencies: [], now, limits: LIMITS, halts })).toEqual([
      expect.objectContaining({ code: 'MARKET_STALE', message: 'spot of BTC-USD is 6000 ms old, limit 5000 ms' }),
    ]);
  });
});

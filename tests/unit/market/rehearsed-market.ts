import { simulatedMarket } from '../../../src/market/index.ts';
import type { ScenarioMessage } from '../../../src/market/scenario-message.ts';
import { inProcessBus } from '../../../src/platform/bus/in-process.ts';
import { failOnReport, handClock, handTimer } from './hand-driven.ts';

export const START = Date.parse('2026-11-22T10:00:00.000Z');
export const SECOND = 1_000;
const TOPIC = 'market.scenario';

/** A simulated market with a bus on which scenarios are asked for, and time in the test's hand. */
export async function aRehearsedMarket({ reportError = failOnReport } = {}) {
  const clock = handClock(START);
  const bus = inProcessBus();
  const feed = simulatedMarket({ clock, seed: 7, reportError, every: handTimer().every, bus });
  await feed.start();
  return {
    feed,
    bus,
    ask: (asked: Partial<ScenarioMessage>) =>
      bus.publish(TOPIC, { scenario: 'normal', venue: null, durationSeconds: null, setBy: 'trader-1', ...asked }),
    /** Passes so much time, a tick every 250 ms. */
    pass(ms: number) {
      for (let passed = 0; passed < ms; passed += 250) {
        clock.advance(250);
        feed.tick();
      }
    },
    /** Passes time without a tick. */
    sleep: (ms: number) => clock.advance(ms),
    jump(ms: number) {
      clock.advance(ms);
      feed.tick();
    },
    seen() {
      const current = feed.current();
      const btc = current?.snapshot.underlyings['BTC-USD'];
      if (current === null || btc?.volatility.kind !== 'svi') throw new Error('the market must have BTC-USD');
      const { asOf, conversions } = current.snapshot;
      const slice = btc.volatility.slices[0];
      if (slice === undefined) throw new Error('the surface must have slices');
      return {
        current,
        spot: btc.spot,
        spotAgeMs: asOf - btc.spotAt,
        surfaceAgeMs: asOf - btc.surfaceAt,
        usdt: conversions['USDT'] ?? Number.NaN,
        codes: [...new Set(current.conditions.map(({ code }) => code))],
        volatility: feed.status().surfaces[0]?.slices[4]?.atTheMoneyVolatility ?? Number.NaN,
        rho: slice.rho,
      };
    },
    scenario: () => feed.status().scenario,
  };
}

import type { Config } from './config.ts';
import { databaseNow, fedUnderlyings, feedHalts, makeClockCheck } from './controls/index.ts';
import { type MarketGuards, type MarketLimits, makeMarketGuards, reportMarket } from './market/index.ts';
import type { Rulebooks } from './rfq/index.ts';
import type { World } from './world.ts';

/** The guards of the market, which report what they see; what rests on a feed that was pulled is halted too, and all of it by a clock that is off. */
export function guardsOf({ config, db, market, clock, log, metrics }: World, rulebooks: Rulebooks): MarketGuards {
  const guards = makeMarketGuards({
    feed: market,
    clock,
    limits: marketLimits(config),
    recoveryMs: config.MARKET_RECOVERY_SECONDS * 1000,
    reportError: (error) => log.error({ err: error }, 'the market could not be guarded'),
  });
  const stopReporting = reportMarket({ market, guards, clock, log, metrics });
  const clocks = makeClockCheck({
    readDatabase: () => databaseNow(db),
    clock,
    toleranceMs: config.CLOCK_TOLERANCE_MS,
    log,
  });
  return {
    ...guards,
    start() {
      guards.start();
      clocks.start();
    },
    halts() {
      const pulled = rulebooks.current().switches.filter(({ scope }) => scope === 'FEED');
      const fed = () => fedUnderlyings(market);
      const halts = [...guards.halts(), ...clocks.halts(fed)];
      return pulled.length === 0 ? halts : [...halts, ...feedHalts(pulled, fed())];
    },
    stop() {
      guards.stop();
      clocks.stop();
      stopReporting();
    },
  };
}

/** How old prices may be to be quoted on. */
export function marketLimits({ SPOT_STALE_MS: spotStaleMs, SURFACE_STALE_MS: surfaceStaleMs }: Config): MarketLimits {
  return { spotStaleMs, surfaceStaleMs };
}

import type { Config } from './config.ts';
import { fedUnderlyings, feedHalts } from './controls/index.ts';
import { type MarketGuards, type MarketLimits, makeMarketGuards, reportMarket } from './market/index.ts';
import type { Rulebooks } from './rfq/index.ts';
import type { World } from './world.ts';

/** The guards of the market, which report what they see; what rests on a feed that was pulled is halted too. */
export function guardsOf({ config, market, clock, log, metrics }: World, rulebooks: Rulebooks): MarketGuards {
  const guards = makeMarketGuards({
    feed: market,
    clock,
    limits: marketLimits(config),
    recoveryMs: config.MARKET_RECOVERY_SECONDS * 1000,
    reportError: (error) => log.error({ err: error }, 'the market could not be guarded'),
  });
  const stopReporting = reportMarket({ market, guards, clock, log, metrics });
  return {
    ...guards,
    halts() {
      const pulled = rulebooks.current().switches.filter(({ scope }) => scope === 'FEED');
      const halts = guards.halts();
      return pulled.length === 0 ? halts : [...halts, ...feedHalts(pulled, fedUnderlyings(market))];
    },
    stop() {
      guards.stop();
      stopReporting();
    },
  };
}

/** How old prices may be to be quoted on. */
export function marketLimits({ SPOT_STALE_MS: spotStaleMs, SURFACE_STALE_MS: surfaceStaleMs }: Config): MarketLimits {
  return { spotStaleMs, surfaceStaleMs };
}

import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logging.ts';
import type { Metrics } from '../platform/metrics.ts';
import { scopeText } from './guards/market-fault.ts';
import type { MarketGuards, MarketHaltChange } from './guards/market-guards.ts';
import type { MarketFeed } from './port.ts';

export interface ReportMarketOptions {
  readonly market: Pick<MarketFeed, 'onSnapshot'>;
  readonly guards: Pick<MarketGuards, 'onChange'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Tells operators how the market does: every halt raised and lifted in the log, the rest in the metrics. */
export function reportMarket({ market, guards, clock, log, metrics }: ReportMarketOptions): void {
  guards.onChange((change) => {
    const labels = { code: change.halt.code, scope: scopeText(change.halt.scope) };
    metrics.marketHalts.set(labels, change.kind === 'raised' ? 1 : 0);
    if (change.kind === 'raised') metrics.marketHaltsRaised.inc(labels);
    tellHalt(log, change);
  });
  market.onSnapshot(({ snapshot }) => {
    const now = clock.now();
    for (const [underlying, { spotAt, surfaceAt }] of Object.entries(snapshot.underlyings)) {
      metrics.marketAgeSeconds.set({ underlying }, (now - spotAt) / 1000);
      metrics.surfaceAgeSeconds.set({ underlying }, (now - surfaceAt) / 1000);
    }
  });
}

function tellHalt(log: Logger, { kind, halt, at }: MarketHaltChange): void {
  const { code, rule, scope, message, since } = halt;
  const facts = { code, rule, scope: scopeText(scope), reason: message };
  if (kind === 'raised') log.warn(facts, 'quoting is halted by the market');
  else log.info({ ...facts, haltedMs: at - since }, 'quoting goes on: the market has recovered');
}

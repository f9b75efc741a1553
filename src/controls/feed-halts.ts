import type { MarketHalt } from '../market/index.ts';
import { killMessage } from './switch-failures.ts';
import type { PulledSwitch } from './switches.ts';

/** Which feeds the prices of an underlying rest on. */
export interface FedUnderlying {
  readonly underlying: string;
  readonly feeds: readonly string[];
}

/** Rule TR-12 for feeds: whatever rests on one that was pulled is not quoted, until it is re-armed. */
export function feedHalts(pulled: readonly PulledSwitch[], fed: readonly FedUnderlying[]): MarketHalt[] {
  return pulled
    .filter(({ scope }) => scope === 'FEED')
    .flatMap((one) =>
      fed
        .filter(({ feeds }) => feeds.includes(one.target))
        .map(
          ({ underlying }): MarketHalt => ({
            code: 'TRADING_PAUSED',
            rule: 'TR-12',
            scope: { underlying },
            message: killMessage(one),
            since: one.pulledAt,
            cleanSince: null,
          }),
        ),
    );
}

import type { ActivityListView } from '../contracts/activity.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logging.ts';

const HOUR_MS = 3_600_000;

/** Looks once an hour, and names each client who asked for many quotes of the last day and traded on hardly any (TR-15). */
export function makeActivityWatch({
  list,
  clock,
  log,
}: {
  readonly list: (asked: { hours: number; now: number }) => Promise<ActivityListView>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}) {
  let next = Number.NEGATIVE_INFINITY;
  return async function lookAtActivity(): Promise<void> {
    const now = clock.now();
    if (now < next) return;
    next = now + HOUR_MS;
    const { items } = await list({ hours: 24, now });
    for (const { accountId, quoted, traded } of items.filter((one) => one.seldomTrades))
      log.warn({ rule: 'TR-15', accountId, quoted, traded }, 'a client asks for many quotes and trades on hardly any');
  };
}

import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ok, type Result, reject } from '../contracts/result.ts';

/** Rule TR-15: so many requests of one name a second and account, on this node. */
export function makeRateLimit(perSecond: number) {
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  return async function withinRate(accountId: string, name: string): Promise<Result<void>> {
    try {
      await limiter.consume(`${accountId} ${name}`);
      return ok(undefined);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const retryAfterMs = refused.msBeforeNext;
      return reject('RATE_LIMITED', `more than ${perSecond} ${name} a second; try again in ${retryAfterMs} ms`, {
        retryAfterMs,
      });
    }
  };
}

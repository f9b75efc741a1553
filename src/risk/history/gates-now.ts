import type { MarketSnapshot } from '../../../pricing/index.ts';
import { guardMarket, staleAgeOf } from '../../market/index.ts';
import type { PastFailure, PastRequest } from './past-request.ts';
import type { WhatIfSettings } from './settings.ts';

/** Refusals that another model, policy or market may lift. */
const OF_THE_MODEL = new Set(['MODEL_RANGE']);

/** Whether what refused a request may be gone under these settings: then it is to be priced. */
export function mayBeLifted({ failures }: PastRequest, settings: WhatIfSettings): boolean {
  return failures.length > 0 && failures.every((failure) => isLifted(failure, settings));
}

function isLifted(
  { code, message }: PastFailure,
  { staleFeed, modelVersion, policy, volatilityPoints }: WhatIfSettings,
) {
  if (OF_THE_MODEL.has(code)) return modelVersion !== null || policy !== null || volatilityPoints !== 0;
  const stale = staleAgeOf(message);
  if (stale === null || staleFeed === null) return false;
  const limit = stale.of === 'spot' ? staleFeed.spotStaleMs : staleFeed.surfaceStaleMs;
  return limit !== null && stale.ageMs <= limit;
}

/** What the ages of a quote's prices have against it now; nothing where those limits are not changed. */
export function staleNow(
  snapshot: MarketSnapshot,
  { underlying, at }: { readonly underlying: string; readonly at: string },
  { staleFeed }: WhatIfSettings,
): { readonly rule: string; readonly message: string }[] {
  if (staleFeed === null) return [];
  const { spotStaleMs, surfaceStaleMs } = staleFeed;
  const limits = {
    spotStaleMs: spotStaleMs ?? Number.POSITIVE_INFINITY,
    surfaceStaleMs: surfaceStaleMs ?? Number.POSITIVE_INFINITY,
  };
  const faults = guardMarket(snapshot, { underlying, now: Date.parse(at), limits });
  return faults.map(({ rule, message }) => ({ rule, message }));
}

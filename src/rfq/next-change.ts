import type { Rulebook } from './rulebook.ts';

/**
 * The next instant at which a rule in this book begins or ends by itself, without anybody changing it; null when none
 * does. UTC epoch ms, after `now`.
 */
export function nextRuleChangeAt({ approvals }: Pick<Rulebook, 'approvals'>, now: number): number | null {
  let next: number | null = null;
  for (const { effectiveFrom, expiresAt } of approvals) {
    for (const at of [effectiveFrom, expiresAt]) if (at > now && (next === null || at < next)) next = at;
  }
  return next;
}

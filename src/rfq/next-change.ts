import { nextApprovalChangeAt } from '../approvals/index.ts';
import { nextFileChangeAt } from '../clients/index.ts';
import type { Rulebook } from './rulebook.ts';

/**
 * The next instant at which a rule in this book begins or ends by itself, without anybody changing it; null when none
 * does. UTC epoch ms, after `now`.
 */
export function nextRuleChangeAt(
  { approvals, clientFiles, overrides }: Pick<Rulebook, 'approvals' | 'clientFiles' | 'overrides'>,
  now: number,
): number | null {
  const overridesEnd = overrides.map(({ expiresAt }) => expiresAt).filter((at) => at > now);
  const ats = [nextApprovalChangeAt(approvals, now), nextFileChangeAt(clientFiles.values(), now), ...overridesEnd];
  const coming = ats.filter((at) => at !== null);
  return coming.length === 0 ? null : Math.min(...coming);
}

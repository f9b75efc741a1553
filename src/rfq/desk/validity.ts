import type { SpreadPolicy } from '../../quoting/index.ts';
import type { DeskPolicy } from './policy.ts';

export interface ValidityQuestion {
  readonly mode: 'automatic' | 'desk';
  /** Of the legs. */
  readonly kinds: readonly string[];
  readonly notionalUsd: number;
  /** Annualised; null for a package without options. */
  readonly volatility: number | null;
  /** What the client asked for, or the trader. */
  readonly desiredTtlMs: number | null;
}

type ValidityRule = DeskPolicy['validity'][number];

/** How long a quote lives, ms: as asked, within the first rule that fits and the bounds of the spread policy. */
export function ttlMsFor(
  question: ValidityQuestion,
  { rules, bounds }: { rules: readonly ValidityRule[]; bounds: SpreadPolicy['validity'] },
): number {
  const rule = rules.find((one) => fits(one, question));
  const most = Math.min(rule?.maxTtlMs ?? bounds.maxTtlMs, bounds.maxTtlMs);
  const wanted = question.desiredTtlMs ?? rule?.defaultTtlMs ?? bounds.defaultTtlMs;
  return Math.max(Math.min(wanted, most), bounds.minTtlMs);
}

function fits(rule: ValidityRule, { mode, kinds, notionalUsd, volatility }: ValidityQuestion): boolean {
  return (
    (rule.mode ?? mode) === mode &&
    (rule.kind === undefined || kinds.includes(rule.kind)) &&
    notionalUsd >= (rule.minNotionalUsd ?? 0) &&
    (volatility ?? 0) >= (rule.minVolatility ?? 0)
  );
}

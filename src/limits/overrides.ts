import type { RuleFailure } from '../approvals/index.ts';

/** An exception to one rule, asked for by one person and granted by another. */
export interface Override {
  readonly overrideId: string;
  readonly rule: string;
  readonly accountId: string;
  /** Null for every request of the account. */
  readonly rfqId: string | null;
  /** UTC epoch ms; in force before it. */
  readonly expiresAt: number;
}

/**
 * Rule TR-11: judgement of the firm may be overruled by the firm; the law, the market and the clock may not. Anything
 * that is not here is refused: the approvals (PA-…), the legal gates of clients (CL-01 to CL-05, CL-10, CL-13), ST-01, the
 * kill switch, stale markets, expired quotes.
 */
export const OVERRIDABLE_RULES: readonly string[] = [
  'TR-01',
  'TR-02',
  'TR-03',
  'TR-07',
  'CL-06',
  'CL-07',
  'CL-08',
  'CL-09',
];

export interface Overridden extends RuleFailure {
  readonly overrideId: string;
}

/** Which failures stand, and which were excepted. A failure that may not be overridden stands whatever is stored. */
export function withOverrides(
  failures: readonly RuleFailure[],
  {
    overrides,
    accountId,
    rfqId,
    now,
  }: {
    readonly overrides: readonly Override[];
    readonly accountId: string;
    /** Null before the request has an id. */
    readonly rfqId: string | null;
    readonly now: number;
  },
): { readonly failures: readonly RuleFailure[]; readonly overridden: readonly Overridden[] } {
  if (failures.length === 0 || overrides.length === 0) return { failures, overridden: [] };
  const standing: RuleFailure[] = [];
  const overridden: Overridden[] = [];
  for (const failure of failures) {
    const granted = overrides.find(
      (one) =>
        one.rule === failure.rule &&
        OVERRIDABLE_RULES.includes(failure.rule) &&
        one.accountId === accountId &&
        (one.rfqId === null || one.rfqId === rfqId) &&
        now < one.expiresAt,
    );
    if (granted === undefined) standing.push(failure);
    else overridden.push({ ...failure, overrideId: granted.overrideId });
  }
  return { failures: standing, overridden };
}

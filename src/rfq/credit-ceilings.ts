import type { Exposure } from '../limits/index.ts';
import { toInstant } from '../platform/clock.ts';
import { Decimal } from '../platform/decimal.ts';
import type { Decision } from './gates.ts';

/** What one request of a batch needs of its account's credit. */
export interface CreditNeed {
  readonly account_id: string;
  /** Dollars that this quote reserves. */
  readonly need_usd: string;
  /**
   * The decisions stand while not more than this is in use by trades and other live quotes of the account; null where
   * two people excepted it.
   */
  readonly ceiling_usd: string | null;
  readonly at: string;
}

/** Null when none is needed. The decisions are a moment apart: the lower ceiling holds for both. */
export function creditNeedOf(
  decisions: readonly Decision[],
  { accountId, creditUsd }: Exposure,
  receivedAt: number,
): CreditNeed | null {
  const ceilings = decisions.flatMap(({ creditCeilingUsd }) => creditCeilingUsd ?? []);
  const need = Decimal.max(creditUsd.buy, creditUsd.sell);
  if (ceilings.length === 0 && need.isZero()) return null;
  return {
    account_id: accountId,
    need_usd: need.toFixed(),
    ceiling_usd: ceilings.length === 0 ? null : Decimal.min(...ceilings).toFixed(),
    at: toInstant(receivedAt),
  };
}

interface WithCredit {
  readonly credit: CreditNeed | null;
}

/**
 * The ceilings as the database compares them: requests of one batch are committed at once, so that each has to leave
 * room for those before it.
 */
export function batchCeilings(records: readonly WithCredit[]): CreditNeed[] {
  const before = new Map<string, Decimal>();
  return records.flatMap(({ credit }) => {
    if (credit === null) return [];
    const { account_id, need_usd, ceiling_usd, at } = credit;
    const reserved = before.get(account_id) ?? new Decimal(0);
    before.set(account_id, reserved.plus(need_usd));
    const left = ceiling_usd === null ? null : new Decimal(ceiling_usd).minus(reserved).toFixed();
    return [{ account_id, need_usd, ceiling_usd: left, at }];
  });
}

/** Which of them fit, in their order, where this much of some accounts' credit is in use; those that need none do. */
export function fitting(records: readonly WithCredit[], usedUsd: ReadonlyMap<string, string>): boolean[] {
  const used = new Map([...usedUsd].map(([accountId, dollars]) => [accountId, new Decimal(dollars)]));
  return records.map(({ credit }) => {
    const inUse = credit === null ? undefined : used.get(credit.account_id);
    if (credit === null || inUse === undefined) return true;
    if (credit.ceiling_usd !== null && inUse.gt(credit.ceiling_usd)) return false;
    used.set(credit.account_id, inUse.plus(credit.need_usd));
    return true;
  });
}

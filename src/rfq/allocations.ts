import { type Result, reject } from '../contracts/result.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import type { Executor } from '../platform/database/database.ts';

/** Why a trade cannot be split so: each share goes to an active sub-account of the account that asks. Null when it can. */
export async function allocationRefusal(
  db: Executor,
  { allocations = [] }: CreateRfqRequest,
  accountId: string,
): Promise<Extract<Result<never>, { ok: false }> | null> {
  if (allocations.length === 0) return null;
  const rows = await db
    .selectFrom('sub_account')
    .select('sub_account_id')
    .where('account_id', '=', accountId)
    .where('active', '=', true)
    .execute();
  const own = new Set(rows.map((row) => row.sub_account_id));
  const index = allocations.findIndex((share) => !own.has(share.accountId));
  const stranger = allocations[index];
  if (stranger === undefined) return null;
  const path = `allocations.${index}.accountId`;
  const rule = 'must be an active sub-account of the account that asks';
  return reject('VALIDATION_FAILED', `${path} ${rule}, was ${stranger.accountId}`, {
    path,
    value: stranger.accountId,
    rule,
  });
}

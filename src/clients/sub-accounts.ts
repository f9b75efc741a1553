import type { SubAccountView } from '../contracts/catalogue.ts';
import type { Executor } from '../platform/database/database.ts';

/** Where an account's trades may be allocated: funds and books of the same client, without credit or users of their own. */
export async function listSubAccounts(db: Executor, accountId: string): Promise<SubAccountView[]> {
  const rows = await db
    .selectFrom('sub_account')
    .select(['sub_account_id', 'name'])
    .where('account_id', '=', accountId)
    .where('active', '=', true)
    .orderBy('sub_account_id')
    .execute();
  return rows.map((row) => ({ accountId: row.sub_account_id, name: row.name }));
}

export async function insertSubAccount(
  db: Executor,
  {
    accountId,
    subAccountId,
    name,
    createdAt,
  }: {
    readonly accountId: string;
    readonly subAccountId: string;
    readonly name: string;
    readonly createdAt: Date;
  },
): Promise<void> {
  await db
    .insertInto('sub_account')
    .values({ sub_account_id: subAccountId, account_id: accountId, name, active: true, created_at: createdAt })
    .execute();
}

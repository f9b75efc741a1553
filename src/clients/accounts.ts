import type { ClientClass } from '../contracts/approval-terms.ts';
import type { Executor } from '../platform/database/database.ts';

export const TIERS = ['platinum', 'gold', 'silver'] as const;
/** How close to the model value a client is quoted. */
export type Tier = (typeof TIERS)[number];

export interface Account {
  readonly accountId: string;
  readonly name: string;
  readonly clientClass: ClientClass;
  readonly tier: Tier;
  readonly status: 'active' | 'suspended';
  /** US dollars of exposure allowed at once; decimal text. */
  readonly creditLimitUsd: string;
}

export async function loadAccounts(db: Executor): Promise<Map<string, Account>> {
  const rows = await db.selectFrom('account').selectAll().execute();
  return new Map(
    rows.map((row) => [
      row.account_id,
      {
        accountId: row.account_id,
        name: row.name,
        clientClass: row.client_class as ClientClass,
        tier: row.tier as Tier,
        status: row.status as Account['status'],
        creditLimitUsd: row.credit_limit_usd,
      },
    ]),
  );
}

/** Adds an account. The caller raises the control epoch in the same transaction. */
export async function insertAccount(db: Executor, account: Account & { createdAt: Date }): Promise<void> {
  await db
    .insertInto('account')
    .values({
      account_id: account.accountId,
      name: account.name,
      client_class: account.clientClass,
      tier: account.tier,
      status: account.status,
      credit_limit_usd: account.creditLimitUsd,
      created_at: account.createdAt,
    })
    .execute();
}

export async function hasAccount(db: Executor, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom('account')
    .select('account_id')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row !== undefined;
}

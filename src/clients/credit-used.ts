import { sql } from 'kysely';
import type { Database, Executor } from '../platform/database/database.ts';

/** Dollars in use by acceptances whose exposure has not ended: what was accepted counts before it is booked. */
export async function creditUsedUsd(db: Executor, accountId: string, now: number): Promise<string> {
  const used = await readCreditUsed(db, [accountId], now);
  return used.get(accountId) ?? '0';
}

/** As `creditUsedUsd`, for whoever reads it for many requests. */
export type CreditReader = (accountId: string, now: number) => Promise<string>;

interface Question {
  readonly accountId: string;
  readonly now: number;
  resolve(used: string): void;
  reject(error: unknown): void;
}

/**
 * Groups reads: requests of one turn of the event loop, and those that arrive while a read is under way, share one
 * statement. They also share its instant, the earliest of theirs, at which not less was in use than at their own.
 */
export function makeCreditReader(db: Database): CreditReader {
  let waiting: Question[] = [];
  let reading = false;

  const readAll = async () => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await answerGroup(db, group);
    }
    reading = false;
  };

  return (accountId, now) =>
    new Promise((resolve, reject) => {
      waiting.push({ accountId, now, resolve, reject });
      if (reading) return;
      reading = true;
      setImmediate(() => void readAll());
    });
}

async function answerGroup(db: Database, group: readonly Question[]): Promise<void> {
  try {
    const accountIds = [...new Set(group.map(({ accountId }) => accountId))];
    const used = await readCreditUsed(db, accountIds, Math.min(...group.map(({ now }) => now)));
    for (const { accountId, resolve } of group) resolve(used.get(accountId) ?? '0');
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

/**
 * The sum of each account by itself, so that the plan uses the index for any number of accounts; as JSON, because the
 * planner looks at the length of an array and would plan each call anew.
 */
async function readCreditUsed(db: Executor, accountIds: readonly string[], now: number): Promise<Map<string, string>> {
  const { rows } = await sql<{ account_id: string; used: string }>`/* prepared: credit_used */
    select asked.account_id, credit.used
    from json_array_elements_text(${JSON.stringify(accountIds)}::json) as asked (account_id)
    cross join lateral (
      select coalesce(sum(credit_use_usd), 0) as used from acceptance
      where account_id = asked.account_id and accepted and credit_until > ${new Date(now)}
    ) as credit`.execute(db);
  return new Map(rows.map((row) => [row.account_id, row.used]));
}

import type { WaitingChange } from '../contracts/users.ts';
import { canonicalJson } from '../platform/canonical-json.ts';
import type { Executor, Tx } from '../platform/database/database.ts';

/** A proposal that nobody has seconded by then is over. */
const PROPOSAL_MS = 24 * 3_600_000;

/** What lets somebody in, or lets them do more: of these an administrator asks for one and a second one for the same. */
export type TwoPersonChange = WaitingChange['change'];

export interface AskedChange {
  readonly userId: string;
  readonly change: TwoPersonChange;
  /** What both must have asked for alike. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly reason: string;
  /** Name of the administrator who asks. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Null while nobody else has asked for the same; the one who asked first, once somebody has: then it is to be done now. */
export async function secondChange(tx: Tx, asked: AskedChange): Promise<{ readonly proposedBy: string } | null> {
  const { userId, change, reason, by, at } = asked;
  const content = canonicalJson(asked.content);
  // Deleting claims it: of two who second one proposal at once, one does the change.
  const claimed = await tx
    .deleteFrom('access_proposal')
    .where('user_id', '=', userId)
    .where('change', '=', change)
    .where('content', '=', content)
    .where('proposed_by', '!=', by)
    .where('ends_at', '>', new Date(at))
    .returning('proposed_by')
    .executeTakeFirst();
  if (claimed !== undefined) return { proposedBy: claimed.proposed_by };
  const proposal = {
    content,
    reason,
    proposed_by: by,
    proposed_at: new Date(at),
    ends_at: new Date(at + PROPOSAL_MS),
  };
  await tx
    .insertInto('access_proposal')
    .values({ user_id: userId, change, ...proposal })
    .onConflict((conflict) => conflict.columns(['user_id', 'change']).doUpdateSet(proposal))
    .execute();
  return null;
}

/** Proposals that still wait at `at`, by user; of one user or of all. */
export async function readWaiting(
  db: Executor,
  { at, userId }: { readonly at: number; readonly userId?: string },
): Promise<ReadonlyMap<string, WaitingChange[]>> {
  const waiting = db
    .selectFrom('access_proposal')
    .selectAll()
    .where('ends_at', '>', new Date(at))
    .orderBy('proposed_at');
  const rows = await (userId === undefined ? waiting : waiting.where('user_id', '=', userId)).execute();
  const byUser = new Map<string, WaitingChange[]>();
  for (const row of rows) {
    const { role } = JSON.parse(row.content) as { role?: WaitingChange['role'] };
    const view = {
      change: row.change as TwoPersonChange,
      ...(role === undefined ? {} : { role }),
      reason: row.reason,
      proposedBy: row.proposed_by,
      endsAt: row.ends_at.toISOString(),
    };
    byUser.set(row.user_id, [...(byUser.get(row.user_id) ?? []), view]);
  }
  return byUser;
}

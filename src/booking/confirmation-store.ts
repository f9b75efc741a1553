import type { AccountTerms, FirmProfile } from '../contracts/confirmation.ts';
import { Confirmation } from '../contracts/confirmation.ts';
import { contentHash } from '../platform/canonical-json.ts';
import type { Executor } from '../platform/database/database.ts';
import type { Accepted } from './accepted.ts';
import { type ConfirmationInput, confirmationOf } from './confirmation.ts';

/** Both parties' records as they stand in this transaction; null where nobody has entered them. */
export async function readParties(
  db: Executor,
  accountId: string,
): Promise<{ readonly firm: FirmProfile | null; readonly terms: AccountTerms | null }> {
  const firm = await db.selectFrom('firm').select('profile').executeTakeFirst();
  const terms = await db
    .selectFrom('account_terms')
    .select('terms')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return { firm: (firm?.profile as FirmProfile) ?? null, terms: (terms?.terms as AccountTerms) ?? null };
}

/** One version, with both parties' records as they stand in this transaction. */
export async function issueConfirmation(
  tx: Executor,
  {
    trade,
    accepted,
    version,
    at,
  }: {
    readonly trade: ConfirmationInput['trade'];
    readonly accepted: Pick<Accepted, 'passport' | 'disclosure'>;
    readonly version: number;
    /** UTC epoch ms. */
    readonly at: number;
  },
): Promise<void> {
  const { accountId } = trade;
  const { name, client_class: clientClass } = await tx
    .selectFrom('account')
    .select(['name', 'client_class'])
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  const { passport, disclosure } = accepted;
  const parties = { account: { accountId, name, clientClass }, ...(await readParties(tx, accountId)) };
  await insertConfirmation(tx, confirmationOf({ trade, passport, disclosure, ...parties, version, issuedAt: at }));
}

/** Writes one version. The caller's transaction makes it durable together with what it confirms. */
async function insertConfirmation(db: Executor, confirmation: Confirmation): Promise<void> {
  await db
    .insertInto('confirmation')
    .values({
      trade_id: confirmation.tradeId,
      version: confirmation.version,
      body: JSON.stringify(confirmation),
      body_hash: contentHash(confirmation),
      issued_at: confirmation.issuedAt.utc,
    })
    .execute();
}

/**
 * The latest version, checked against its hash.
 *
 * @throws Error when the stored text is no longer the one that was issued.
 */
export async function findConfirmation(
  db: Executor,
  tradeId: string,
  accountId: string | null,
): Promise<Confirmation | null> {
  const row = await db
    .selectFrom('confirmation')
    .innerJoin('trade', 'trade.trade_id', 'confirmation.trade_id')
    .select(['body', 'body_hash', 'account_id', 'confirmation.version'])
    .where('confirmation.trade_id', '=', tradeId)
    .orderBy('confirmation.version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || (accountId !== null && row.account_id !== accountId)) return null;
  const body: unknown = JSON.parse(row.body);
  if (contentHash(body) !== row.body_hash) {
    throw new Error(`confirmation ${tradeId} version ${row.version} must hash to ${row.body_hash}`);
  }
  return Confirmation.parse(body);
}

interface ChangedBy {
  readonly userId: string;
  readonly at: Date;
}

/** For confirmations issued from now on; those that are out stay as they are. */
export async function saveFirmProfile(db: Executor, profile: FirmProfile, { userId, at }: ChangedBy): Promise<void> {
  const values = { profile: JSON.stringify(profile), changed_by: userId, changed_at: at };
  await db
    .insertInto('firm')
    .values({ id: 1, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

/** False when there is no such account. */
export async function saveAccountTerms(
  db: Executor,
  accountId: string,
  { terms, userId, at }: ChangedBy & { readonly terms: AccountTerms },
): Promise<boolean> {
  const values = { terms: JSON.stringify(terms), changed_by: userId, changed_at: at };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('account_terms')
    .columns(['account_id', 'terms', 'changed_by', 'changed_at'])
    .expression((eb) =>
      eb
        .selectFrom('account')
        .select(({ ref, val, cast }) => [
          ref('account_id').as('account_id'),
          cast<string>(val(values.terms), 'jsonb').as('terms'),
          val(userId).as('changed_by'),
          cast<Date>(val(at.toISOString()), 'timestamptz').as('changed_at'),
        ])
        .where('account_id', '=', accountId),
    )
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(values))
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

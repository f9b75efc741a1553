import { sql } from 'kysely';
import { ContractNote } from '../contracts/affirmation.ts';
import type { AccountTerms } from '../contracts/confirmation.ts';
import { contentHash } from '../platform/canonical-json.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/database/database.ts';
import { findConfirmation, readParties } from './confirmation-store.ts';
import { contractNoteOf, validOptOut } from './contract-note.ts';

const BATCH_MAX = 100;
const BATCHES_MAX = 20;

/**
 * Issues the notes of booked trades that have none, the oldest first, and records of those whose client has opted out
 * that none is issued. May run anywhere any number of times: one note a trade. Returns how many trades were settled.
 */
export function makeIssueNotes({ db, clock }: { readonly db: Database; readonly clock: Clock }) {
  return async function issueNotes(): Promise<number> {
    let settled = 0;
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      const due = await db
        .selectFrom('trade')
        .innerJoin('account', 'account.account_id', 'trade.account_id')
        .select(['trade_id', 'trade.account_id', 'accepted_at', 'client_class'])
        .where('state', '=', 'booked')
        .where('note_settled_at', 'is', null)
        .orderBy('accepted_at')
        .limit(BATCH_MAX)
        .execute();
      for (const trade of due) {
        const { trade_id: tradeId, account_id: accountId, client_class: clientClass } = trade;
        await issueNote(db, { tradeId, accountId, clientClass, tradedAt: trade.accepted_at.getTime() }, clock.now());
      }
      settled += due.length;
      if (due.length < BATCH_MAX) break;
    }
    return settled;
  };
}

interface DueTrade {
  readonly tradeId: string;
  readonly accountId: string;
  readonly clientClass: string;
  readonly tradedAt: number;
}

async function issueNote(db: Database, { tradeId, accountId, ...asked }: DueTrade, now: number): Promise<void> {
  const confirmation = await findConfirmation(db, tradeId, null);
  if (confirmation === null) throw new Error(`booked trade ${tradeId} has no confirmation`);
  const { terms } = await readParties(db, accountId);
  const optOut = validOptOut(terms, asked);
  const note = contractNoteOf(confirmation, { marginAccount: marginOf(terms), issuedAt: now });
  const at = new Date(now);
  const written =
    optOut === null
      ? { body: JSON.stringify(note), body_hash: contentHash(note), opt_out: null }
      : { body: null, body_hash: null, opt_out: JSON.stringify(optOut) };
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('contract_note')
      .values({ trade_id: tradeId, issued_at: at, ...written })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx
      .updateTable('trade')
      .set({ note_settled_at: at })
      .where('trade_id', '=', tradeId)
      .where('note_settled_at', 'is', null)
      .execute();
  });
}

function marginOf(terms: AccountTerms | null): boolean | null {
  return terms?.marginAccount ?? null;
}

/**
 * The note as it was issued; null without one, and of another account's trade.
 *
 * @throws Error when the stored text is no longer the one that was issued.
 */
export async function findContractNote(
  db: Executor,
  tradeId: string,
  accountId: string | null,
): Promise<ContractNote | null> {
  const row = await db
    .selectFrom('contract_note')
    .innerJoin('trade', 'trade.trade_id', 'contract_note.trade_id')
    .select(['body', 'body_hash', 'account_id'])
    .where('contract_note.trade_id', '=', tradeId)
    .where(sql<boolean>`body is not null`)
    .executeTakeFirst();
  if (row?.body == null || (accountId !== null && row.account_id !== accountId)) return null;
  const body: unknown = JSON.parse(row.body);
  if (contentHash(body) !== row.body_hash) {
    throw new Error(`the contract note of ${tradeId} must hash to ${row.body_hash}`);
  }
  return ContractNote.parse(body);
}

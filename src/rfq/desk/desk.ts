import { readEpoch } from '../../approvals/index.ts';
import { type AccountEvent, appendEvents, type NewEvent } from '../../audit/index.ts';
import { type Account, may, type User } from '../../clients/index.ts';
import type { DeskMoveAnswer } from '../../contracts/desk.ts';
import type { DeskNotice } from '../../contracts/desk-socket.ts';
import { type Result, reject } from '../../contracts/result.ts';
import type { IdentifiedSnapshot, MarketGuards, MarketLimits } from '../../market/index.ts';
import { type Clock, toInstant } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import type { IdSource } from '../../platform/ids.ts';
import { type Announce, type RfqRow, readRfq } from '../records.ts';
import type { Rulebook, Rulebooks } from '../rulebook.ts';
import { type DeskTask, readTask } from './tasks.ts';

/** What every use case of the desk needs. */
export interface DeskDeps {
  readonly db: Database;
  readonly rulebooks: Rulebooks;
  readonly market: { current(): IdentifiedSnapshot | null };
  readonly limits: MarketLimits;
  readonly guards: Pick<MarketGuards, 'halts'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Null when nobody of that name may sign in. */
  readonly findUser: (db: Tx, username: string) => Promise<User | null>;
  readonly announce: Announce;
  /** For the desk alone, once it is durable. */
  readonly tellDesk: (notices: readonly DeskNotice[]) => void;
  /** Told of each request whose place on the desk changed, once it is durable. */
  readonly onItem: (rfqId: string) => void;
  /** Told of each quote that went live, once it is durable. */
  readonly onQuoteLive: (quote: { readonly validUntil: string }) => void;
}

export type Refusal = Extract<Result<never>, { ok: false }>;

/** One request, locked until the transaction ends: the epoch first, then the RFQ (decision 0004). */
export interface OnDesk {
  readonly tx: Tx;
  readonly epoch: number;
  readonly rulebook: Rulebook;
  readonly account: Account;
  readonly rfq: RfqRow;
  /** Null for a quote that no person has touched. */
  readonly task: DeskTask | null;
  /** UTC epoch ms. */
  readonly now: number;
}

/** What a use case did, and what is to be said of it once it is durable. */
export interface Done<T> {
  readonly result: Result<T>;
  readonly events?: readonly AccountEvent[];
  readonly notices?: readonly DeskNotice[];
  /** A quote that is live from now on. */
  readonly live?: { readonly validUntil: string };
  /** Nothing changed: nobody is told. */
  readonly unchanged?: true;
}

/** Runs `work` on the locked request in one transaction; what it did is said after the commit, never before. */
export async function onDesk<T>(
  deps: DeskDeps,
  rfqId: string,
  work: (at: OnDesk) => Promise<Done<T>>,
): Promise<Result<T>> {
  const done = await deps.db.transaction().execute(async (tx): Promise<Done<T>> => {
    const epoch = await readEpoch(tx, { share: true });
    const rfq = await readRfq(tx, rfqId, { lock: true });
    if (rfq === null) return { result: reject('NOT_FOUND', `rfqId ${rfqId} was not found`), unchanged: true };
    const rulebook = await deps.rulebooks.at(tx, epoch);
    const account = rulebook.accounts.get(rfq.accountId);
    if (account === undefined) throw new Error(`account ${rfq.accountId} has an RFQ but is in no rulebook`);
    const task = await readTask(tx, rfqId);
    return work({ tx, epoch, rulebook, account, rfq, task, now: deps.clock.now() });
  });
  if (done.unchanged === undefined) {
    // After this turn of the event loop, so that the acknowledgement leaves before the events.
    setImmediate(() => {
      deps.announce(done.events ?? []);
      if (done.live !== undefined) deps.onQuoteLive(done.live);
      deps.tellDesk(done.notices ?? []);
      deps.onItem(rfqId);
    });
  }
  return done.result;
}

export function refused<T>(refusal: Refusal): Done<T> {
  return { result: refusal, unchanged: true };
}

/** Null when the request is in this person's hands, or they may take it out of another's. */
export function notTheirs({ task, rfq }: OnDesk, by: User): Refusal | null {
  const holder = task?.pickedUpBy ?? null;
  if (holder === by.username || may(by, 'manageDesk')) return null;
  const { rfqId } = rfq;
  return holder === null
    ? reject('ILLEGAL_TRANSITION', `rfqId ${rfqId} is picked up by nobody: pick it up first`, {
        rfqId,
        state: rfq.state,
      })
    : reject('FORBIDDEN', `rfqId ${rfqId} is picked up by ${holder}`, { rfqId, pickedUpBy: holder });
}

export function moveAnswer(rfqId: string, state: RfqRow['state'], task: DeskTask | null): DeskMoveAnswer {
  const endsAt = task?.endsAt ?? null;
  return {
    rfqId,
    state,
    pickedUpBy: task?.pickedUpBy ?? null,
    endsAt: endsAt === null ? null : toInstant(endsAt),
  };
}

export interface DeskAction {
  readonly action: string;
  /** A username, or `system`. */
  readonly actor: string;
  readonly details: object;
}

/** Who did what, and why: stored with the change itself. */
export async function recordAction(
  { tx, rfq, now }: OnDesk,
  { action, actor, details }: DeskAction,
  ids: IdSource,
): Promise<void> {
  await tx
    .insertInto('desk_action')
    .values({
      action_id: ids('act'),
      rfq_id: rfq.rfqId,
      account_id: rfq.accountId,
      action,
      actor,
      details: JSON.stringify(details),
      at: new Date(now),
    })
    .execute();
}

/** The RFQ's one compare-and-set. @throws Error when the row is not as it was when it was locked. */
export async function changeRfq(
  { tx, rfq, now }: OnDesk,
  columns: {
    readonly state: RfqRow['state'];
    readonly quote_id?: string;
    readonly quote_version?: number;
    readonly valid_until?: string | null;
    readonly error?: string;
  },
): Promise<void> {
  let update = tx
    .updateTable('rfq')
    .set({ ...columns, updated_at: new Date(now) })
    .where('rfq_id', '=', rfq.rfqId)
    .where('state', '=', rfq.state);
  update =
    rfq.quoteVersion === null
      ? update.where('quote_version', 'is', null)
      : update.where('quote_version', '=', rfq.quoteVersion);
  const { numUpdatedRows } = await update.executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`RFQ ${rfq.rfqId} moved while it was locked`);
}

/** The account's events of this change; the account's row is locked from here on. */
export function tellClient({ tx, rfq, now }: OnDesk, events: readonly ClientNews[]): Promise<AccountEvent[]> {
  const { accountId, rfqId } = rfq;
  return appendEvents(
    tx,
    events.map((event) => ({ ...event, accountId, rfqId, at: now }) as NewEvent),
  );
}

type Of<T> = T extends NewEvent ? Pick<T, 'type' | 'data'> : never;
export type ClientNews = Of<NewEvent>;

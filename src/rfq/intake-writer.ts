import { CompiledQuery } from 'kysely';
import { type AccountEvent, countByAccount, type NewEvent, numbered, toEventRows } from '../audit/index.ts';
import { RESERVED_USD } from '../limits/index.ts';
import type { Database } from '../platform/database/database.ts';
import { isUniqueViolation } from '../platform/database/errors.ts';
import { batchCeilings, type CreditNeed, fitting } from './credit-ceilings.ts';
import { DUPLICATE_WITHIN_MS } from './same-terms.ts';
import { newRows, type StoredIds, storedIds } from './stored-ids.ts';
import { makeWaitingLine } from './waiting-line.ts';

/** One new RFQ with all that belongs to it: committed whole or not at all. Rows are named like their columns. */
export interface IntakeRecord {
  readonly accountId: string;
  /** The control epoch that the decisions were made under. */
  readonly epoch: number;
  /** Null when none is needed. */
  readonly credit: CreditNeed | null;
  readonly rfq: { readonly rfq_id: string; readonly terms_hash: string; readonly [column: string]: unknown };
  readonly snapshot: { readonly snapshot_id: string } | null;
  /** Of the snapshot. */
  readonly parts: readonly { readonly part_id: string }[];
  readonly quote: object | null;
  /** What the quote puts at stake. */
  readonly exposure: object | null;
  /** For a person; null when the price is automatic, or there is none. */
  readonly task: object | null;
  readonly decisions: readonly object[];
  readonly events: readonly NewEvent[];
}

export type IntakeOutcome =
  | {
      readonly kind: 'committed';
      readonly events: readonly AccountEvent[];
      /** The open or traded request whose terms it repeats. */
      readonly duplicateOf: string | null;
    }
  /** The rules changed since, or credit was used: nothing was written, decide again. */
  | { readonly kind: 'moved' }
  /** The account used this clientRfqId before: nothing was written. */
  | { readonly kind: 'duplicate' }
  /** Too many wait already, of this account or of all: nothing was written. */
  | { readonly kind: 'accountFull' }
  | { readonly kind: 'full' };

export interface IntakeWriter {
  commit(record: IntakeRecord): Promise<IntakeOutcome>;
}

const BATCH_MAX = 100;
const WAITING_MAX = { max: 10_000, maxPerAccount: 1_000 };

interface Pending {
  readonly record: IntakeRecord;
  readonly settle: { resolve(outcome: IntakeOutcome): void; reject(error: unknown): void };
}

/**
 * Groups commits: whatever arrives in one turn of the event loop, or while a commit is under way, shares the next, in
 * one statement. Alone in flight, a request waits for nobody; when many wait, accounts take turns.
 */
export function makeIntakeWriter(db: Database, bounds = WAITING_MAX): IntakeWriter {
  const line = makeWaitingLine<Pending>(bounds);
  const store = { db, snapshots: storedIds(), parts: storedIds() };
  let writing = false;

  const drain = async () => {
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) await writeBatch(store, batch);
    writing = false;
  };
  const nextBatch = () => line.take(BATCH_MAX, (first, next) => first.record.epoch === next.record.epoch);

  return {
    commit(record) {
      const outcome = new Promise<IntakeOutcome>((resolve, reject) => {
        const joined = line.join(record.accountId, { record, settle: { resolve, reject } });
        if (joined.kind === 'waits') joined.displaced?.settle.resolve({ kind: 'full' });
        else resolve(joined);
      });
      if (!writing) {
        writing = true;
        setImmediate(() => void drain());
      }
      return outcome;
    },
  };
}

interface Store {
  readonly db: Database;
  readonly snapshots: StoredIds;
  readonly parts: StoredIds;
}

async function writeBatch(store: Store, batch: readonly Pending[]): Promise<void> {
  try {
    const outcomes = await writeRecords(
      store,
      batch.map(({ record }) => record),
    );
    for (const [index, { settle }] of batch.entries()) settle.resolve(outcomes[index] ?? { kind: 'moved' });
  } catch (error) {
    await settleFailure(store, batch, error);
  }
}

async function settleFailure(store: Store, batch: readonly Pending[], error: unknown): Promise<void> {
  if (batch.length > 1 && isUniqueViolation(error)) {
    // One of them repeats an id; halved and halved again, it is alone soon, and the others are still written together.
    const half = batch.length >> 1;
    await writeBatch(store, batch.slice(0, half));
    await writeBatch(store, batch.slice(half));
    return;
  }
  const duplicate = isUniqueViolation(error, 'rfq_account_id_client_rfq_id_key');
  for (const { settle } of batch) {
    if (duplicate) settle.resolve({ kind: 'duplicate' });
    else settle.reject(error);
  }
}

/**
 * One statement, so one round trip and one commit; what the decisions rest on is compared in it, so that stale ones
 * write nothing. An account whose credit does not reach comes back with what is in use of it. That is counted, quote by
 * quote, only where the account's own bound of it leaves a doubt; the count is the new bound, unless another commit of the
 * account came between: then `last_seq` has moved. $1 epoch, then JSON arrays of rows: $2 RFQs, $3 snapshots, $4 quotes,
 * $5 decisions, $6 numbers of events by account, $7 events, $8 credit, $9 parts of snapshots, $10 tasks of the desk, $11
 * what the quotes put at stake, $12 for how long the same terms are a duplicate, in ms.
 */
const INTAKE = `/* prepared: intake */
  with asked as (
    select account_id, min(ceiling_usd) as ceiling_usd, sum(need_usd) as need_usd, min(at) as at
    from json_to_recordset($8) as c(account_id text, ceiling_usd numeric, need_usd numeric, at timestamptz) group by account_id
  ), doubtful as materialized (
    select asked.*, a.last_seq from asked join account a using (account_id)
    where a.credit_bound_usd is null or a.credit_bound_usd > asked.ceiling_usd
  ), counted as materialized (
    select account_id, ceiling_usd, last_seq, traded.used + live.used as used, traded.most + live.most as most
    from doubtful
    cross join lateral (
      select coalesce(sum(credit_use_usd) filter (where credit_until > doubtful.at), 0) as used,
        coalesce(sum(credit_use_usd), 0) as most
      from acceptance a
      where a.account_id = doubtful.account_id and accepted and credit_until > doubtful.at - interval '1 minute'
    ) traded
    cross join lateral (
      select coalesce(sum(${RESERVED_USD}) filter (where r.valid_until >= doubtful.at), 0) as used,
        coalesce(sum(${RESERVED_USD}), 0) as most
      from rfq r join exposure e on e.rfq_id = r.rfq_id
      where r.account_id = doubtful.account_id and r.state = 'quoted'
    ) live
  ), over_ceiling as (
    select account_id, used from counted where used > ceiling_usd
  ), unmoved as (
    select 1 from control where id = 1 and epoch = $1 and not exists (select 1 from over_ceiling)
  ), new_rfq as (
    insert into rfq (rfq_id, account_id, client_rfq_id, request_hash, request, state, quote_id, quote_version, valid_until,
      error, created_by, created_at, updated_at, channel, entry, terms_hash, duplicate_of)
    select x.rfq_id, x.account_id, x.client_rfq_id, x.request_hash, x.request, x.state, x.quote_id, x.quote_version,
      x.valid_until, x.error, x.created_by, x.created_at, x.updated_at, x.channel, x.entry, x.terms_hash,
      coalesce(x.duplicate_of, earlier.rfq_id)
    from json_populate_recordset(null::rfq, $2) x cross join unmoved left join lateral (
      select rfq_id from rfq where account_id = x.account_id and terms_hash = x.terms_hash
        and created_at >= x.created_at - $12 * interval '1 ms'
        and state in ('queued', 'pickedUp', 'onHold', 'quoted', 'accepted', 'booked', 'held')
        and (state <> 'quoted' or valid_until > x.created_at)
      order by created_at desc limit 1
    ) earlier on true
    returning rfq_id, duplicate_of
  ), new_snapshot as (
    insert into market_snapshot select x.* from json_populate_recordset(null::market_snapshot, $3) x, unmoved
    on conflict do nothing
  ), new_part as (
    insert into market_part select x.* from json_populate_recordset(null::market_part, $9) x, unmoved
    on conflict do nothing
  ), new_task as (
    insert into desk_task select x.* from json_populate_recordset(null::desk_task, $10) x, unmoved
  ), new_quote as (
    insert into quote select x.* from json_populate_recordset(null::quote, $4) x, unmoved
  ), new_exposure as (
    insert into exposure select x.* from json_populate_recordset(null::exposure, $11) x, unmoved
  ), new_decision as (
    insert into decision select x.* from json_populate_recordset(null::decision, $5) x, unmoved
  ), locked as (
    select mine.account_id, n.count
    from json_to_recordset($6) as n(account_id text, count integer) cross join unmoved
    cross join lateral (select account_id from account a where a.account_id = n.account_id for no key update) mine
  ), moved as (
    update account set last_seq = account.last_seq + locked.count, credit_bound_usd = coalesce(asked.need_usd, 0)
      + case when counted.last_seq = account.last_seq then counted.most else account.credit_bound_usd end
    from locked left join asked using (account_id) left join counted using (account_id)
    where account.account_id = locked.account_id
    returning account.account_id, account.last_seq - locked.count as base
  ), written as (
    insert into event (account_id, seq, type, rfq_id, at, data)
    select account_id, base + ordinal, type, rfq_id, at, data
    from json_to_recordset($7) as x(account_id text, ordinal integer, type text, rfq_id text, at timestamptz, data jsonb)
    join moved using (account_id)
  )
  select account_id, base, null as used, null as rfq_id, null as duplicate_of from moved
  union all select account_id, null, used, null, null from over_ceiling
  union all select null, null, null, rfq_id, duplicate_of from new_rfq where duplicate_of is not null`;

async function writeRecords(store: Store, records: readonly IntakeRecord[]): Promise<IntakeOutcome[]> {
  const events = records.flatMap((record) => record.events);
  const snapshots = newRows({
    rows: records.flatMap(({ snapshot }) => snapshot ?? []),
    idOf: ({ snapshot_id: id }) => id,
    stored: store.snapshots,
  });
  const parts = newRows({
    rows: records.flatMap((record) => record.parts),
    idOf: ({ part_id: id }) => id,
    stored: store.parts,
  });
  const rows = [
    withDuplicates(records),
    [...snapshots.values()],
    records.flatMap(({ quote }) => quote ?? []),
    records.flatMap(({ decisions }) => decisions),
    countByAccount(events),
    toEventRows(events),
    batchCeilings(records),
    [...parts.values()],
    records.flatMap(({ task }) => task ?? []),
    records.flatMap(({ exposure }) => exposure ?? []),
  ];
  const values = [records[0]?.epoch ?? 0, ...rows.map((some) => JSON.stringify(some)), DUPLICATE_WITHIN_MS];
  const { rows: answers } = await store.db.executeQuery<IntakeRow>(CompiledQuery.raw(INTAKE, values));
  const bases = answers.filter((row): row is AccountRow => row.account_id !== null);
  const duplicates = new Map(answers.map(({ rfq_id: rfqId, duplicate_of: of }) => [rfqId, of]));
  if (bases.length === 0) return records.map(() => ({ kind: 'moved' }));
  const over = bases.flatMap(({ account_id, used }): [string, string][] => (used === null ? [] : [[account_id, used]]));
  if (over.length > 0) return writeFitting(store, records, new Map(over));
  store.snapshots.add(snapshots.keys());
  store.parts.add(parts.keys());
  const durable = numbered(events, new Map(bases.map(({ account_id, base }) => [account_id, base])));
  let taken = 0;
  return records.map((record) => {
    const mine = durable.slice(taken, taken + record.events.length);
    taken += record.events.length;
    return { kind: 'committed', events: mine, duplicateOf: duplicates.get(record.rfq.rfq_id) ?? null };
  });
}

type IntakeRow = AccountRow | DuplicateRow;

interface AccountRow {
  readonly account_id: string;
  readonly base: number;
  /** Dollars, of an account whose credit does not reach: nothing was written. */
  readonly used: string | null;
  readonly rfq_id: null;
  readonly duplicate_of: null;
}

interface DuplicateRow {
  readonly account_id: null;
  readonly rfq_id: string;
  readonly duplicate_of: string;
}

/** The rows, each with the one of this very commit whose terms it repeats: the database sees only those before. */
function withDuplicates(records: readonly IntakeRecord[]): object[] {
  const earlier = new Map<string, string>();
  return records.map(({ accountId, rfq, quote, task }) => {
    const key = `${accountId} ${rfq.terms_hash}`;
    const duplicateOf = earlier.get(key) ?? null;
    if (quote !== null || task !== null) earlier.set(key, rfq.rfq_id);
    return { ...rfq, duplicate_of: duplicateOf };
  });
}

/** The others do not wait for those whose credit does not reach. */
async function writeFitting(
  store: Store,
  records: readonly IntakeRecord[],
  usedUsd: ReadonlyMap<string, string>,
): Promise<IntakeOutcome[]> {
  const fits = fitting(records, usedUsd);
  const able = records.filter((_record, index) => fits[index]);
  const written = able.length === 0 ? [] : await writeRecords(store, able);
  let taken = 0;
  return fits.map((fit) => (fit ? (written[taken++] ?? { kind: 'moved' }) : { kind: 'moved' }));
}

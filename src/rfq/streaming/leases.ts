import { sql } from 'kysely';
import type { QuoteView } from '../../contracts/quote.ts';
import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Passport } from '../../quoting/index.ts';

/** A live quote that this process keeps in step with the market, as it was last shown. */
export interface Stream {
  readonly rfqId: string;
  readonly accountId: string;
  readonly request: CreateRfqRequest;
  /** UTC epoch ms. */
  readonly createdAt: number;
  readonly shown: QuoteView;
  readonly passport: Passport;
  readonly policyVersion: string;
}

/** Who does not renew for so long is taken to be gone. */
const LEASE_MS = 3_000;
const BATCH_MAX = 200;
const FORGET_MS = 60_000;

export interface Holder {
  readonly db: Database;
  readonly owner: string;
  /** UTC epoch ms. */
  readonly now: number;
}

/**
 * Takes streams that nobody holds, or whose holder is gone; one of them alone when `rfqId` is given, also if it is ours
 * already. A lease saves work, no more: two holders would race for the same version, and one of them would lose.
 */
export async function claimStreams({ db, owner, now }: Holder, rfqId: string | null): Promise<Stream[]> {
  const at = new Date(now);
  const { rows } = await sql<{
    rfq_id: string;
    account_id: string;
    request: CreateRfqRequest;
    created_at: Date;
    view: QuoteView;
    passport: Passport;
    policy_version: string;
  }>`
    with due as (
      select rfq.rfq_id from rfq left join quote_stream lease on lease.rfq_id = rfq.rfq_id
      where rfq.state = 'quoted' and (rfq.request ->> 'streaming') = 'true'
        and not exists (select from desk_task where desk_task.rfq_id = rfq.rfq_id)
        and (${rfqId}::text is null or rfq.rfq_id = ${rfqId})
        and (lease.rfq_id is null or lease.leased_until < ${at} or (lease.owner = ${owner} and ${rfqId}::text is not null))
      order by rfq.rfq_id limit ${sql.lit(BATCH_MAX)}
    ), mine as (
      insert into quote_stream (rfq_id, owner, leased_until)
      select rfq_id, ${owner}, ${new Date(now + LEASE_MS)}::timestamptz from due
      on conflict (rfq_id) do update set owner = excluded.owner, leased_until = excluded.leased_until
        where quote_stream.leased_until < ${at} or quote_stream.owner = excluded.owner
      returning rfq_id
    )
    select rfq.rfq_id, rfq.account_id, rfq.request, rfq.created_at, quote.view, quote.passport, quote.policy_version
    from mine join rfq on rfq.rfq_id = mine.rfq_id
    join quote on quote.quote_id = rfq.quote_id and quote.version = rfq.quote_version`.execute(db);
  return rows.map((row) => ({
    rfqId: row.rfq_id,
    accountId: row.account_id,
    request: row.request,
    createdAt: row.created_at.getTime(),
    shown: row.view,
    passport: row.passport,
    policyVersion: row.policy_version,
  }));
}

/** Keeps what is still live and ours; returns it. Leases that nobody has renewed for long are forgotten. */
export async function renewStreams(
  { db, owner, now }: Holder,
  rfqIds: readonly string[],
): Promise<ReadonlySet<string>> {
  await db
    .deleteFrom('quote_stream')
    .where('leased_until', '<', new Date(now - FORGET_MS))
    .execute();
  if (rfqIds.length === 0) return new Set();
  const { rows } = await sql<{ rfq_id: string }>`
    update quote_stream set leased_until = ${new Date(now + LEASE_MS)} from rfq
    where quote_stream.owner = ${owner} and quote_stream.rfq_id in (${sql.join(rfqIds)})
      and rfq.rfq_id = quote_stream.rfq_id and rfq.state = 'quoted'
    returning quote_stream.rfq_id`.execute(db);
  return new Set(rows.map(({ rfq_id: rfqId }) => rfqId));
}

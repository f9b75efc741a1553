import { sql } from 'kysely';
import type { CreateRfqRequest, RfqState } from '../contracts/rfq.ts';
import type { Channel } from '../contracts/switch.ts';
import { type ExposureColumns, toExposure } from '../limits/index.ts';
import type { Executor } from '../platform/database/database.ts';
import type { Standing } from './revoke-judge.ts';

/** What stands at once is bounded by the accounts' caps; more than this is read at the next look. */
const STANDING_MAX = 100_000;

/** What stands, by what a sweep needs to know of it before it is read. */
export interface Stood {
  readonly rfqId: string;
  readonly accountId: string;
  /** Of the live quote; 0 for a request without one. */
  readonly version: number;
}

/**
 * Every live quote and every request that waits for a person. By account, so that pages of them that are written at once
 * seldom wait for one another's accounts.
 */
export async function listStanding(db: Executor, now: number): Promise<Stood[]> {
  // Two reads of two partial indexes, which name the states as they do.
  const { rows } = await sql<{ rfq_id: string; account_id: string; version: number }>`
    select account_id, rfq_id, quote_version as version from rfq
    where state = 'quoted' and valid_until > ${new Date(now)}
    union all
    select account_id, rfq_id, 0 as version from rfq where state in ('queued', 'pickedUp', 'onHold')
    order by account_id, rfq_id limit ${sql.lit(STANDING_MAX)}`.execute(db);
  return rows.map(({ rfq_id: rfqId, account_id: accountId, version }) => ({ rfqId, accountId, version }));
}

type StandingRow = {
  readonly rfq_id: string;
  readonly rfq_account_id: string;
  readonly created_by: string;
  readonly client_rfq_id: string;
  /** `request` without the client's own name for it. */
  readonly terms: string;
  readonly state: string;
  readonly quote_id: string | null;
  readonly quote_version: number | null;
  readonly channel: Channel | null;
  readonly epoch: number | null;
} & { readonly [column in keyof ExposureColumns]: ExposureColumns[column] | null };

/**
 * Those that still stand, in one statement and without a lock: what has moved when they are to be ended stands as
 * something else, and is judged again. Each row by its key: a join that the planner is free to choose reads whole tables.
 */
export async function readStanding(
  db: Executor,
  { rfqIds, now }: { readonly rfqIds: readonly string[]; readonly now: number },
): Promise<Standing[]> {
  const { rows } = await sql<StandingRow>`/* prepared: revoke_read */
    select r.rfq_id, r.account_id as rfq_account_id, r.created_by, r.client_rfq_id, (r.request - 'clientRfqId')::text as terms,
      r.state, r.quote_id, r.quote_version, r.channel, q.epoch, e.*
    from json_array_elements_text(${JSON.stringify(rfqIds)}::json) as n(rfq_id)
    cross join lateral (select * from rfq where rfq_id = n.rfq_id offset 0) r
    left join lateral (
      select epoch from quote where quote_id = r.quote_id and version = r.quote_version offset 0
    ) q on r.state = 'quoted'
    left join lateral (
      select account_id, trader, underlying, kind, until, side, credit_buy_usd, credit_sell_usd, notional_usd,
        delta_usd, gamma_usd, vega_usd, spot, approval_ids
      from exposure where rfq_id = n.rfq_id offset 0
    ) e on r.state = 'quoted'
    where (r.state = 'quoted' and r.valid_until > ${new Date(now)}) or r.state in ('queued', 'pickedUp', 'onHold')
  `.execute(db);
  const read = termsReader();
  return rows.map((row) => toStanding(row, read(row.terms)));
}

type Terms = Omit<CreateRfqRequest, 'clientRfqId'>;

/** Thousands that stand at once are mostly alike: what is the same text is read once. */
function termsReader(): (text: string) => Terms {
  const known = new Map<string, Terms>();
  return (text) => {
    // Parsed by its schema before it was stored.
    const terms = known.get(text) ?? (JSON.parse(text) as Terms);
    known.set(text, terms);
    return terms;
  };
}

function toStanding(row: StandingRow, terms: Terms): Standing {
  return {
    terms: row.terms,
    rfq: {
      rfqId: row.rfq_id,
      accountId: row.rfq_account_id,
      createdBy: row.created_by,
      request: { ...terms, clientRfqId: row.client_rfq_id },
      state: row.state as RfqState,
      quoteId: row.quote_id,
      quoteVersion: row.quote_version,
    },
    epoch: row.epoch ?? 0,
    channel: row.channel,
    exposure: hasExposure(row) ? toExposure(row) : null,
  };
}

/** Its columns are all there or, where nothing is reserved, all null. */
function hasExposure(row: StandingRow): row is StandingRow & ExposureColumns {
  return row.account_id !== null;
}

/** Dollars of credit in use by trades, by account; who has none is not among them. */
export async function creditUsedByAccount(db: Executor, now: number): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ account_id: string; used: string }>`
    select account_id, sum(credit_use_usd) as used from acceptance
    where accepted and credit_until > ${new Date(now)} group by account_id`.execute(db);
  return new Map(rows.map(({ account_id: accountId, used }) => [accountId, used]));
}

import { type RawBuilder, sql } from 'kysely';
import type { RfqSide } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';
import { toInstant } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';
import type { Exposure, LimitKind } from './exposure.ts';
import type { OpenExposure } from './use.ts';

const DAY_MS = 86_400_000;

/** An exposure as its columns. */
export function toExposureRow(rfqId: string, exposure: Exposure) {
  const { measures, creditUsd } = exposure;
  return {
    rfq_id: rfqId,
    account_id: exposure.accountId,
    trader: exposure.trader,
    underlying: exposure.underlying,
    kind: exposure.kind,
    until: toInstant(exposure.until),
    side: exposure.side,
    credit_buy_usd: creditUsd.buy,
    credit_sell_usd: creditUsd.sell,
    notional_usd: measures.notionalUsd,
    delta_usd: measures.deltaUsd,
    gamma_usd: measures.gammaUsd,
    vega_usd: measures.vegaUsd,
    traded: false,
    traded_at: null,
    spot: exposure.spot,
    approval_ids: [...exposure.approvalIds],
  };
}

/**
 * Of the quote that is put before the client now, in the place of the version before. The account's bound of credit in
 * use rises by all of it: whoever finds the bound too high counts again.
 */
export async function saveExposure(tx: Executor, rfqId: string, exposure: Exposure): Promise<void> {
  const { rfq_id, ...values } = toExposureRow(rfqId, exposure);
  await tx
    .insertInto('exposure')
    .values({ rfq_id, ...values })
    .onConflict((conflict) => conflict.column('rfq_id').doUpdateSet(values))
    .execute();
  const { buy, sell } = exposure.creditUsd;
  await sql`
    update account set credit_bound_usd = credit_bound_usd + greatest(${buy}::numeric, ${sell}::numeric)
    where account_id = ${exposure.accountId}`.execute(tx);
}

export async function readExposure(db: Executor, rfqId: string): Promise<Exposure | null> {
  const row = await db.selectFrom('exposure').selectAll().where('rfq_id', '=', rfqId).executeTakeFirst();
  return row === undefined ? null : toExposure(row);
}

/**
 * From now on the exposure is a trade's, on one side, resting on the records that allowed it there. What closes a trade
 * takes its notional back.
 */
export async function consumeExposure(
  tx: Executor,
  { rfqId, side, unwinds, approvalIds, at }: Consumed,
): Promise<void> {
  await tx
    .updateTable('exposure')
    .set({ traded: true, side, traded_at: new Date(at), approval_ids: [...approvalIds] })
    .where('rfq_id', '=', rfqId)
    .execute();
  if (unwinds === null) return;
  await sql`
    update exposure set notional_usd = - opened.notional_usd * closing.units / opened.units
    from (select (request ->> 'quantity')::float8 as units from rfq where rfq_id = ${rfqId}) closing,
      (select e.notional_usd, t.quantity::float8 as units from trade t join exposure e on e.rfq_id = t.rfq_id
       where t.trade_id = ${unwinds}) opened
    where exposure.rfq_id = ${rfqId}`.execute(tx);
}

interface Consumed {
  readonly rfqId: string;
  readonly side: Side;
  /** The trade that it closes. */
  readonly unwinds: string | null;
  readonly approvalIds: readonly string[];
  /** UTC epoch ms. */
  readonly at: number;
}

/** Of a held trade that was ended: nothing is at stake any more. */
export async function endExposure(tx: Executor, rfqId: string): Promise<void> {
  await tx.updateTable('exposure').set({ traded: false }).where('rfq_id', '=', rfqId).execute();
}

/**
 * What is open of one account, or of the firm: trades before their last expiry, quotes that may still be accepted, and
 * what was traded today (UTC) and has ended since. Alike ones are added up, so that many trades are few rows. `except` is the RFQ that is asked about.
 */
export async function readOpenExposures(
  db: Executor,
  {
    accountId,
    except,
    now,
  }: { readonly accountId: string | null; readonly except: string | null; readonly now: number },
): Promise<OpenExposure[]> {
  const accountIds = accountId === null ? null : [accountId];
  const { rows } = await openExposuresQuery({ accountIds, except: except === null ? [] : [except], now }).execute(db);
  return rows.map(toOpenExposure);
}

/** The same of several accounts, or of all, as a query: for a statement that reads other things with it. */
export function openExposuresQuery({
  accountIds,
  except,
  now,
}: {
  readonly accountIds: readonly string[] | null;
  readonly except: readonly string[];
  readonly now: number;
}): RawBuilder<OpenExposureRow> {
  const at = new Date(now);
  const day = new Date(Math.floor(now / DAY_MS) * DAY_MS);
  const mine = accountIds === null ? sql`true` : sql`e.account_id = any(${accountIds})`;
  const ours = accountIds === null ? sql`true` : sql`r.account_id = any(${accountIds})`;
  return sql<OpenExposureRow>`
    with open as (
      select e.*, true as certain, coalesce(e.traded_at >= ${day}, false) as today
      from exposure e where traded and e.until > ${at} and ${mine}
      union all
      select e.*, true as certain, true as today
      from exposure e where traded and e.traded_at >= ${day} and e.until <= ${at} and ${mine}
      union all
      select e.*, false as certain, true as today from rfq r join exposure e on e.rfq_id = r.rfq_id
      where r.state = 'quoted' and r.valid_until >= ${at} and ${ours}
    )
    select account_id, trader, underlying, kind, until, side, certain, today, approval_ids, max(spot) as spot,
      sum(credit_buy_usd) as credit_buy_usd, sum(credit_sell_usd) as credit_sell_usd, sum(notional_usd) as notional_usd,
      sum(delta_usd) as delta_usd, sum(gamma_usd) as gamma_usd, sum(vega_usd) as vega_usd,
      sum(case when certain then 0 else ${sql.raw(RESERVED_USD)} end) as reserved_usd
    from open e where rfq_id <> all(${except})
    group by account_id, trader, underlying, kind, until, side, certain, today, approval_ids, notional_usd < 0,
      -- One that may lapse does not net with another that may not: signs are kept apart.
      case when certain then 0 else sign(delta_usd) * 9 + sign(gamma_usd) * 3 + sign(vega_usd) end`;
}

/** A row of that query, also one that was read as JSON. */
export function toOpenExposure(row: OpenExposureRow): OpenExposure {
  return { ...toExposure({ ...row, until: new Date(row.until) }), certain: row.certain, today: row.today };
}

/** Any number that nobody else uses. */
const FIRM_LOCK = 7_202_001;

/** Until the caller's transaction ends, nobody else decides on a limit that adds up over accounts. */
export async function lockFirm(tx: Executor): Promise<void> {
  await sql`select pg_advisory_xact_lock(${FIRM_LOCK})`.execute(tx);
}

/** Dollars of credit that the account's live quotes keep free for their acceptance, but for one RFQ's. */
export async function reservedUsd(
  db: Executor,
  { accountId, except, now }: { readonly accountId: string; readonly except: string | null; readonly now: number },
): Promise<string> {
  const { rows } = await sql<{ reserved: string }>`
    select coalesce(sum(${sql.raw(RESERVED_USD)}), 0) as reserved from rfq r join exposure e on e.rfq_id = r.rfq_id
    where r.account_id = ${accountId} and r.state = 'quoted' and r.valid_until >= ${new Date(now)}
      and r.rfq_id is distinct from ${except}`.execute(db);
  return rows[0]?.reserved ?? '0';
}

/** SQL, of a row `e` of exposure: the dearer of the sides that may come about. */
export const RESERVED_USD = `case e.side when 'buy' then e.credit_buy_usd when 'sell' then e.credit_sell_usd
   else greatest(e.credit_buy_usd, e.credit_sell_usd) end`;

export interface ExposureColumns {
  account_id: string;
  trader: string | null;
  underlying: string;
  kind: string;
  until: Date;
  side: string;
  credit_buy_usd: string;
  credit_sell_usd: string;
  notional_usd: number;
  delta_usd: number;
  gamma_usd: number;
  vega_usd: number;
  spot: number;
  approval_ids: string[];
}

export interface OpenExposureRow extends ExposureColumns {
  certain: boolean;
  today: boolean;
  /** Dollars of credit that these quotes keep free; nothing of trades. */
  reserved_usd: string;
}

export function toExposure(row: ExposureColumns): Exposure {
  return {
    accountId: row.account_id,
    trader: row.trader,
    underlying: row.underlying,
    kind: row.kind as LimitKind,
    until: row.until.getTime(),
    side: row.side as RfqSide,
    creditUsd: { buy: row.credit_buy_usd, sell: row.credit_sell_usd },
    measures: {
      notionalUsd: row.notional_usd,
      deltaUsd: row.delta_usd,
      gammaUsd: row.gamma_usd,
      vegaUsd: row.vega_usd,
    },
    spot: row.spot,
    approvalIds: row.approval_ids,
  };
}

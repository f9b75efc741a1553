import { sql } from 'kysely';
import type { Database } from '../../src/platform/database/database.ts';

/** What must hold in every database at every moment, asked of the database alone. Each names the rows that break it. */
const INVARIANTS: Readonly<Record<string, string>> = {
  'every booked or held RFQ has exactly one trade, and no other has any': `
    select rfq.rfq_id as row from rfq left join trade on trade.rfq_id = rfq.rfq_id
    group by rfq.rfq_id, rfq.state
    having count(trade.trade_id) <> case when rfq.state in ('booked', 'held') then 1 else 0 end`,
  'every accepted, booked or held RFQ has exactly one winning acceptance, and no other has any': `
    select rfq.rfq_id as row from rfq left join acceptance on acceptance.rfq_id = rfq.rfq_id and acceptance.accepted
    group by rfq.rfq_id, rfq.state
    having count(acceptance.rfq_id) <> case when rfq.state in ('accepted', 'booked', 'held') then 1 else 0 end`,
  'events of an account have no gap and end at its last sequence': `
    select account.account_id as row from account left join event on event.account_id = account.account_id
    group by account.account_id, account.last_seq
    having count(event.seq) <> account.last_seq or coalesce(max(event.seq), 0) <> account.last_seq`,
  'an RFQ has at most one terminal event': `
    select rfq_id as row from event
    where type in ('rfq.rejected', 'rfq.cancelled', 'quote.expired', 'quote.passed', 'quote.withdrawn', 'quote.revoked', 'quote.accepted')
    group by rfq_id having count(*) > 1`,
  'a position is the sum of its booked trades': `
    with legs as (
      select trade.account_id, trade.quantity * (leg ->> 'ratio')::numeric
        * case when (leg ->> 'side') = trade.side then 1 else -1 end as units
      from trade cross join lateral jsonb_array_elements(trade.legs) as leg where trade.state = 'booked'
    ), traded as (select account_id, sum(units) as units from legs group by account_id),
    held as (select account_id, sum(quantity) as units from position group by account_id)
    select coalesce(traded.account_id, held.account_id) as row from traded full join held using (account_id)
    where coalesce(traded.units, 0) <> coalesce(held.units, 0)`,
  'the trade has the price of the accepted side of its quote': `
    select trade_id as row from trade join quote on quote.quote_id = trade.quote_id and quote.version = trade.quote_version
    where trade.price <> case when trade.side = 'buy' then quote.offer else quote.bid end`,
};

/** The invariants that do not hold, each with its first offenders; empty when all is well. */
export async function brokenInvariants(db: Database): Promise<string[]> {
  const broken: string[] = [];
  for (const [name, query] of Object.entries(INVARIANTS)) {
    const { rows } = await sql<{ row: string }>`${sql.raw(query)}`.execute(db);
    if (rows.length > 0)
      broken.push(
        `${name}: ${rows
          .slice(0, 3)
          .map(({ row }) => row)
          .join(', ')}`,
      );
  }
  return broken;
}

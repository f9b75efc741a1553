/**
 * What must hold in every database at every moment, asked of the database alone: none of the code that writes takes
 * part. Each query gives the rows that break its rule, as text in the column `row`.
 */
export const INVARIANTS: Readonly<Record<string, string>> = {
  'every booked or held RFQ has exactly one trade in that state, a rejected one may have one, and no other has any': `
    select rfq.rfq_id as row from rfq left join trade on trade.rfq_id = rfq.rfq_id
    group by rfq.rfq_id, rfq.state
    having count(trade.trade_id) <> case
        when rfq.state in ('booked', 'held') then 1
        when rfq.state = 'rejected' then least(count(trade.trade_id), 1) else 0 end
      or count(*) filter (where trade.state <> rfq.state) > 0`,
  'every accepted, booked or held RFQ has exactly one winning acceptance, as has one whose trade was rejected, and no other': `
    select rfq.rfq_id as row from rfq
    left join acceptance on acceptance.rfq_id = rfq.rfq_id and acceptance.accepted
    left join trade on trade.rfq_id = rfq.rfq_id
    group by rfq.rfq_id, rfq.state
    having count(acceptance.rfq_id)
      <> case when rfq.state in ('accepted', 'booked', 'held') or count(trade.trade_id) > 0 then 1 else 0 end`,
  'the trade id of a trade is the one its acceptance gave': `
    select trade.trade_id as row from trade
    left join acceptance on acceptance.rfq_id = trade.rfq_id and acceptance.accepted
    where acceptance.trade_id is distinct from trade.trade_id`,
  'events of an account have no gap and end at its last sequence': `
    select account.account_id as row from account left join event on event.account_id = account.account_id
    group by account.account_id, account.last_seq
    having count(event.seq) <> account.last_seq or coalesce(max(event.seq), 0) <> account.last_seq`,
  'an RFQ has at most one event that ends its quoting': `
    select rfq_id as row from event
    where type in ('rfq.rejected', 'rfq.cancelled', 'quote.expired', 'quote.passed', 'quote.revoked', 'quote.accepted')
    group by rfq_id
    having count(*) filter (where type <> 'rfq.rejected') > 1
      or count(*) filter (where type = 'rfq.rejected') > 1
      or (bool_or(type = 'rfq.rejected') and count(*) > 1 and not bool_or(type = 'quote.accepted'))`,
  'a booked trade has been announced once, and no other': `
    select coalesce(trade.rfq_id, event.rfq_id) as row
    from (select * from trade where state = 'booked') trade
    full join (select rfq_id, count(*) as times from event where type = 'trade.booked' group by rfq_id) event
      on event.rfq_id = trade.rfq_id
    where trade.rfq_id is null or event.times is distinct from 1`,
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
  'a client paid what was asked for, or no more above it than the slippage allowed': `
    select acceptance.rfq_id as row from acceptance
    join quote on quote.quote_id = acceptance.quote_id and quote.version = acceptance.quote_version
    where accepted and requested_price is not null
      and case when side = 'buy' then quote.offer - requested_price else requested_price - quote.bid end
        > coalesce(slippage_tolerance, 0)`,
  'a quoted RFQ names a quote that is there': `
    select rfq.rfq_id as row from rfq
    left join quote on quote.quote_id = rfq.quote_id and quote.version = rfq.quote_version
    where rfq.state = 'quoted' and (quote.quote_id is null or quote.rfq_id <> rfq.rfq_id)`,
  'every booked trade has a confirmation, and no other has one': `
    select trade.trade_id as row from trade left join confirmation on confirmation.trade_id = trade.trade_id
    group by trade.trade_id, trade.state
    having (count(confirmation.trade_id) > 0) <> (trade.state = 'booked')`,
  'what unwinds a trade is never more than the trade': `
    select opened.trade_id as row from trade opened join trade closing on closing.unwinds = opened.trade_id
    where closing.state = 'booked'
    group by opened.trade_id, opened.quantity having sum(closing.quantity) > opened.quantity`,
  'what unwinds a trade is of its account, on its other side, and not itself unwound': `
    select closing.trade_id as row from trade closing join trade opened on opened.trade_id = closing.unwinds
    where closing.account_id <> opened.account_id or closing.side = opened.side or opened.unwinds is not null`,
  'a trade uses the credit of the part of it that is still open': `
    select trade.trade_id as row from trade join acceptance on acceptance.trade_id = trade.trade_id
    cross join lateral (
      select coalesce(sum(quantity), 0) as units from trade closing
      where closing.unwinds = trade.trade_id and closing.state = 'booked'
    ) closed
    where abs(acceptance.credit_use_usd - trade.credit_use_usd * (1 - closed.units / trade.quantity)) > 0.01`,
  'a live quote and an open trade have something at stake, and nothing else counts as traded': `
    select rfq.rfq_id as row from rfq left join exposure on exposure.rfq_id = rfq.rfq_id
    where (rfq.state in ('quoted', 'accepted', 'booked', 'held') and exposure.rfq_id is null)
      or coalesce(exposure.traded, false) <> (rfq.state in ('accepted', 'booked', 'held'))`,
  'a trade used just the credit that its quote had reserved, and its side is the one that counts': `
    select trade.trade_id as row from trade join exposure on exposure.rfq_id = trade.rfq_id
    where trade.state in ('booked', 'held') and (exposure.side <> trade.side
      or trade.credit_use_usd <> case when trade.side = 'buy' then credit_buy_usd else credit_sell_usd end)`,
  'no account uses more credit than the bound that its quotes are admitted by': `
    select account.account_id as row from account
    cross join lateral (select coalesce(sum(credit_use_usd), 0) as used from acceptance
      where acceptance.account_id = account.account_id and accepted and credit_until > greatest(now(),
        (select max(at) from event where event.account_id = account.account_id))) traded
    cross join lateral (select coalesce(sum(case exposure.side when 'buy' then credit_buy_usd when 'sell' then credit_sell_usd
        else greatest(credit_buy_usd, credit_sell_usd) end), 0) as used
      from rfq join exposure on exposure.rfq_id = rfq.rfq_id
      where rfq.account_id = account.account_id and rfq.state = 'quoted') live
    where traded.used + live.used > credit_bound_usd`,
  'a held trade that was ended was ended by two people': `
    select trade.trade_id as row from trade
    where trade.state = 'rejected' and not exists (
      select from trade_resolution r where r.trade_id = trade.trade_id and r.confirmed_by is not null)`,
};

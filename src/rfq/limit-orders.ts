import { sql } from 'kysely';
import type { AccountEvent } from '../audit/index.ts';
import { LIMIT_PREFIX, limitAcceptId } from '../contracts/accept.ts';
import type { EventData } from '../contracts/events.ts';
import type { QuoteView } from '../contracts/quote.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { makeAcceptQuote } from './accept.ts';
import type { Caller } from './records.ts';

export interface LimitOrdersDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly acceptQuote: ReturnType<typeof makeAcceptQuote>;
  /** What was missed is found by the next sweep. */
  readonly onFailure: (error: unknown) => void;
}

const BATCH_MAX = 100;

/**
 * Requests with a limit price: a version that is at least as good is accepted for the client, through every check of an
 * acceptance. Each version has one acceptance id of its own, so that however many processes try, it is decided once; a
 * refusal that may change is tried again at the next sweep, a final one ends the matter for this version.
 */
export function makeLimitOrders({ db, clock, acceptQuote, onFailure }: LimitOrdersDeps) {
  const executeDue = async (rfqId: string | null): Promise<number> => {
    const due = await dueOrders(db, { rfqId, now: clock.now() });
    for (const order of due) await acceptQuote(acceptanceOf(order), order.caller, clock.now());
    return due.length;
  };
  return {
    /** Told of what has become durable: a new version may be good enough. */
    offer(events: readonly AccountEvent[]): void {
      for (const { envelope } of events) {
        if (envelope.type !== 'quote.live') continue;
        const quote = envelope.data as EventData<'quote.live'>;
        if (quote.limitPrice !== undefined) executeDue(quote.rfqId).catch(onFailure);
      }
    },

    /** Looks for versions that nobody was told of, and tries again what was refused for the moment. */
    sweep: () => executeDue(null),
  };
}

function acceptanceOf({ quote, acknowledgedWarningId }: DueOrder) {
  const side = quote.offer === null ? 'sell' : 'buy';
  return {
    clientAcceptId: limitAcceptId(quote),
    rfqId: quote.rfqId,
    quoteId: quote.quoteId,
    version: quote.version,
    side,
    price: (side === 'buy' ? quote.offer : quote.bid) ?? '',
    quantity: quote.quantity,
    ...(acknowledgedWarningId === null ? {} : { acknowledgedWarningId }),
  } as const;
}

interface DueOrder {
  readonly quote: QuoteView;
  readonly caller: Caller;
  /** Confirmed beforehand, with the request. */
  readonly acknowledgedWarningId: string | null;
}

/** Live quotes at least as good as their request's limit, whose version has no final answer yet. */
async function dueOrders(
  db: Database,
  { rfqId, now }: { readonly rfqId: string | null; readonly now: number },
): Promise<DueOrder[]> {
  const { rows } = await sql<{
    view: QuoteView;
    account_id: string;
    created_by: string;
    warning_id: string | null;
  }>`
    select quote.view, rfq.account_id, rfq.created_by, rfq.request ->> 'acknowledgedWarningId' as warning_id from rfq
    join quote on quote.quote_id = rfq.quote_id and quote.version = rfq.quote_version
    where rfq.state = 'quoted' and (rfq.request ->> 'limitPrice') is not null and rfq.valid_until >= ${new Date(now)}
      and (${rfqId}::text is null or rfq.rfq_id = ${rfqId})
      and case rfq.request ->> 'side'
        when 'buy' then quote.offer <= (rfq.request ->> 'limitPrice')::numeric
        else quote.bid >= (rfq.request ->> 'limitPrice')::numeric end
      and not exists (
        select from acceptance where acceptance.account_id = rfq.account_id
          and client_accept_id = ${LIMIT_PREFIX} || rfq.rfq_id || ':' || rfq.quote_version)
    order by rfq.valid_until limit ${sql.lit(BATCH_MAX)}`.execute(db);
  return rows.map((row) => ({
    quote: row.view,
    caller: { userId: row.created_by, accountId: row.account_id },
    acknowledgedWarningId: row.warning_id,
  }));
}

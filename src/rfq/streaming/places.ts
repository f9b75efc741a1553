import { sql } from 'kysely';
import { type Result, reject } from '../../contracts/result.ts';
import type { CreateRfqAnswer } from '../../contracts/rfq.ts';
import type { Database } from '../../platform/database/database.ts';
import type { makeCreateRfq } from '../create.ts';

type CreateRfq = ReturnType<typeof makeCreateRfq>;

export interface StreamingPlacesDeps {
  readonly db: Database;
  /** The most quotes of one account that may be streamed at once. */
  readonly cap: number;
  readonly createRfq: CreateRfq;
}

/**
 * `rfq.create` with the cap on streamed quotes. What this process is about to open counts beside what the database
 * holds; gateways that open at the very same moment can together pass the cap by one each.
 */
export function limitStreaming({ db, cap, createRfq }: StreamingPlacesDeps): CreateRfq {
  const opening = new Map<string, number>();
  const change = (accountId: string, by: 1 | -1) => {
    const count = (opening.get(accountId) ?? 0) + by;
    if (count === 0) opening.delete(accountId);
    else opening.set(accountId, count);
    return count;
  };
  return async (request, caller, receivedAt): Promise<Result<CreateRfqAnswer>> => {
    if (request.streaming !== true) return createRfq(request, caller, receivedAt);
    const held = change(caller.accountId, 1);
    try {
      const { live, isAsked } = await count(db, { accountId: caller.accountId, clientRfqId: request.clientRfqId });
      // Sent again, it needs no place of its own.
      if (!isAsked && live + held > cap) {
        const words = `${cap} quotes of the account are streamed, which is the most at once; end one of them first`;
        return reject('RATE_LIMITED', words, { path: 'streaming', limit: cap });
      }
      return await createRfq(request, caller, receivedAt);
    } finally {
      change(caller.accountId, -1);
    }
  };
}

/** The condition is written out as in the partial index `rfq_streaming`. */
async function count(
  db: Database,
  { accountId, clientRfqId }: { readonly accountId: string; readonly clientRfqId: string },
): Promise<{ live: number; isAsked: boolean }> {
  const { rows } = await sql<{ live: number; is_asked: boolean }>`
    select (select count(*)::integer from rfq
        where state = 'quoted' and (request ->> 'streaming') = 'true' and account_id = ${accountId}) as live,
      exists (select from rfq where account_id = ${accountId} and client_rfq_id = ${clientRfqId}) as is_asked`.execute(
    db,
  );
  return { live: rows[0]?.live ?? 0, isAsked: rows[0]?.is_asked ?? false };
}

import { ok, type Rejection, type Result, reject } from '../contracts/result.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { Decimal } from '../platform/decimal.ts';
import type { Entry } from './entry.ts';

export type KeyEntry = Extract<Entry, { kind: 'apiKey' }>;

export interface KeyCaps {
  /** Whether one request of so many dollars of notional is within the key's caps; null dollars when nothing says how many. */
  judge(key: KeyEntry, notionalUsd: number | null): Promise<Result<void>>;
  /** Takes what an acceptance needs of the day's cap before it is tried. */
  take(key: KeyEntry, use: KeyUse): Promise<Result<{ readonly isNew: boolean }>>;
  /** Gives it back: the acceptance was refused. */
  giveBack(key: KeyEntry, clientAcceptId: string): Promise<void>;
}

export interface KeyUse {
  readonly clientAcceptId: string;
  readonly notionalUsd: number | null;
}

const DAY_MS = 86_400_000;
/** Rule CL-12, in the words of a client. */
const WORDS = 'You are not authorised for this trade.';

function refused(rule: string, details: Readonly<Record<string, string | null>>): { ok: false; rejection: Rejection } {
  return reject('RISK_LIMIT', WORDS, { rule: 'CL-12', cap: rule, ...details });
}

/** Rule CL-12 of a program: no request above its own cap, and no more in a day than its cap for that. Closing counts too. */
export function makeKeyCaps({ db, clock }: { readonly db: Database; readonly clock: Clock }): KeyCaps {
  return {
    async judge(key, notionalUsd) {
      const tooLarge = orderFault(key, notionalUsd);
      if (tooLarge !== null) return tooLarge;
      return key.maxDayUsd === null
        ? ok(undefined)
        : (dayFault(key, await usedToday(db, key, clock.now()), notionalUsd) ?? ok(undefined));
    },

    async take(key, { clientAcceptId, notionalUsd }) {
      const tooLarge = orderFault(key, notionalUsd);
      if (tooLarge !== null) return tooLarge;
      if (key.maxDayUsd === null) return ok({ isNew: false });
      return db.transaction().execute(async (tx) => {
        // One after the other: two acceptances at once may not share what is left.
        await tx.selectFrom('api_key').select('key_id').where('key_id', '=', key.keyId).forUpdate().execute();
        const of = { key_id: key.keyId, client_accept_id: clientAcceptId };
        const seen = await tx
          .selectFrom('api_key_use')
          .select('key_id')
          .where('key_id', '=', of.key_id)
          .where('client_accept_id', '=', clientAcceptId)
          .executeTakeFirst();
        if (seen !== undefined) return ok({ isNew: false });
        const fault = dayFault(key, await usedToday(tx, key, clock.now()), notionalUsd);
        if (fault !== null) return fault;
        const notional_usd = new Decimal(notionalUsd ?? 0).toFixed(2);
        await tx
          .insertInto('api_key_use')
          .values({ ...of, used_at: new Date(clock.now()), notional_usd })
          .execute();
        return ok({ isNew: true });
      });
    },

    async giveBack({ keyId }, clientAcceptId) {
      await db
        .deleteFrom('api_key_use')
        .where('key_id', '=', keyId)
        .where('client_accept_id', '=', clientAcceptId)
        .execute();
    },
  };
}

/** What cannot be measured is not within a cap. */
function orderFault({ maxOrderUsd }: KeyEntry, notionalUsd: number | null) {
  if (maxOrderUsd === null || (notionalUsd !== null && new Decimal(notionalUsd).lte(maxOrderUsd))) return null;
  return refused('order', { maxOrderUsd, notionalUsd: notionalUsd?.toFixed(2) ?? null });
}

function dayFault({ maxDayUsd }: KeyEntry, usedUsd: Decimal, notionalUsd: number | null) {
  if (maxDayUsd === null || (notionalUsd !== null && usedUsd.plus(notionalUsd).lte(maxDayUsd))) return null;
  return refused('day', { maxDayUsd, usedUsd: usedUsd.toFixed(2), notionalUsd: notionalUsd?.toFixed(2) ?? null });
}

async function usedToday(db: Pick<Database, 'selectFrom'>, { keyId }: KeyEntry, now: number): Promise<Decimal> {
  const row = await db
    .selectFrom('api_key_use')
    .select(({ fn }) => fn.sum<string | null>('notional_usd').as('used'))
    .where('key_id', '=', keyId)
    .where('used_at', '>=', new Date(now - (now % DAY_MS)))
    .executeTakeFirstOrThrow();
  return new Decimal(row.used ?? 0);
}

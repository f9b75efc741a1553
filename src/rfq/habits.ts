import { sql } from 'kysely';
import type { Instrument } from '../contracts/instrument.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/database/database.ts';
import type { DeskPolicy } from './desk/policy.ts';
import { makeRecently } from './recently.ts';
import { makeTogether } from './together.ts';

/** What an account has traded: what its next request is compared with (rules TR-07 and TR-10). */
export interface Habits {
  /** By underlying, of its latest trades: how many they are, and the median of their units of the base asset over all legs. */
  readonly usual: ReadonlyMap<string, { readonly trades: number; readonly medianUnits: number }>;
  /** Each kind on each underlying that it ever traded, as `productOf` names it. */
  readonly products: ReadonlySet<string>;
}

export const NO_HABITS: Habits = { usual: new Map(), products: new Set() };

export function productOf({ kind, underlying }: Pick<Instrument, 'kind' | 'underlying'>): string {
  return `${kind} on ${underlying}`;
}

/** Trades older than this say nothing of what a client does now; and this many are enough to say it. */
const LOOK_BACK_MS = 90 * 86_400_000;
const TRADES_MAX = 100;
/** What a client usually does changes slowly; what would stop a price is read anew first. */
const AGES = { recentMs: 60_000, aheadMs: 30_000 };

export interface HabitsOf {
  /** Not older than a minute; nothing where the policy does not ask. */
  recent(accountId: string, policy: DeskPolicy): Promise<Habits>;
  /** Read now. */
  read(accountId: string, policy: DeskPolicy): Promise<Habits>;
}

export function makeHabits({ db, clock }: { readonly db: Database; readonly clock: Clock }): HabitsOf {
  const known = makeRecently<Habits>(clock.now, AGES);
  const together = makeTogether((accountIds) => readHabits(db, { accountIds, now: clock.now() }));
  const reading = (accountId: string) => async (how: { readonly patient: boolean }) =>
    (await together(accountId, how)) ?? NO_HABITS;
  const asked = ({ routing, fourEyes }: DeskPolicy) => routing.unusual !== undefined || fourEyes.firstTrade === true;
  return {
    recent: async (accountId, policy) =>
      asked(policy) ? (await known.recent(accountId, reading(accountId))).value : NO_HABITS,
    read: async (accountId, policy) =>
      asked(policy) ? (await known.now(accountId, reading(accountId))).value : NO_HABITS,
  };
}

interface HabitRow {
  account_id: string;
  underlying: string;
  /** Null of what says how much is usual. */
  kind: Instrument['kind'] | null;
  trades: number;
  median_units: number | null;
}

/** Of these accounts; what is not there has never traded. `now` is UTC epoch ms. A package is on one underlying. */
async function readHabits(
  db: Executor,
  { accountIds, now }: { readonly accountIds: readonly string[]; readonly now: number },
): Promise<ReadonlyMap<string, Habits>> {
  const { rows } = await sql<HabitRow>`/* prepared: habits */
    with latest as (
      select asked.account_id, t.legs, t.quantity from unnest(${accountIds}::text[]) asked (account_id) cross join lateral (
        select legs, quantity, accepted_at from trade
        where account_id = asked.account_id and state <> 'rejected' order by trade_id desc limit ${TRADES_MAX}
      ) t
      where t.accepted_at > ${new Date(now - LOOK_BACK_MS)}
    ), sized as (
      select account_id, legs -> 0 -> 'instrument' ->> 'underlying' as underlying,
        quantity * (select sum((leg ->> 'ratio')::numeric) from jsonb_array_elements(legs) leg) as units
      from latest
    )
    select account_id, underlying, null as kind, count(*)::integer as trades,
      percentile_cont(0.5) within group (order by units::double precision) as median_units
    from sized group by account_id, underlying
    union all
    select distinct account_id, instrument ->> 'underlying', instrument ->> 'kind', 0, null::double precision
    from position where account_id = any(${accountIds}::text[])`.execute(db);
  const byAccount = new Map<string, HabitRow[]>();
  for (const row of rows) byAccount.set(row.account_id, [...(byAccount.get(row.account_id) ?? []), row]);
  return new Map([...byAccount].map(([accountId, mine]) => [accountId, habitsFrom(mine)]));
}

function habitsFrom(rows: readonly HabitRow[]): Habits {
  return {
    usual: new Map(
      rows.flatMap(({ underlying, trades, median_units: medianUnits }) =>
        medianUnits === null ? [] : [[underlying, { trades, medianUnits }]],
      ),
    ),
    products: new Set(rows.flatMap(({ kind, underlying }) => (kind === null ? [] : [productOf({ kind, underlying })]))),
  };
}

import { sql } from 'kysely';
import type { SwitchScope } from '../contracts/switch.ts';
import type { Executor, Tx } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { foldSwitches, type PulledSwitch, type SwitchChange } from './switches.ts';

interface SwitchRow {
  readonly scope: string;
  readonly target: string;
  readonly action: string;
  readonly reason: string;
  readonly made_by: string;
  readonly at: Date;
  readonly epoch: number;
}

/** What is pulled now. Of what was re-armed the history is not read. */
export async function loadSwitches(db: Executor): Promise<PulledSwitch[]> {
  const { rows } = await sql<SwitchRow>`
    select scope, target, action, reason, made_by, at, epoch from switch_change as one
    where not exists (
      select from switch_change as later
      where later.scope = one.scope and later.target = one.target and later.action = 'rearm'
        and later.ordinal >= one.ordinal
    )
    order by ordinal`.execute(db);
  return foldSwitches(rows.map(toChange));
}

/** The newest first. */
export async function readSwitchChanges(db: Executor, limit: number): Promise<SwitchChange[]> {
  const rows = await db
    .selectFrom('switch_change')
    .select(['scope', 'target', 'action', 'reason', 'made_by', 'at', 'epoch'])
    .orderBy('ordinal', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toChange);
}

/** The caller raised the epoch, and so is alone at it. */
export async function insertSwitchChange(
  tx: Tx,
  { scope, target, action, reason, by, at, epoch }: SwitchChange,
  ids: IdSource,
): Promise<void> {
  await tx
    .insertInto('switch_change')
    .values({ change_id: ids('swc'), scope, target, action, reason, made_by: by, at: new Date(at), epoch })
    .execute();
}

function toChange({ scope, action, made_by: by, at, ...row }: SwitchRow): SwitchChange {
  return { ...row, scope: scope as SwitchScope, action: action as SwitchChange['action'], by, at: at.getTime() };
}

import { raiseEpoch } from '../approvals/index.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import {
  type PullSwitchRequest,
  type RearmSwitchRequest,
  type SwitchStatusView,
  type SwitchView,
  WHOLE_FIRM,
} from '../contracts/switch.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { insertSwitchChange, loadSwitches, readSwitchChanges } from './switch-store.ts';
import type { PulledSwitch, SwitchChange } from './switches.ts';

export interface SwitchDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Every name by which a feed can be pulled. */
  readonly feeds: () => readonly string[];
  /** Told of each change, once it is durable. */
  readonly onChanged: (view: SwitchView, change: SwitchChange) => void;
}

const CHANGES_SHOWN = 100;

/** The kill switch (TR-12): one person pulls, two re-arm; every step is kept, and raises the epoch in its own commit. */
export function makeSwitches(deps: SwitchDeps) {
  return {
    /** Stops at once whatever it hits: nothing more is quoted or accepted, and live quotes are revoked. */
    pull: (request: PullSwitchRequest, by: string): Promise<Result<SwitchView>> =>
      change(deps, (tx, epoch) => pull(deps, tx, { request, by, epoch })),

    /** The first person proposes; a second one who asks for the same does it. Whoever pulled may be one of the two. */
    rearm: (request: RearmSwitchRequest, by: string): Promise<Result<SwitchView>> =>
      change(deps, (tx, epoch) => rearm(deps, tx, { request, by, epoch })),

    async status(): Promise<SwitchStatusView> {
      const pulled = await loadSwitches(deps.db);
      const changes = await readSwitchChanges(deps.db, CHANGES_SHOWN);
      return {
        pulled: pulled.map((one) => toView(one, 'pulled')),
        changes: changes.map(({ at, ...same }) => ({ ...same, at: toInstant(at) })),
      };
    },
  };
}
export type Switches = ReturnType<typeof makeSwitches>;

interface Changed {
  readonly made: SwitchChange;
  readonly view: SwitchView;
}

/** One at a time: the epoch's row is locked by raising it, before anything of the switch is read. */
async function change(
  { db, onChanged }: SwitchDeps,
  work: (tx: Tx, epoch: number) => Promise<Result<Changed>>,
): Promise<Result<SwitchView>> {
  const changed = await db.transaction().execute(async (tx) => work(tx, await raiseEpoch(tx)));
  if (!changed.ok) return changed;
  onChanged(changed.value.view, changed.value.made);
  return ok(changed.value.view);
}

interface Asked {
  readonly request: PullSwitchRequest;
  readonly by: string;
  readonly epoch: number;
}

async function pull(deps: SwitchDeps, tx: Tx, asked: Asked): Promise<Result<Changed>> {
  const unknown = await unknownTarget(deps, tx, asked.request);
  if (unknown !== null) return unknown;
  const made = await record(deps, tx, { asked, action: 'pull' });
  const pulled = await findPulled(tx, asked.request);
  if (pulled === undefined) throw new Error(`the switch ${made.scope} ${made.target} was pulled, and is not`);
  return ok({ made, view: toView(pulled, 'pulled') });
}

async function rearm(deps: SwitchDeps, tx: Tx, asked: Asked): Promise<Result<Changed>> {
  const { request, by } = asked;
  const pulled = await findPulled(tx, request);
  if (pulled === undefined) {
    const { scope, target = WHOLE_FIRM } = request;
    return reject('ILLEGAL_TRANSITION', `cannot rearm ${scope} ${target}: it is not pulled`);
  }
  const isSecond = pulled.rearmProposedBy !== null && pulled.rearmProposedBy !== by;
  const made = await record(deps, tx, { asked, action: isSecond ? 'rearm' : 'propose' });
  if (isSecond) return ok({ made, view: toView(pulled, 'armed') });
  return ok({ made, view: toView({ ...pulled, rearmProposedBy: by }, 'pulled') });
}

async function record(
  { clock, ids }: SwitchDeps,
  tx: Tx,
  { asked, action }: { readonly asked: Asked; readonly action: SwitchChange['action'] },
): Promise<SwitchChange> {
  const { request, by, epoch } = asked;
  const { scope, target = WHOLE_FIRM, reason } = request;
  const made = { scope, target, reason, action, by, at: clock.now(), epoch };
  await insertSwitchChange(tx, made, ids);
  return made;
}

async function findPulled(
  tx: Tx,
  { scope, target = WHOLE_FIRM }: PullSwitchRequest,
): Promise<PulledSwitch | undefined> {
  return (await loadSwitches(tx)).find((one) => one.scope === scope && one.target === target);
}

/** A switch with a name that nothing has would stop nothing, and nobody would know. */
async function unknownTarget(deps: SwitchDeps, tx: Tx, { scope, target = '' }: PullSwitchRequest) {
  const refusal = (known: string) =>
    reject('VALIDATION_FAILED', `target must be ${known}, was ${JSON.stringify(target)}`, {
      path: 'target',
      value: target,
    });
  if (scope === 'CLIENT') {
    const row = await tx.selectFrom('account').select('account_id').where('account_id', '=', target).executeTakeFirst();
    return row === undefined ? refusal('an account') : null;
  }
  if (scope === 'TRADER') {
    const row = await tx.selectFrom('app_user').select('user_id').where('username', '=', target).executeTakeFirst();
    return row === undefined ? refusal('the name of a user') : null;
  }
  const feeds = scope === 'FEED' ? deps.feeds() : [target];
  return feeds.includes(target) ? null : refusal(`one of ${feeds.join(', ')}`);
}

function toView({ pulledAt, ...same }: PulledSwitch, state: SwitchView['state']): SwitchView {
  return { ...same, state, pulledAt: toInstant(pulledAt) };
}

import type {
  AffirmationStep,
  AffirmationView,
  AffirmTradeRequest,
  DisputeTradeRequest,
  ResolveDisputeRequest,
} from '../contracts/affirmation.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database, Executor, Tx } from '../platform/database/database.ts';
import { type Caller, readRfq, viaOf } from '../rfq/index.ts';
import { readAccepted } from './accepted.ts';
import { type Affirmation, type AffirmationAsk, takeStep, toAffirmationView } from './affirmation.ts';
import { issueConfirmation } from './confirmation-store.ts';
import { toTradeView } from './trades.ts';

export interface AffirmDeps {
  readonly db: Database;
  readonly clock: Clock;
}

/** Who says something; staff who end a dispute have no account. */
interface Speaker {
  readonly userId: string;
  readonly accountId: string | null;
  readonly via: object | null;
}

export type AffirmTrade = (request: AffirmTradeRequest, caller: Caller) => Promise<Result<AffirmationView>>;
export type DisputeTrade = (request: DisputeTradeRequest, caller: Caller) => Promise<Result<AffirmationView>>;
export type ResolveDispute = (
  request: ResolveDisputeRequest,
  by: { readonly userId: string } & Pick<Caller, 'entry' | 'address'>,
) => Promise<Result<AffirmationView>>;

const clientOf = (caller: Caller): Speaker => ({
  userId: caller.userId,
  accountId: caller.accountId,
  via: viaOf(caller),
});

/** The client agrees with a confirmation (BK-03); said again it is answered as it stands. */
export function makeAffirmTrade(deps: AffirmDeps): AffirmTrade {
  return ({ tradeId, version }, caller) =>
    say(deps, tradeId, { ask: { action: 'affirm', version, by: caller.userId }, speaker: clientOf(caller) });
}

/** The client does not agree, with a reason; it stays open until staff end it or the client affirms. */
export function makeDisputeTrade(deps: AffirmDeps): DisputeTrade {
  return ({ tradeId, version, reason }, caller) =>
    say(deps, tradeId, { ask: { action: 'dispute', version, by: caller.userId, reason }, speaker: clientOf(caller) });
}

/** Staff say how a dispute ends. A confirmation that is issued again is a version of its own in the same transaction. */
export function makeResolveDispute(deps: AffirmDeps): ResolveDispute {
  return ({ tradeId, outcome, reason }, by) =>
    say(deps, tradeId, {
      ask: { action: outcome, by: by.userId, reason },
      speaker: { userId: by.userId, accountId: null, via: viaOf(by) },
    });
}

interface Said {
  readonly ask: AffirmationAsk;
  readonly speaker: Speaker;
}

/** The trade's row is locked: of two who speak at once the later one finds what the other has said. */
function say({ db, clock }: AffirmDeps, tradeId: string, said: Said): Promise<Result<AffirmationView>> {
  return db.transaction().execute(async (tx) => {
    const { accountId } = said.speaker;
    const affirmation = await readAffirmation(tx, { tradeId, accountId, lock: true });
    if (affirmation === null) return reject('NOT_FOUND', `trade ${tradeId} has no confirmation`);
    const step = takeStep(affirmation, said.ask);
    if (!step.ok) return step;
    if (step.value === 'same') return ok(toAffirmationView(affirmation));
    return ok(toAffirmationView(await write(tx, affirmation, { ...said, at: clock.now() })));
  });
}

async function write(
  tx: Tx,
  affirmation: Affirmation,
  { ask, speaker, at }: Said & { readonly at: number },
): Promise<Affirmation> {
  const { tradeId, steps } = affirmation;
  const version = ask.action === 'reissue' ? await issueAgain(tx, affirmation, at) : affirmation.version;
  const step: AffirmationStep = {
    action: ask.action,
    version,
    by: speaker.userId,
    at: toInstant(at),
    reason: ask.action === 'affirm' ? null : ask.reason,
  };
  await tx
    .insertInto('trade_affirmation')
    .values({
      trade_id: tradeId,
      step: steps.length + 1,
      action: step.action,
      version,
      recorded_by: step.by,
      via: speaker.via === null ? null : JSON.stringify(speaker.via),
      at: step.at,
      reason: step.reason,
    })
    .execute();
  const affirmed = ask.action === 'affirm' ? new Date(at) : null;
  await tx.updateTable('trade').set({ affirmed_at: affirmed }).where('trade_id', '=', tradeId).execute();
  return { ...affirmation, version, steps: [...steps, step] };
}

/** With the parties' records as they are now; what was agreed is the same. */
async function issueAgain(tx: Tx, { tradeId, version }: Affirmation, at: number): Promise<number> {
  const row = await tx.selectFrom('trade').selectAll().where('trade_id', '=', tradeId).executeTakeFirstOrThrow();
  const rfq = await readRfq(tx, row.rfq_id, { lock: false });
  if (rfq === null) throw new Error(`trade ${tradeId} has no RFQ`);
  const trade = toTradeView(row, { forStaff: false });
  await issueConfirmation(tx, { trade, accepted: await readAccepted(tx, rfq), version: version + 1, at });
  return version + 1;
}

/** Null for a trade without a confirmation, and for another account's. */
export async function readAffirmation(
  db: Executor,
  { tradeId, accountId, lock = false }: { tradeId: string; accountId: string | null; lock?: boolean },
): Promise<Affirmation | null> {
  const query = db.selectFrom('trade').select(['account_id', 'accepted_at']).where('trade_id', '=', tradeId);
  const trade = await (lock ? query.forNoKeyUpdate() : query).executeTakeFirst();
  if (trade === undefined || (accountId !== null && trade.account_id !== accountId)) return null;
  const latest = await db
    .selectFrom('confirmation')
    .select(({ fn }) => fn.max('version').as('version'))
    .where('trade_id', '=', tradeId)
    .executeTakeFirst();
  if (latest?.version == null) return null;
  const steps = await db
    .selectFrom('trade_affirmation')
    .select(['action', 'version', 'recorded_by', 'at', 'reason'])
    .where('trade_id', '=', tradeId)
    .orderBy('step')
    .execute();
  return {
    tradeId,
    tradedAt: trade.accepted_at.getTime(),
    version: latest.version,
    steps: steps.map(({ action, version, recorded_by: by, at, reason }) => ({
      action: action as AffirmationStep['action'],
      version,
      by,
      at: at.toISOString(),
      reason,
    })),
  };
}

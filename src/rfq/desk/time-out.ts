import type { DeskNotice } from '../../contracts/desk-socket.ts';
import { ok } from '../../contracts/result.ts';
import { toInstant } from '../../platform/clock.ts';
import { type DeskDeps, type Done, type OnDesk, onDesk, recordAction } from './desk.ts';
import { rejectRfq, release } from './moves.ts';
import { type Priced, priceRequest } from './price-request.ts';
import { lapseProposals, nextVersion } from './proposals.ts';
import { judgeRelease, publishQuote, storeSnapshot } from './publish-quote.ts';
import { noticesAhead, saveTask } from './tasks.ts';
import { ttlMsFor } from './validity.ts';

const BATCH_MAX = 200;

/**
 * Looks for what time has done on the desk: locks and holds that ended, requests that nobody answered, warnings that are
 * due, proposals whose second person did not come. The database says what is due, so it may run anywhere, twice or late.
 * Returns how many requests it looked at.
 */
export function makeTimeOutDesk(deps: DeskDeps) {
  return async function timeOutDesk(): Promise<number> {
    const now = new Date(deps.clock.now());
    const due = await deps.db
      .selectFrom('desk_task')
      .select('rfq_id')
      .where('wake_at', '<=', now)
      .orderBy('wake_at')
      .limit(BATCH_MAX)
      .execute();
    const unanswered = await deps.db
      .selectFrom('quote_proposal')
      .select('rfq_id')
      .where('status', '=', 'pending')
      .where('expires_at', '<', now)
      .limit(BATCH_MAX)
      .execute();
    for (const { rfq_id: rfqId } of due) await onDesk(deps, rfqId, (at) => timeOut(deps, at));
    for (const { rfq_id: rfqId } of unanswered) await onDesk(deps, rfqId, lapseDue);
    return due.length + unanswered.length;
  };
}

const nothing: Done<null> = { result: ok(null), unchanged: true };

async function timeOut(deps: DeskDeps, at: OnDesk): Promise<Done<unknown>> {
  const { rfq, task, now } = at;
  if (task === null) return nothing;
  if (task.endsAt === null || task.endsAt > now) return giveNotice(at);
  if (rfq.state === 'queued') return fallBack(deps, at);
  if (rfq.state === 'pickedUp') return release(deps, at, { actor: 'system', why: 'the lock ended' });
  if (rfq.state === 'onHold') return release(deps, at, { actor: 'system', why: 'the hold ended' });
  return giveNotice(at);
}

/** Says what is due and no more; of a request that has left the desk, nothing runs any more. */
async function giveNotice({ tx, rfq, task, rulebook, now }: OnDesk): Promise<Done<unknown>> {
  if (task === null) return nothing;
  const { policy } = rulebook.desk;
  const due = noticesAhead(task, rfq.state, policy).filter(([, at]) => at <= now);
  const noticed = [...task.noticed, ...due.map(([notice]) => notice)];
  await saveTask(tx, { task: { ...task, noticed }, state: rfq.state, policy });
  const about = { at: toInstant(now), rfqId: rfq.rfqId };
  const notices = due.map(([type]): DeskNotice => {
    if (type === 'lockExpiring') {
      return { ...about, type, pickedUpBy: task.pickedUpBy, endsAt: toInstant(task.endsAt ?? now) };
    }
    return { ...about, type, slaDueAt: toInstant(task.slaDueAt) };
  });
  return { result: ok(null), notices };
}

/** Nobody came: an automatic price with a wider spread where the policy has a rule for it, else a pass. */
async function fallBack(deps: DeskDeps, at: OnDesk): Promise<Done<unknown>> {
  const priced = automaticFallback(deps, at);
  const market = deps.market.current();
  if (priced !== null && market !== null) {
    const refused = await judgeRelease(deps, at, { market, built: priced.price.built, trader: null });
    if (refused === null) return quoteInstead(deps, at, priced);
  }
  return rejectRfq(deps, at, {
    code: 'QUEUE_TIMEOUT',
    words: 'Nobody was free to price this request in time. Please ask again.',
    action: { action: 'timeOut', actor: 'system', details: { to: 'pass' } },
  });
}

function automaticFallback({ market: feed }: DeskDeps, { rfq, task, rulebook }: OnDesk): Priced | null {
  const rule = rulebook.desk.policy.fallback.automatic;
  const market = feed.current();
  if (rule === null || task === null || market === null) return null;
  if (!task.reasons.every((reason) => (rule.rules as readonly string[]).includes(reason.rule))) return null;
  const terms = { by: 'policy', spreadFactor: rule.spreadFactor } as const;
  const priced = priceRequest(rfq.request, terms, { accountId: rfq.accountId, rulebook, market });
  return priced.ok && priced.value.size.notionalUsd <= rule.maxNotionalUsd ? priced.value : null;
}

async function quoteInstead(deps: DeskDeps, at: OnDesk, { price, size, weight }: Priced): Promise<Done<unknown>> {
  const { tx, rfq, task, rulebook } = at;
  const market = deps.market.current();
  if (market === null) return nothing;
  await storeSnapshot(tx, market);
  const { quoteId, version } = await nextVersion(tx, rfq.rfqId);
  const ttlMs = ttlMsFor(
    {
      mode: 'automatic',
      kinds: rfq.request.legs.map(({ instrument }) => instrument.kind),
      notionalUsd: size.notionalUsd,
      volatility: weight.volatility,
      desiredTtlMs: rfq.request.desiredTtlMs ?? null,
    },
    { rules: rulebook.desk.policy.validity, bounds: rulebook.policy.policy.validity },
  );
  const policyVersion = rulebook.policy.version;
  const publication = {
    quoteId: quoteId ?? deps.ids('qt'),
    version,
    built: price.built,
    ttlMs,
    policyVersion,
    by: null,
  };
  const { quote, events } = await publishQuote(
    at,
    { ...publication, change: rfq.quoteVersion === null ? null : 'policy' },
    task,
  );
  await recordAction(at, { action: 'timeOut', actor: 'system', details: { to: 'automatic', version } }, deps.ids);
  return { result: ok(null), events, live: quote };
}

async function lapseDue({ tx, rfq, now }: OnDesk): Promise<Done<unknown>> {
  const pending = await tx
    .selectFrom('quote_proposal')
    .select('version')
    .where('rfq_id', '=', rfq.rfqId)
    .where('status', '=', 'pending')
    .where('expires_at', '<', new Date(now))
    .executeTakeFirst();
  return pending === undefined ? nothing : { result: ok(null), notices: await lapseProposals(tx, rfq.rfqId, now) };
}

import type { User } from '../../clients/index.ts';
import type { DeskMoveAnswer, WithdrawQuoteRequest } from '../../contracts/desk.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import { nextRfqState } from '../lifecycle.ts';
import {
  type ClientNews,
  changeRfq,
  type DeskDeps,
  type Done,
  moveAnswer,
  notTheirs,
  type OnDesk,
  onDesk,
  type Refusal,
  recordAction,
  refused,
  tellClient,
} from './desk.ts';
import { lapseProposals } from './proposals.ts';
import { taskOf } from './send-quote.ts';
import { saveTask } from './tasks.ts';

/** Takes the live quote back: to work on it again, or for good. An acceptance that commits first wins. */
export function makeWithdrawQuote(deps: DeskDeps) {
  return async function withdrawQuote(request: WithdrawQuoteRequest, by: User): Promise<Result<DeskMoveAnswer>> {
    const row = await deps.db
      .selectFrom('quote')
      .select('rfq_id')
      .where('quote_id', '=', request.quoteId)
      .executeTakeFirst();
    if (row === undefined) return reject('NOT_FOUND', `quote ${request.quoteId} was not found`);
    return onDesk(deps, row.rfq_id, async (at) => {
      const fault = cannotWithdraw(at, request, by);
      return fault === null ? withdraw(deps, at, { request, by }) : refused(fault);
    });
  };
}

function cannotWithdraw(at: OnDesk, { version, rework }: WithdrawQuoteRequest, by: User): Refusal | null {
  const { rfq, task } = at;
  const next = nextRfqState(rfq.state, rework === true ? 'rework' : 'withdraw');
  if (!next.ok) return next;
  if (version !== undefined && version !== rfq.quoteVersion) {
    return reject('QUOTE_SUPERSEDED', `version must be ${rfq.quoteVersion}, was ${version}`, { path: 'version' });
  }
  return (task?.pickedUpBy ?? null) === null ? null : notTheirs(at, by);
}

async function withdraw(
  deps: DeskDeps,
  at: OnDesk,
  { request, by }: { request: WithdrawQuoteRequest; by: User },
): Promise<Done<DeskMoveAnswer>> {
  const { tx, rfq, now, rulebook } = at;
  const isRework = request.rework === true;
  const state = isRework ? 'pickedUp' : 'withdrawn';
  const { policy } = rulebook.desk;
  const before = taskOf(at);
  const task = {
    ...before,
    pickedUpBy: isRework ? by.username : before.pickedUpBy,
    endsAt: isRework ? now + policy.timeouts.lockMs : null,
    noticed: before.noticed.filter((notice) => notice !== 'lockExpiring'),
  };
  await changeRfq(at, { state, valid_until: null });
  await saveTask(tx, { task, state, policy });
  const notices = await lapseProposals(tx, rfq.rfqId, now);
  const { quoteId, version: _version, ...details } = request;
  await recordAction(at, { action: 'withdraw', actor: by.username, details: { quoteId, ...details } }, deps.ids);
  const ended = {
    quoteId,
    version: rfq.quoteVersion ?? 1,
    reason: 'withdrawn by the desk',
    ...(isRework ? { state: 'pickedUp' as const } : {}),
  };
  const news: ClientNews[] = [{ type: 'quote.withdrawn', data: ended }];
  if (isRework) news.push({ type: 'rfq.pickedUp', data: { state: 'pickedUp' } });
  return { result: ok(moveAnswer(rfq.rfqId, state, task)), events: await tellClient(at, news), notices };
}

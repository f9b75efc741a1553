import { may, type User } from '../../clients/index.ts';
import type {
  DeskMoveAnswer,
  HandOverRequest,
  HoldRequest,
  PickUpRequest,
  RejectRfqRequest,
  ReleaseRequest,
} from '../../contracts/desk.ts';
import { ok, type Result, reject, rejection } from '../../contracts/result.ts';
import { nextRfqState, type RfqEvent } from '../lifecycle.ts';
import {
  type ClientNews,
  changeRfq,
  type DeskAction,
  type DeskDeps,
  type Done,
  moveAnswer,
  notTheirs,
  type OnDesk,
  onDesk,
  recordAction,
  refused,
  tellClient,
} from './desk.ts';
import { lapseProposals } from './proposals.ts';
import { type DeskTask, saveTask } from './tasks.ts';

/** One step of a request on the desk: its new state, its new task, and what the client hears. */
interface DeskMove {
  /** Of the life-cycle; null when the request only changes hands. */
  readonly event: RfqEvent | null;
  readonly task: Partial<DeskTask>;
  readonly action: DeskAction;
  readonly news: readonly ClientNews[];
  readonly error?: string;
}

/** Under the locks: compare-and-set of the RFQ, its task, the record of who did it, and the client's events. */
async function applyMove(deps: DeskDeps, at: OnDesk, move: DeskMove): Promise<Done<DeskMoveAnswer>> {
  const { tx, rfq, task, now, rulebook } = at;
  if (task === null) {
    const message = `rfqId ${rfq.rfqId} is not on the desk: it is ${rfq.state}`;
    return refused(reject('ILLEGAL_TRANSITION', message, { rfqId: rfq.rfqId, state: rfq.state }));
  }
  const next = move.event === null ? ok(rfq.state) : nextRfqState(rfq.state, move.event);
  if (!next.ok) return refused(next);
  const state = next.value;
  await changeRfq(at, { state, ...(move.error === undefined ? {} : { error: move.error }) });
  const changed = { ...task, ...move.task };
  await saveTask(tx, { task: changed, state, policy: rulebook.desk.policy });
  const notices = await lapseProposals(tx, rfq.rfqId, now);
  await recordAction(at, move.action, deps.ids);
  return { result: ok(moveAnswer(rfq.rfqId, state, changed)), events: await tellClient(at, move.news), notices };
}

/** What people do with requests before they price them. */
export function makeDeskMoves(deps: DeskDeps) {
  return {
    pickUp: ({ rfqId }: PickUpRequest, by: User): Promise<Result<DeskMoveAnswer>> =>
      onDesk(deps, rfqId, (at) => pickUp(deps, at, by)),

    hold: ({ rfqId, reason }: HoldRequest, by: User): Promise<Result<DeskMoveAnswer>> =>
      onDesk(deps, rfqId, async (at) => {
        const { now, rulebook } = at;
        const fault = notTheirs(at, by);
        if (fault !== null) return refused(fault);
        return applyMove(deps, at, {
          event: 'hold',
          task: { holdReason: reason, endsAt: now + rulebook.desk.policy.timeouts.holdMs },
          action: { action: 'hold', actor: by.username, details: { reason } },
          news: [{ type: 'rfq.onHold', data: { state: 'onHold' } }],
        });
      }),

    release: ({ rfqId, reason }: ReleaseRequest, by: User): Promise<Result<DeskMoveAnswer>> =>
      onDesk(deps, rfqId, async (at) => {
        const fault = notTheirs(at, by);
        if (fault !== null) return refused(fault);
        return release(deps, at, { actor: by.username, why: reason ?? 'released' });
      }),

    handOver: async (request: HandOverRequest, by: User): Promise<Result<DeskMoveAnswer>> =>
      onDesk(deps, request.rfqId, (at) => handOver(deps, at, { request, by })),

    reject: ({ rfqId, reason }: RejectRfqRequest, by: User): Promise<Result<DeskMoveAnswer>> =>
      onDesk(deps, rfqId, async (at) => {
        const fault = at.rfq.state === 'queued' ? null : notTheirs(at, by);
        if (fault !== null) return refused(fault);
        return rejectRfq(deps, at, {
          code: 'TRADER_PASSED',
          words: 'The desk does not quote this request.',
          action: { action: 'reject', actor: by.username, details: { reason } },
        });
      }),
  };
}

async function pickUp(deps: DeskDeps, at: OnDesk, by: User): Promise<Done<DeskMoveAnswer>> {
  const { rfq, task, now, rulebook } = at;
  const holder = task?.pickedUpBy ?? null;
  if (holder !== null && holder !== by.username && rfq.state !== 'quoted') {
    const message = `rfqId ${rfq.rfqId} is picked up by ${holder}`;
    return refused(reject('ILLEGAL_TRANSITION', message, { rfqId: rfq.rfqId, state: rfq.state, pickedUpBy: holder }));
  }
  // Asked again by who has it, it starts the lock anew.
  const isMine = rfq.state === 'pickedUp' && holder === by.username;
  const noticed = (task?.noticed ?? []).filter((notice) => notice !== 'lockExpiring');
  return applyMove(deps, at, {
    event: isMine ? null : 'pickUp',
    task: {
      pickedUpBy: by.username,
      holdReason: null,
      endsAt: now + rulebook.desk.policy.timeouts.lockMs,
      noticed,
    },
    action: { action: isMine ? 'extend' : 'pickUp', actor: by.username, details: {} },
    news: isMine ? [] : [{ type: 'rfq.pickedUp', data: { state: 'pickedUp' } }],
  });
}

/** Back to the queue, by hand or by time. */
export function release(
  deps: DeskDeps,
  at: OnDesk,
  { actor, why }: { readonly actor: string; readonly why: string },
): Promise<Done<DeskMoveAnswer>> {
  const { now, rulebook, task } = at;
  return applyMove(deps, at, {
    event: 'release',
    task: {
      pickedUpBy: null,
      holdReason: null,
      endsAt: now + rulebook.desk.policy.timeouts.queueMs,
      noticed: (task?.noticed ?? []).filter((notice) => notice !== 'lockExpiring'),
    },
    action: { action: 'release', actor, details: { reason: why } },
    news: [{ type: 'rfq.queued', data: { state: 'queued' } }],
  });
}

async function handOver(
  deps: DeskDeps,
  at: OnDesk,
  { request, by }: { request: HandOverRequest; by: User },
): Promise<Done<DeskMoveAnswer>> {
  const { tx, rfq, now, rulebook, task } = at;
  const fault = notTheirs(at, by);
  if (fault !== null) return refused(fault);
  const { to, reason } = request;
  if (rfq.state !== 'pickedUp' && rfq.state !== 'onHold') {
    const message = `cannot hand over an RFQ that is ${rfq.state}`;
    return refused(reject('ILLEGAL_TRANSITION', message, { rfqId: rfq.rfqId, state: rfq.state }));
  }
  const receiver = await deps.findUser(tx, to);
  if (receiver === null || !may(receiver, 'workDesk')) {
    return refused(
      reject('VALIDATION_FAILED', `to must be somebody who works on the desk, was ${to}`, { path: 'to', value: to }),
    );
  }
  return applyMove(deps, at, {
    event: rfq.state === 'onHold' ? 'pickUp' : null,
    task: {
      pickedUpBy: receiver.username,
      holdReason: null,
      endsAt: now + rulebook.desk.policy.timeouts.lockMs,
      noticed: (task?.noticed ?? []).filter((notice) => notice !== 'lockExpiring'),
    },
    action: { action: 'handOver', actor: by.username, details: { to, ...(reason === undefined ? {} : { reason }) } },
    news: rfq.state === 'onHold' ? [{ type: 'rfq.pickedUp', data: { state: 'pickedUp' } }] : [],
  });
}

export interface DeskRejection {
  readonly code: 'TRADER_PASSED' | 'QUEUE_TIMEOUT';
  /** For the client: never who, never why. */
  readonly words: string;
  readonly action: DeskAction;
}

export function rejectRfq(
  deps: DeskDeps,
  at: OnDesk,
  { code, words, action }: DeskRejection,
): Promise<Done<DeskMoveAnswer>> {
  const error = rejection(code, words, { rfqId: at.rfq.rfqId });
  return applyMove(deps, at, {
    event: 'reject',
    task: { endsAt: null },
    action,
    news: [{ type: 'rfq.rejected', data: { error } }],
    error: JSON.stringify(error),
  });
}

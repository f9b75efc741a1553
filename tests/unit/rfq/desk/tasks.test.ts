import { DEFAULT_DESK_POLICY } from '../../../../src/rfq/desk/policy.ts';
import { newTask, noticesAhead, wakeAt } from '../../../../src/rfq/desk/tasks.ts';
import { AS_OF } from '../../../support/markets.ts';

const policy = { version: 'dsk_1', policy: DEFAULT_DESK_POLICY };
const { sla, timeouts } = DEFAULT_DESK_POLICY;

function aTask(changes: Partial<Parameters<typeof newTask>[0]> = {}) {
  const about = { rfqId: 'rfq_1', accountId: 'acc_1', reasons: [], notionalUsd: '100000', tier: 'gold', now: AS_OF };
  return newTask({ ...about, ...changes }, policy);
}

describe('a new task of the desk', () => {
  it.each([
    { tier: 'gold', notionalUsd: '9999999.99', priority: 1 },
    { tier: 'gold', notionalUsd: '10000000', priority: 2 },
    { tier: 'platinum', notionalUsd: null, priority: 2 },
    { tier: 'platinum', notionalUsd: '10000000', priority: 3 },
  ])('has priority $priority for $tier and $notionalUsd dollars', ({ tier, notionalUsd, priority }) => {
    expect(aTask({ tier, notionalUsd }).priority).toBe(priority);
  });

  it('has its answer due and its queueing end by the policy', () => {
    expect(aTask()).toMatchObject({
      slaDueAt: AS_OF + sla.answerMs,
      endsAt: AS_OF + timeouts.queueMs,
      pickedUpBy: null,
    });
  });
});

describe('the alarm of a task', () => {
  it('rings for the warning first, then for the missed answer, then for the end', () => {
    const task = aTask();
    const warned = { ...task, noticed: ['slaWarning' as const] };
    const missed = { ...task, noticed: ['slaWarning' as const, 'slaMissed' as const] };

    expect(wakeAt(task, 'queued', DEFAULT_DESK_POLICY)).toBe(task.slaDueAt - sla.warningMs);
    expect(wakeAt(warned, 'queued', DEFAULT_DESK_POLICY)).toBe(task.slaDueAt);
    expect(wakeAt(missed, 'queued', DEFAULT_DESK_POLICY)).toBe(task.endsAt);
  });

  it('rings before a lock ends, and only of a lock', () => {
    const task = {
      ...aTask(),
      noticed: ['slaWarning' as const, 'slaMissed' as const],
      endsAt: AS_OF + timeouts.lockMs,
    };

    expect(noticesAhead(task, 'pickedUp', DEFAULT_DESK_POLICY)).toEqual([
      ['lockExpiring', AS_OF + timeouts.lockMs - timeouts.lockWarningMs],
    ]);
    expect(noticesAhead(task, 'onHold', DEFAULT_DESK_POLICY)).toEqual([]);
  });

  it.each(['quoted', 'accepted', 'booked', 'cancelled', 'rejected', 'expired'] as const)(
    'is silent once the request is %s',
    (state) => {
      expect(wakeAt(aTask(), state, DEFAULT_DESK_POLICY)).toBeNull();
    },
  );
});

import { raiseEpoch } from '../../src/approvals/index.ts';
import type { DeskNotice } from '../../src/contracts/desk-socket.ts';
import { Decimal } from '../../src/platform/decimal.ts';
import { DEFAULT_DESK_POLICY, type DeskPolicy, insertDeskPolicy } from '../../src/rfq/index.ts';
import { anRfq, stateOf } from '../support/client.ts';
import { deskAs, queuedRfq, sendSpread, type TestDesk } from '../support/desk-client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

// The clock is stepped over minutes: prices may be as old as that.
const used = useService({ settings: { SPOT_STALE_MS: '3600000', SURFACE_STALE_MS: '3600000' } });
const { sla, timeouts } = DEFAULT_DESK_POLICY;

let trader: TestDesk;
let second: TestDesk;
beforeEach(async () => {
  trader = await deskAs(used.service, 'trader');
  second = await deskAs(used.service, 'trader-2');
});
afterEach(() => {
  trader.close();
  second.close();
});

const becomes = (rfqId: string, state: string) =>
  waitFor(`${rfqId} ${state}`, async () => (await stateOf(used.service.db, rfqId)) === state);
const noticed = (rfqId: string, type: DeskNotice['type']) =>
  waitFor(`the notice ${type}`, () =>
    trader.notices.some((notice) => notice.type === type && 'rfqId' in notice && notice.rfqId === rfqId),
  );
const actionsOf = (rfqId: string) =>
  used.service.db
    .selectFrom('desk_action')
    .select(['action', 'actor'])
    .where('rfq_id', '=', rfqId)
    .orderBy('action_id')
    .execute();

/** Puts another policy in force, as an administrator's change does: with a higher epoch. */
async function setPolicy(policy: DeskPolicy) {
  await used.service.db.transaction().execute(async (tx) => {
    await raiseEpoch(tx);
    await insertDeskPolicy(tx, { policy, effectiveFrom: new Date(used.service.clock.now()), createdBy: 'test' });
  });
}

describe('time on the desk', () => {
  it('warns of an answer that is due, says when it is missed, and passes when nobody comes', async () => {
    const rfqId = await queuedRfq(used.client);

    used.service.clock.advance(sla.answerMs - sla.warningMs);
    await noticed(rfqId, 'slaWarning');
    used.service.clock.advance(sla.warningMs);
    await noticed(rfqId, 'slaMissed');
    used.service.clock.advance(timeouts.queueMs - sla.answerMs);

    const { error } = await used.client.event('rfq.rejected', (data) => data.error.details?.['rfqId'] === rfqId);
    expect(error.code).toBe('QUEUE_TIMEOUT');
    expect(await actionsOf(rfqId)).toEqual([{ action: 'timeOut', actor: 'system' }]);
    expect(trader.notices.filter((notice) => notice.type === 'slaMissed' && notice.rfqId === rfqId)).toHaveLength(1);
  });

  it('gives a lock back to the queue, after a warning, and a proposal goes with it', async () => {
    const rfqId = await queuedRfq(used.client, { quantity: '300' });
    await trader.done('rfq.pickUp', { rfqId });
    const { quoteId, version } = await sendSpread(trader, rfqId);

    used.service.clock.advance(timeouts.lockMs - timeouts.lockWarningMs);
    await noticed(rfqId, 'lockExpiring');
    used.service.clock.advance(timeouts.lockWarningMs);
    await becomes(rfqId, 'queued');

    expect(await second.request('quote.approve', { quoteId, version })).toMatchObject({ ok: false });
    expect(await second.done('rfq.pickUp', { rfqId })).toMatchObject({ pickedUpBy: 'trader-2' });
  });

  it('starts a lock anew when its holder asks for it again', async () => {
    const rfqId = await queuedRfq(used.client);
    const first = await trader.done('rfq.pickUp', { rfqId });
    used.service.clock.advance(timeouts.lockMs / 2);

    const again = await trader.done('rfq.pickUp', { rfqId });

    expect(Date.parse(again.endsAt ?? '')).toBeGreaterThanOrEqual(Date.parse(first.endsAt ?? '') + timeouts.lockMs / 2);
  });

  it('ends a hold', async () => {
    const rfqId = await queuedRfq(used.client);
    await trader.done('rfq.pickUp', { rfqId });
    await trader.done('rfq.hold', { rfqId, reason: 'asking the risk desk' });

    used.service.clock.advance(timeouts.holdMs);

    await becomes(rfqId, 'queued');
  });

  it('lapses a proposal whose second person does not come, and leaves the request with its trader', async () => {
    const rfqId = await queuedRfq(used.client, { quantity: '300' });
    await trader.done('rfq.pickUp', { rfqId });
    const { quoteId, version } = await sendSpread(trader, rfqId);

    used.service.clock.advance(timeouts.proposalMs + 1);
    await noticed(rfqId, 'approvalDecided');

    expect(await second.request('quote.approve', { quoteId, version })).toMatchObject({
      error: { code: 'ILLEGAL_TRANSITION' },
    });
    expect(await stateOf(used.service.db, rfqId)).toBe('pickedUp');
  });

  it('runs no longer once the quote is out, or the client has gone', async () => {
    const [quoted, cancelled] = [await queuedRfq(used.client), await queuedRfq(used.client)];
    await trader.done('rfq.pickUp', { rfqId: quoted });
    await sendSpread(trader, quoted);
    await used.client.request('rfq.cancel', { rfqId: cancelled });

    used.service.clock.advance(timeouts.queueMs + timeouts.lockMs);
    await becomes(quoted, 'expired');
    await waitFor('the alarms to be silent', async () => {
      const ringing = await used.service.db
        .selectFrom('desk_task')
        .select('rfq_id')
        .where('wake_at', 'is not', null)
        .where('rfq_id', 'in', [quoted, cancelled])
        .execute();
      return ringing.length === 0;
    });

    expect(await stateOf(used.service.db, cancelled)).toBe('cancelled');
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });
});

describe('a request that nobody answers, of a client whom the policy always sends to a person,', () => {
  it('gets an automatic price with a wider spread', async () => {
    const rules = ['CLIENT' as const];
    await setPolicy({
      ...DEFAULT_DESK_POLICY,
      routing: { ...DEFAULT_DESK_POLICY.routing, deskAccounts: [used.client.hello.account] },
      fallback: { automatic: { rules, maxNotionalUsd: 1_000_000, spreadFactor: 3 } },
    });
    const answer = await used.client.request('rfq.create', anRfq());
    const rfqId = answer.ok ? answer.data.rfqId : '';
    await trader.done('desk.watch', { rfqId });
    await waitFor('a valuation', () => trader.valuations.length > 0);

    used.service.clock.advance(timeouts.queueMs);
    const quote = await used.client.event('quote.live', (one) => one.rfqId === rfqId);

    expect(answer).toMatchObject({ ok: true, data: { state: 'queued' } });
    const policy = trader.valuations[0]?.price;
    const width = (price: { bid: string | null; offer: string | null } | null | undefined) =>
      new Decimal(price?.offer ?? 0).minus(price?.bid ?? 0).toNumber();
    expect(width(quote) / width(policy)).toBeCloseTo(3, 1);
    expect(quote).toMatchObject({ version: 1, replaces: null });
    const row = await used.service.db
      .selectFrom('quote')
      .select('passport')
      .where('rfq_id', '=', rfqId)
      .executeTakeFirstOrThrow();
    expect(row.passport).toHaveProperty('offer.adjustment');
  });

  it('is passed when it is too large for that', async () => {
    const answer = await used.client.request('rfq.create', anRfq({ quantity: '20' }));
    const rfqId = answer.ok ? answer.data.rfqId : '';

    used.service.clock.advance(timeouts.queueMs);

    await becomes(rfqId, 'rejected');
    await setPolicy({ ...DEFAULT_DESK_POLICY });
  });
});

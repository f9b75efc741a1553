import { insertApproval, loadApprovals, raiseEpoch } from '../../src/approvals/index.ts';
import type { QuoteView } from '../../src/contracts/quote.ts';
import { anAcceptance, anRfq, quoteFor, stateOf } from '../support/client.ts';
import { deskAs } from '../support/desk-client.ts';
import { changeApproval, reinstate } from '../support/suspend.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

// No worker: what is accepted waits until a test books it.
const used = useService({ roles: ['gateway', 'market'] });

const BUY_CALL = 'apr_option-btc-linear-ipi-buy';
const BUDGET_MS = 1_000;

const becomes = (rfqId: string, state: string) =>
  waitFor(`${rfqId} ${state}`, async () => (await stateOf(used.service.db, rfqId)) === state);
const revoked = (quoteId: string) => used.client.event('quote.revoked', (data) => data.quoteId === quoteId);
const accept = (quote: QuoteView) => used.client.request('quote.accept', anAcceptance(quote));

async function errorOf(rfqId: string) {
  const rfq = used.service.db.selectFrom('rfq').select('error').where('rfq_id', '=', rfqId);
  return (await rfq.executeTakeFirstOrThrow()).error;
}

async function decisionsAt(rfqId: string, point: string) {
  const rows = await used.service.db
    .selectFrom('decision')
    .selectAll()
    .where('rfq_id', '=', rfqId)
    .where('point', '=', point)
    .execute();
  return rows.map(({ allowed, failures }) => ({
    allowed,
    rules: (failures as { rule: string }[]).map(({ rule }) => rule),
  }));
}

describe('a flip of an approval', () => {
  it('PA-12: revokes the live quotes it hits within a second, streamed ones and limit orders too, and no others', async () => {
    const { service, client } = used;
    const plain = await quoteFor(client, { side: 'buy' });
    const streamed = await quoteFor(client, { side: 'buy', streaming: true });
    const limited = await quoteFor(client, { side: 'buy', limitPrice: '1' });
    const other = await quoteFor(client, { side: 'sell' });

    const changed = await changeApproval(service, { approvalId: BUY_CALL, change: 'suspend' });
    const flippedAt = performance.now();
    const events = await Promise.all([plain, streamed, limited].map(({ quoteId }) => revoked(quoteId)));
    const tookMs = performance.now() - flippedAt;

    expect(changed.ok).toBe(true);
    expect(tookMs).toBeLessThan(BUDGET_MS);
    expect(events[0]).toEqual({ quoteId: plain.quoteId, version: 1, reason: 'This product is currently suspended.' });
    expect(await decisionsAt(plain.rfqId, 'live')).toEqual([{ allowed: false, rules: ['PA-03'] }]);
    expect(await errorOf(plain.rfqId)).toBeNull();
    expect(await stateOf(service.db, other.rfqId)).toBe('quoted');

    await reinstate(service, BUY_CALL);
    expect((await accept(other)).ok).toBe(true);
    expect(await accept(plain)).toMatchObject({ ok: false, error: { code: 'QUOTE_REVOKED' } });
    // A quote asked for after all that is answered: whatever would have revived has had its time.
    expect((await quoteFor(client, { side: 'buy' })).offer).not.toBeNull();
    for (const { rfqId } of [plain, streamed, limited]) expect(await stateOf(service.db, rfqId)).toBe('revoked');
    const versions = client.events.filter(
      ({ type, rfqId, seq }) => type === 'quote.live' && rfqId === streamed.rfqId && seq > lastSeqOf('quote.revoked'),
    );
    expect(versions).toEqual([]);
  });

  it('PA-06: lets an acceptance stand that was committed before, and closes a request that waits for a person', async () => {
    const { service, client } = used;
    const quote = await quoteFor(client, { side: 'buy' });
    expect((await accept(quote)).ok).toBe(true);
    const waiting = await client.request('rfq.create', anRfq({ side: 'buy', manual: true }));
    const rfqId = waiting.ok ? waiting.data.rfqId : '';
    expect(await stateOf(service.db, rfqId)).toBe('queued');

    await changeApproval(service, { approvalId: BUY_CALL, change: 'suspend' });
    const rejected = await client.event('rfq.rejected');

    expect(rejected.error).toMatchObject({
      code: 'PRODUCT_NOT_APPROVED',
      message: 'This product is currently suspended.',
      details: { rfqId },
    });
    // What the client was told is what the request keeps.
    expect(await errorOf(rfqId)).toEqual(rejected.error);
    expect(await stateOf(service.db, rfqId)).toBe('rejected');
    expect(await stateOf(service.db, quote.rfqId)).toBe('accepted');
    await reinstate(service, BUY_CALL);
    expect(await stateOf(service.db, quote.rfqId)).toBe('accepted');
  });
});

describe('an approval that ends by itself', () => {
  it('PA-02: takes its live quotes with it at that instant, and not before', async () => {
    const { db, clock } = used.service;
    const quote = await quoteFor(used.client, { side: 'buy' });
    const endsAt = clock.now() + 1_500;
    const [before] = (await loadApprovals(db)).filter(({ approvalId }) => approvalId === BUY_CALL);
    if (before === undefined) throw new Error(`${BUY_CALL} is not in the register`);
    const next = { ...before, version: before.version + 1 };
    await db.transaction().execute(async (tx) => insertApproval(tx, { ...next, endsAt }, await raiseEpoch(tx)));

    await waitFor('half of its time', () => clock.now() > endsAt - 600);
    expect(await stateOf(db, quote.rfqId)).toBe('quoted');
    await revoked(quote.quoteId);
    const lateMs = clock.now() - endsAt;

    await db
      .transaction()
      .execute(async (tx) => insertApproval(tx, { ...before, version: before.version + 2 }, await raiseEpoch(tx)));
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(BUDGET_MS);
    expect(await decisionsAt(quote.rfqId, 'live')).toEqual([{ allowed: false, rules: ['PA-02'] }]);
  });
});

describe('a market that halts', () => {
  it('TR-05: revokes the live quotes that rest on it, once it has been seen to stand still', async () => {
    const { service, client } = used;
    const quote = await quoteFor(client);

    service.market.freeze();
    service.clock.advance(6_000);
    const event = await revoked(quote.quoteId);
    service.clock.advance(-6_000);
    service.market.thaw();

    expect(event.reason).toBe('Pricing is paused due to market conditions.');
    expect(await decisionsAt(quote.rfqId, 'live')).toEqual([{ allowed: false, rules: ['TR-05'] }]);
  });
});

describe('the desk', () => {
  it('keeps what was revoked under its hands, with the rule that decided', async () => {
    const { service, client } = used;
    const desk = await deskAs(service, 'trader');
    const asked = await client.request('rfq.create', anRfq({ side: 'buy', manual: true }));
    const rfqId = asked.ok ? asked.data.rfqId : '';
    await desk.done('rfq.pickUp', { rfqId });
    await desk.done('quote.send', { rfqId, spread: '50' });

    await changeApproval(service, { approvalId: BUY_CALL, change: 'suspend' });
    await becomes(rfqId, 'revoked');

    await reinstate(service, BUY_CALL);
    const actions = await service.db
      .selectFrom('desk_action')
      .select(['action', 'actor', 'details'])
      .where('rfq_id', '=', rfqId)
      .orderBy('action_id')
      .execute();
    expect(actions.at(-1)).toMatchObject({ action: 'revoke', actor: 'system', details: { rule: 'PA-03' } });
    await waitFor('the desk to hear', () =>
      desk.events.some(({ type, data }) => type === 'quote.revoked' && data['version'] === 1),
    );
    const queue = await desk.done('desk.queue', {});
    expect(queue.items.map((item) => item.rfqId)).not.toContain(rfqId);
    desk.close();
  });
});

function lastSeqOf(type: string): number {
  return Math.max(0, ...used.client.events.filter((event) => event.type === type).map(({ seq }) => seq));
}

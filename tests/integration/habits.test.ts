import { raiseEpoch } from '../../src/approvals/index.ts';
import type { ActivityListView } from '../../src/contracts/activity.ts';
import { DEFAULT_DESK_POLICY, type DeskPolicy, insertDeskPolicy } from '../../src/rfq/index.ts';
import { anAcceptance, anRfq, call, quoteFor, signIn } from '../support/client.ts';
import { deskAs, sendSpread, type TestDesk } from '../support/desk-client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

// The clock is stepped over a minute: prices may be as old as that.
const used = useService({ settings: { SPOT_STALE_MS: '3600000', SURFACE_STALE_MS: '3600000' } });

let trader: TestDesk;
let second: TestDesk;
beforeAll(async () => {
  trader = await deskAs(used.service, 'trader');
  second = await deskAs(used.service, 'trader-2');
});
afterAll(() => {
  trader.close();
  second.close();
});

async function ask(request: ReturnType<typeof anRfq>) {
  const answer = await used.client.request('rfq.create', request);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data;
}

async function trade(quantity: string): Promise<void> {
  const quote = await quoteFor(used.client, { quantity });
  await used.client.request('quote.accept', anAcceptance(quote));
  await used.client.event('trade.booked', ({ quoteId }) => quoteId === quote.quoteId);
}

const reasonsOf = async (rfqId: string) =>
  (await used.service.db.selectFrom('desk_task').select('reasons').where('rfq_id', '=', rfqId).executeTakeFirst())
    ?.reasons;

async function inForce(policy: DeskPolicy): Promise<void> {
  await used.service.db.transaction().execute(async (tx) => {
    await raiseEpoch(tx);
    await insertDeskPolicy(tx, { policy, effectiveFrom: new Date(used.service.clock.now()), createdBy: 'test' });
  });
}

describe('TR-07: a quantity that is more than ten times what the client usually trades', () => {
  it('is priced by a person, who is told so; ten times and less is automatic', async () => {
    for (const quantity of ['0.01', '0.03', '0.02', '0.02', '0.05']) await trade(quantity);
    // What is usual may be known as it was a minute ago.
    used.service.clock.advance(60_000);

    const usual = await ask(anRfq({ quantity: '0.2' }));
    const unusual = await ask(anRfq({ quantity: '0.21' }));

    expect(usual).toMatchObject({ state: 'quoted' });
    expect(unusual).toMatchObject({ state: 'queued' });
    expect(await reasonsOf(unusual.rfqId)).toEqual([
      {
        rule: 'UNUSUAL',
        message:
          "TR-07 FAT_FINGER quantity=0.21 on BTC-USD: more than 10 times 0.02, the median of the client's last 5 trades",
      },
    ]);
    await used.client.request('rfq.cancel', { rfqId: unusual.rfqId });
  });
});

describe('TR-15: what clients ask for', () => {
  it('is counted with what came of it, and who trades on hardly any of many quotes is marked', async () => {
    const { token } = await signIn(used.service, 'trader');
    const read = async () => {
      const answer = await call<ActivityListView>(used.service.url, { path: '/activity?hours=1', token });
      return answer.ok ? answer.data.items : [];
    };
    const before = await read();
    const policy = { ...DEFAULT_DESK_POLICY, surveillance: { quotes: 8, hitRatio: 0.7 } };
    await inForce(policy);

    const quoted = await quoteFor(used.client, { quantity: '0.1' });
    await used.client.request('quote.pass', { rfqId: quoted.rfqId, quoteId: quoted.quoteId });
    const after = await read();

    const { account } = used.client.hello;
    expect(before).toMatchObject([
      { accountId: account, asked: 7, quoted: 6, traded: 5, passed: 0, seldomTrades: false },
    ]);
    expect(after).toMatchObject([
      { accountId: account, asked: 8, quoted: 7, traded: 5, passed: 1, seldomTrades: false },
    ]);
    await inForce({ ...policy, surveillance: { quotes: 7, hitRatio: 0.72 } });
    expect(await read()).toMatchObject([{ seldomTrades: true }]);
    await inForce({ ...policy, surveillance: { quotes: 7, hitRatio: 0.71 } });
    expect(await read()).toMatchObject([{ seldomTrades: false }]);
  });
});

describe('TR-10: the first trade of a client in a product, where the policy wants two people for it', () => {
  it('is sent to the desk, needs a second person, and is the last that does', async () => {
    const policy = { ...DEFAULT_DESK_POLICY, fourEyes: { ...DEFAULT_DESK_POLICY.fourEyes, firstTrade: true } };
    await inForce(policy);
    const legs = anRfq().legs.map((leg) => ({
      ...leg,
      instrument: { ...leg.instrument, underlying: 'ETH-USD', strike: '4000' },
    }));
    const asked = { legs, quantity: '0.5' };

    const known = await ask(anRfq({ quantity: '0.1' }));
    const first = await ask(anRfq(asked));
    await trader.done('rfq.pickUp', { rfqId: first.rfqId });
    const sent = await sendSpread(trader, first.rfqId, { spread: '20' });
    const { quoteId, version } = sent;
    const own = await trader.request('quote.approve', { quoteId, version });
    await second.done('quote.approve', { quoteId, version });
    const quote = await used.client.event('quote.live', ({ rfqId }) => rfqId === first.rfqId);
    await used.client.request('quote.accept', anAcceptance(quote));
    await used.client.event('trade.booked', ({ rfqId }) => rfqId === first.rfqId);
    const next = await ask(anRfq(asked));

    expect([known.state, first.state, next.state]).toEqual(['quoted', 'queued', 'quoted']);
    expect(sent).toMatchObject({
      status: 'proposed',
      needs: [{ rule: 'TR-10', message: "FOUR_EYES the client's first option on ETH-USD" }],
    });
    expect(own).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });
});

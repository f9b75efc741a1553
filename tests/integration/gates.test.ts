import { makeBookTrade } from '../../src/booking/index.ts';
import type { RejectCode } from '../../src/contracts/errors.ts';
import { openRulebooks } from '../../src/rfq/index.ts';
import {
  aLeg,
  anAcceptance,
  anRfq,
  call,
  connectAs,
  expiryInDays,
  quoteFor,
  signIn,
  stateOf,
} from '../support/client.ts';
import { changeApproval, whileSuspended } from '../support/suspend.ts';
import { useService } from '../support/use-service.ts';

// No worker: what is accepted waits until a test books it.
const used = useService({ roles: ['gateway', 'market'] });

const BUY_CALL = 'apr_option-btc-linear-ipi-buy';

async function decisionsOf(rfqId: string) {
  const rows = await used.service.db
    .selectFrom('decision')
    .selectAll()
    .where('rfq_id', '=', rfqId)
    .orderBy('at')
    .execute();
  return rows.map(({ point, allowed, failures, approvals }) => ({
    point,
    allowed,
    rules: (failures as { rule: string }[]).map(({ rule }) => rule),
    approvals,
  }));
}

/** The refused RFQ of an answer, which must be stored as such. */
async function refusedRfq(username: string, request: Parameters<typeof anRfq>[0], code: RejectCode): Promise<string> {
  const client = await connectAs(used.service, username);
  const answer = await client.request('rfq.create', anRfq(request));
  const event = await client.event('rfq.rejected');
  client.close();
  expect(answer).toMatchObject({ ok: false, error: { code, details: { rfqId: expect.stringMatching(/^rfq_/) } } });
  expect(answer.ok ? null : answer.error).toEqual(event.error);
  const rfqId = answer.ok ? '' : String(answer.error.details?.['rfqId']);
  expect(await stateOf(used.service.db, rfqId)).toBe('rejected');
  return rfqId;
}

describe('the gates at request', () => {
  it('refuse a retail client, whatever is asked', async () => {
    const rfqId = await refusedRfq('retail', {}, 'CLIENT_NOT_ELIGIBLE');

    expect((await decisionsOf(rfqId))[0]?.rules).toContain('CL-01');
  });

  it.each([
    {
      what: 'a settlement without approval',
      code: 'PRODUCT_NOT_APPROVED',
      rule: 'PA-01',
      leg: {
        settlement: {
          method: 'cash',
          style: 'linear',
          currency: 'USDT',
          fixing: 'DERIBIT_TWAP30',
          conversion: { source: 'COINBASE', at: 'fixing' },
        },
      },
    },
    {
      what: 'physical delivery',
      code: 'PRODUCT_NOT_APPROVED',
      rule: 'PA-01',
      leg: { settlement: { method: 'physical', style: 'inverse', currency: 'BTC', fixing: 'DERIBIT_TWAP30' } },
    },
    {
      what: 'a fixing source without approval',
      code: 'PRODUCT_NOT_APPROVED',
      rule: 'PA-05',
      leg: { settlement: { method: 'cash', style: 'linear', currency: 'USD', fixing: 'BRRAP' } },
    },
    {
      what: 'an underlying nobody approved',
      code: 'UNKNOWN_UNDERLYING',
      rule: 'PA-01',
      leg: { underlying: 'DOGE-USD' },
    },
    { what: 'a strike far from the market', code: 'INVALID_STRIKE', rule: 'TR-07', leg: { strike: '1050000' } },
    {
      what: 'a tenor beyond the approval',
      code: 'TENOR_NOT_SUPPORTED',
      rule: 'PA-05',
      leg: { expiry: expiryInDays(500) },
    },
  ] as const)('refuse $what', async ({ leg, code, rule }) => {
    const rfqId = await refusedRfq('harbour', { legs: [aLeg(leg)] }, code);

    expect(await decisionsOf(rfqId)).toMatchObject([
      { point: 'request', allowed: false, rules: expect.arrayContaining([rule]) },
    ]);
  });

  it.each([
    { quantity: '0.009', code: 'SIZE_BELOW_MIN' },
    { quantity: '500.01', code: 'SIZE_ABOVE_MAX' },
  ] as const)('refuse a quantity of $quantity', async ({ quantity, code }) => {
    await refusedRfq('harbour', { quantity }, code);
  });

  it.each([
    { quantity: '0.01', state: 'quoted' },
    { quantity: '500', state: 'queued' }, // too large for the machine alone
  ])('allow a quantity of $quantity, which is at the bound: it is $state', async ({ quantity, state }) => {
    const answer = await used.client.request('rfq.create', anRfq({ quantity, side: 'buy' }));

    expect(answer).toMatchObject({ ok: true, data: { state } });
  });

  it('refuse an individual who would sell an option, also as one leg of a package or as one side of two', async () => {
    const short = aLeg({ strike: '120000' }, { side: 'sell' });
    await refusedRfq('chan', { side: 'sell' }, 'PRODUCT_NOT_APPROVED');
    await refusedRfq('chan', { side: 'two-way' }, 'PRODUCT_NOT_APPROVED');
    await refusedRfq('chan', { side: 'buy', legs: [aLeg(), short] }, 'PRODUCT_NOT_APPROVED');
  });

  it('refuse a premium currency that the client class has no approval for', async () => {
    const rfqId = await refusedRfq('chan', { side: 'buy', premiumCurrency: 'USDT' }, 'PRODUCT_NOT_APPROVED');

    // By the client's file and by the register.
    expect((await decisionsOf(rfqId))[0]?.rules).toEqual(['ST-01', 'ST-01']);
  });

  it('refuse what exceeds the credit limit, on the side that would use it', async () => {
    const rfqId = await refusedRfq('kowloon', { side: 'sell', quantity: '400' }, 'CREDIT_INSUFFICIENT');

    expect((await decisionsOf(rfqId))[0]?.rules).toEqual(['TR-01']);
  });

  it('show the client neutral words and keep every failing rule for staff', async () => {
    const legs = [aLeg({ expiry: expiryInDays(500), strike: '1050000' })];
    const answer = await used.client.request('rfq.create', anRfq({ legs, quantity: '501' }));

    const rfqId = answer.ok ? '' : String(answer.error.details?.['rfqId']);
    const [decision] = await decisionsOf(rfqId);
    expect(answer.ok ? '' : answer.error.message).not.toMatch(/\d/);
    expect(new Set(decision?.rules)).toEqual(new Set(['TR-07', 'PA-05']));
  });

  it('store for an allowed quote both decisions with the approval versions they rest on', async () => {
    const quote = await quoteFor(used.client, { side: 'buy' });

    const approvals = [{ approvalId: BUY_CALL, version: expect.any(Number) }];
    expect(await decisionsOf(quote.rfqId)).toEqual([
      { point: 'request', allowed: true, rules: [], approvals },
      { point: 'release', allowed: true, rules: [], approvals },
    ]);
  });
});

describe('the market guard', () => {
  it('refuses to quote, and to accept, on a market older than its limit, and goes on afterwards', async () => {
    const quote = await quoteFor(used.client);
    used.service.market.freeze();
    used.service.clock.advance(6_000);

    const asked = await used.client.request('rfq.create', anRfq());
    const accepted = await used.client.request('quote.accept', anAcceptance(quote));
    used.service.clock.advance(-6_000);
    used.service.market.thaw();
    const again = await used.client.request('quote.accept', anAcceptance(await quoteFor(used.client)));

    expect(asked).toMatchObject({ ok: false, error: { code: 'MARKET_STALE', retryable: true } });
    // The halt ends the quote as well, once it has lasted.
    expect(['MARKET_STALE', 'QUOTE_REVOKED']).toContain(accepted.ok ? '' : accepted.error.code);
    expect(again.ok).toBe(true);
  });
});

describe('a product that is suspended', () => {
  it('is not quoted, is not in the catalogue, and comes back when another officer reinstates it', async () => {
    await whileSuspended(used.service, BUY_CALL, async () => {
      const answer = await used.client.request('rfq.create', anRfq({ side: 'buy' }));
      const catalogue = await used.client.request('catalogue.get', {});

      expect(answer).toMatchObject({ ok: false, error: { code: 'PRODUCT_NOT_APPROVED' } });
      const entries = catalogue.ok ? catalogue.data.entries : [];
      const entry = entries.find(
        ({ kind, underlying, settlement }) =>
          kind === 'option' && underlying === 'BTC-USD' && settlement.style === 'linear',
      );
      expect(entry?.directions).toEqual(['sell']);
    });

    expect((await quoteFor(used.client, { side: 'buy' })).offer).not.toBeNull();
  });

  it('is not reinstated by the officer who suspended it', async () => {
    await whileSuspended(used.service, BUY_CALL, async () => {
      const answer = await changeApproval(used.service, { approvalId: BUY_CALL, change: 'reinstate' });

      expect(answer).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    });
  });

  it('cannot be accepted on a quote released before: the client is told, and nothing trades', async () => {
    const quote = await quoteFor(used.client, { side: 'buy' });

    const answer = await whileSuspended(used.service, BUY_CALL, () =>
      used.client.request('quote.accept', anAcceptance(quote)),
    );

    // The acceptance is judged by itself, or comes after the quote was revoked.
    const code = answer.ok ? '' : answer.error.code;
    expect(['PRODUCT_NOT_APPROVED', 'QUOTE_REVOKED']).toContain(code);
    const point = code === 'QUOTE_REVOKED' ? 'live' : 'accept';
    expect((await decisionsOf(quote.rfqId)).find((decision) => decision.point === point)).toMatchObject({
      allowed: false,
      rules: ['PA-03'],
    });
  });

  it('BK-01: keeps a trade accepted before, held and visible, never dropped', async () => {
    const { service, client } = used;
    const quote = await quoteFor(client, { side: 'buy', legs: [aLeg({ strike: '112000' })] });
    const receipt = await client.request('quote.accept', anAcceptance(quote));
    expect(receipt.ok).toBe(true);
    const { db, clock, ids } = service.world;
    const rulebooks = await openRulebooks({ db, clock });
    const bookTrade = makeBookTrade({
      db,
      clock,
      ids,
      rulebooks,
      announce: () => undefined,
      onBooked: () => undefined,
    });

    const outcomes = await whileSuspended(service, BUY_CALL, async () => [
      await bookTrade(quote.rfqId),
      await bookTrade(quote.rfqId),
    ]);

    expect(outcomes).toEqual(['held', 'nothing-to-book']);
    const { token } = await signIn(service, 'trader');
    const trade = await call<{ state: string; heldReason: string }>(service.url, {
      path: `/trades/${receipt.ok ? receipt.data.tradeId : ''}`,
      token,
    });
    expect(trade).toMatchObject({ ok: true, data: { state: 'held', heldReason: expect.stringContaining('PA-03') } });
    const positions = await db.selectFrom('position').select('instrument').execute();
    expect(positions.filter(({ instrument }) => (instrument as { strike?: string }).strike === '112000')).toEqual([]);
  });
});

describe('credit', () => {
  it('TR-01: is used by what was accepted, before it is booked: of two quotes that a lowered line fits one is traded', async () => {
    const client = await connectAs(used.service, 'lantau');
    const sell = { side: 'sell', quantity: '120' } as const; // 120 × ~100,000 × 50% = about 6 million dollars
    const first = await quoteFor(client, sell);
    const second = await quoteFor(client, sell);
    const { token } = await signIn(used.service, 'risk');
    const accountId = client.hello.account;
    const body = { accountId, max: '10000000', reason: 'a line for one of them' };

    const accepted = await client.request('quote.accept', anAcceptance(first));
    await call(used.service.url, { method: 'POST', path: '/limits/credit', token, body });
    const refused = await client.request('quote.accept', anAcceptance(second));
    const asked = await client.request('rfq.create', anRfq(sell));

    client.close();
    expect(accepted).toMatchObject({ ok: true });
    // Whoever comes first, the acceptance or what judges live quotes again under the new line.
    expect(['CREDIT_INSUFFICIENT', 'QUOTE_REVOKED']).toContain(refused.ok ? 'traded' : refused.error.code);
    expect(asked).toMatchObject({ ok: false, error: { code: 'CREDIT_INSUFFICIENT' } });
  });
});

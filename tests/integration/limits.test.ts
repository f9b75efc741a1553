import { hashOfTerms, insertApproval, loadVersions, raiseEpoch } from '../../src/approvals/index.ts';
import type { ApprovalTerms } from '../../src/contracts/approval-terms.ts';
import type { AccountLimitsView, LimitView, OverrideView, QuoteLimitsView } from '../../src/contracts/limits.ts';
import type { QuoteView } from '../../src/contracts/quote.ts';
import type { Answer } from '../../src/contracts/result.ts';
import { aLeg, anAcceptance, anRfq, call, connectAs, quoteFor, signIn, type TestClient } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

const used = useService();
const REASON = 'a test of the limits';
// Of a line of 10 million dollars each uses about 6: one fits, two do not.
const SELL = { side: 'sell', quantity: '120' } as const;

const tokens = new Map<string, string>();
/** Reads without a body, and posts with one. */
async function as<T>(username: string, path: string, body?: object): Promise<Answer<T>> {
  const token = tokens.get(username) ?? (await signIn(used.service, username)).token;
  tokens.set(username, token);
  return call<T>(used.service.url, { path, token, ...(body === undefined ? {} : { method: 'POST', body }) });
}

async function accountOf(username: string): Promise<string> {
  const row = await used.service.db
    .selectFrom('app_user')
    .select('account_id')
    .where('username', '=', username)
    .executeTakeFirstOrThrow();
  return String(row.account_id);
}

const propose = (limit: object) =>
  as<LimitView>('risk', '/limits', {
    scope: {},
    per: 'trade',
    measure: 'notionalUsd',
    reason: REASON,
    ...limit,
  });

function dataOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

describe('credit', () => {
  let lantau: TestClient;
  const line = async (max: string) =>
    dataOf(
      await as<LimitView>('risk', '/limits/credit', {
        accountId: await accountOf('lantau'),
        max,
        reason: REASON,
      }),
    );
  beforeAll(async () => {
    await line('10000000');
  });
  beforeEach(async () => {
    lantau = await connectAs(used.service, 'lantau');
  });
  afterEach(async () => {
    lantau.close();
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  const creditInUse = async () => {
    const { limits } = dataOf(await as<AccountLimitsView>('lantau', '/limits/use'));
    return Number(limits.find(({ measure }) => measure === 'creditUsd')?.used);
  };
  const cancel = (quote: QuoteView) => lantau.request('rfq.cancel', { rfqId: quote.rfqId });

  it('TR-01: is reserved while a quote is live, and free again when it has ended', async () => {
    const before = await creditInUse();
    const quote = await quoteFor(lantau, SELL);
    const reserved = await creditInUse();
    const refused = await lantau.request('rfq.create', anRfq(SELL));
    await cancel(quote);

    expect(reserved).toBeGreaterThan(before + 4_000_000);
    expect(refused).toMatchObject({ ok: false, error: { code: 'CREDIT_INSUFFICIENT' } });
    expect(await creditInUse()).toBe(before);
    await cancel(await quoteFor(lantau, SELL));
  });

  it('TR-01: lets just as many quotes of one moment be live as the line allows', async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => lantau.request('rfq.create', anRfq({ ...SELL, quantity: '60' }))),
    );
    const quoted = answers.filter(({ ok }) => ok);

    expect(quoted).toHaveLength(3);
    expect(answers.filter(({ ok }) => !ok)).toMatchObject([{ error: { code: 'CREDIT_INSUFFICIENT' } }]);
    for (const answer of quoted) await lantau.request('rfq.cancel', { rfqId: dataOf(answer).rfqId });
  });

  it('tells before an acceptance what it would leave, and takes just that', async () => {
    const quote = await quoteFor(lantau, { ...SELL, quantity: '10' });
    const ask = { quoteId: quote.quoteId, side: 'sell' } as const;
    const preview = dataOf(await lantau.request('quote.limits', ask));
    const stranger = await as<QuoteLimitsView>('chan', `/quotes/${quote.quoteId}/limits?side=sell`);
    const wrongSide = await lantau.request('quote.limits', { ...ask, side: 'buy' });
    dataOf(await lantau.request('quote.accept', anAcceptance(quote)));

    expect(preview).toMatchObject({ within: true, limits: [{ limitId: 'credit' }, { limitId: 'client-vega' }, {}] });
    expect(await creditInUse()).toBeCloseTo(Number(preview.limits[0]?.after), 2);
    expect(stranger).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(wrongSide).toMatchObject({ ok: false, error: { code: 'SIDE_MISMATCH' } });
  });

  it('a line is lowered by one person, and raised by two', async () => {
    const lowered = await line('100000');
    const refused = await lantau.request('rfq.create', anRfq(SELL));
    const raised = await line('10000000');
    const decide = (by: string) => as<LimitView>(by, `/limits/${lowered.limitId}/approve`, { version: raised.version });
    const alone = await decide('risk');
    const stillRefused = await lantau.request('rfq.create', anRfq(SELL));
    const together = await decide('risk-2');

    expect([lowered.status, raised.status]).toEqual(['inForce', 'proposed']);
    expect(refused).toMatchObject({ ok: false, error: { code: 'CREDIT_INSUFFICIENT' } });
    expect(alone).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(stillRefused).toMatchObject({ ok: false, error: { code: 'CREDIT_INSUFFICIENT' } });
    expect(together).toMatchObject({ ok: true, data: { status: 'inForce', max: '10000000' } });
    await cancel(await quoteFor(lantau, SELL));
  });
});

describe('a cap', () => {
  it.each([
    { per: 'trade' as const, quantities: ['2'], max: '1000000' },
    { per: 'client' as const, quantities: ['0.6', '0.6'], max: '1000000' },
    // The firm's sum has the trade of the case before in it.
    { per: 'firm' as const, quantities: ['0.6', '0.6'], max: '1600000' },
  ])('TR-02: per $per of $max dollars stops what goes beyond it, and ends by two people', async (row) => {
    const { per, quantities, max } = row;
    const limitId = `cap-per-${per}`;
    const accountId = await accountOf('harbour');
    const scope = per === 'firm' ? { underlying: 'ETH-USD' } : { accountId, underlying: 'ETH-USD' };
    // At about 3,500 dollars 280 ether are about a million.
    const sized = (share: string) => ({
      legs: [aLeg({ underlying: 'ETH-USD', strike: '3500' })],
      quantity: String(Math.round(Number(share) * 280)),
      side: 'buy' as const,
    });
    dataOf(await propose({ limitId, scope, per, max }));
    const last = quantities.length - 1;
    for (const share of quantities.slice(0, last)) {
      const quote = await quoteFor(used.client, sized(share));
      dataOf(await used.client.request('quote.accept', anAcceptance(quote)));
      await used.client.event('trade.booked', ({ rfqId }) => rfqId === quote.rfqId);
    }
    const beyond = await used.client.request('rfq.create', anRfq(sized(quantities[last] ?? '2')));
    const ended = dataOf(await propose({ limitId, scope, per, max: null }));
    dataOf(await as<LimitView>('risk-2', `/limits/${limitId}/approve`, { version: ended.version }));

    expect(beyond).toMatchObject({ ok: false, error: { code: 'RISK_LIMIT' } });
    const rules = await rulesOf(String(beyond.ok ? '' : beyond.error.details?.['rfqId']));
    expect(rules).toEqual(['TR-02']);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('names the field, the value and the rule of a bound that cannot be', async () => {
    const answer = await propose({ limitId: 'Bad Name', max: '-5' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path: 'limitId' } } });
  });
});

/** Another version of a record that bounds what it allows, as two people would have approved it. */
async function bound(approvalId: string, limits: Partial<ApprovalTerms['limits']>): Promise<void> {
  const versions = await loadVersions(used.service.db, approvalId);
  const last = versions.at(-1);
  if (last === undefined) throw new Error(`${approvalId} is not there`);
  const terms = { ...last.terms, limits: { ...last.terms.limits, ...limits } };
  await used.service.db.transaction().execute(async (tx) => {
    const next = { ...last, version: last.version + 1, terms, contentHash: hashOfTerms(terms) };
    await insertApproval(tx, next, await raiseEpoch(tx));
  });
}

describe('a bound of an approval', () => {
  const RECORD = 'apr_option-eth-inverse-ipi-buy';
  const IN_ETHER = { method: 'cash', style: 'inverse', currency: 'ETH', fixing: 'DERIBIT_TWAP30' } as const;
  // About a million dollars of ether a trade.
  const million = {
    legs: [{ instrument: { ...aLeg({ underlying: 'ETH-USD', strike: '3500' }).instrument, settlement: IN_ETHER } }],
    premiumCurrency: 'ETH' as const,
    quantity: '280',
    side: 'buy' as const,
  };

  it('PA-05: is reserved by live quotes, decided at acceptance for two at once, and seen before', async () => {
    const first = await quoteFor(used.client, million);
    const second = await quoteFor(used.client, million);
    await bound(RECORD, { outstandingNotionalUsd: '1600000', perClientNotionalUsd: '1700000' });
    const third = await used.client.request('rfq.create', anRfq(million));
    const ask = { quoteId: first.quoteId, side: 'buy' } as const;
    const own = dataOf(await used.client.request('quote.limits', ask));
    const ofFirm = dataOf(await as<QuoteLimitsView>('risk', `/quotes/${first.quoteId}/limits?side=buy`));
    const catalogue = dataOf(await used.client.request('catalogue.get', {}));
    const answers = await Promise.all(
      [first, second].map((quote) => used.client.request('quote.accept', anAcceptance(quote))),
    );
    await bound(RECORD, { outstandingNotionalUsd: null, perClientNotionalUsd: null });
    dataOf(await used.client.request('rfq.create', anRfq(million)));

    expect(third).toMatchObject({
      ok: false,
      error: { code: 'RISK_LIMIT', message: 'Exceeds the size we can offer now.' },
    });
    expect(await rulesOf(String(third.ok ? '' : third.error.details?.['rfqId']))).toEqual(['PA-05', 'PA-05']);
    expect(own.limits.map(({ limitId }) => limitId)).toContain('approval.perClientNotionalUsd');
    expect(own.within).toBe(true);
    expect(ofFirm.limits.map(({ limitId }) => limitId)).toContain(`${RECORD}.outstandingNotionalUsd`);
    expect(catalogue.entries.flatMap(({ limits }) => limits ?? [])).toEqual([{ perClientNotionalUsd: '1700000' }]);
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });
});

async function rulesOf(rfqId: string): Promise<string[]> {
  const rows = await used.service.db.selectFrom('decision').select('failures').where('rfq_id', '=', rfqId).execute();
  return rows.flatMap(({ failures }) => (failures as { rule: string }[]).map(({ rule }) => rule));
}

describe('an exception', () => {
  const until = (ms: number) => new Date(used.service.world.clock.now() + ms).toISOString();

  it('TR-11: needs two people, lets one rule pass for one client, and ends', async () => {
    const accountId = await accountOf('harbour');
    const tooMuch = () => anRfq({ side: 'sell', quantity: '100' });
    dataOf(await as<LimitView>('risk', '/limits/credit', { accountId, max: '1000', reason: REASON }));
    const asked = { rule: 'TR-01', accountId, expiresAt: until(3_600_000), reason: REASON };
    const proposed = dataOf(await as<OverrideView>('supervisor', '/overrides', asked));
    const grant = (by: string) => as<OverrideView>(by, `/overrides/${proposed.overrideId}/grant`, {});
    const before = await used.client.request('rfq.create', tooMuch());
    const alone = await grant('supervisor');
    const granted = await grant('risk');
    const after = await used.client.request('rfq.create', tooMuch());
    const end = { reason: REASON };
    dataOf(await as<OverrideView>('risk', `/overrides/${proposed.overrideId}/end`, end));
    const ended = await used.client.request('rfq.create', tooMuch());

    expect(before).toMatchObject({ ok: false, error: { code: 'CREDIT_INSUFFICIENT' } });
    expect(alone).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(granted).toMatchObject({ ok: true, data: { status: 'inForce', grantedBy: 'risk' } });
    const { rfqId } = dataOf(after);
    const stored = await used.service.db
      .selectFrom('decision')
      .select('overridden')
      .where('rfq_id', '=', rfqId)
      .execute();
    expect(stored.flatMap(({ overridden }) => overridden as object[])).toContainEqual(
      expect.objectContaining({ rule: 'TR-01', overrideId: proposed.overrideId }),
    );
    expect(ended).toMatchObject({ ok: false, error: { code: 'CREDIT_INSUFFICIENT' } });
  });

  it.each([['PA-01'], ['CL-01'], ['CL-13'], ['ST-01'], ['TR-12']])('TR-11: is not to be had from %s', async (rule) => {
    const accountId = await accountOf('lantau');
    const asked = { rule, accountId, expiresAt: until(60_000), reason: REASON };

    expect(await as<OverrideView>('risk', '/overrides', asked)).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN', message: `TR-11 NOT_OVERRIDABLE ${rule}` },
    });
  });

  it('TR-11: lasts 7 days at most', async () => {
    const accountId = await accountOf('lantau');
    const asked = { rule: 'TR-01', accountId, expiresAt: until(8 * 86_400_000), reason: REASON };

    expect(await as<OverrideView>('risk', '/overrides', asked)).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED', details: { path: 'expiresAt' } },
    });
  });
});

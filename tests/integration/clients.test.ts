import type { CatalogueView } from '../../src/contracts/catalogue.ts';
import type {
  ClientCatalogueView,
  ClientFileAnswer,
  ClientSummary,
  ClientView,
} from '../../src/contracts/client-answers.ts';
import type { ConductPolicyView } from '../../src/contracts/conduct.ts';
import type { Answer } from '../../src/contracts/result.ts';
import { toInstant } from '../../src/platform/clock.ts';
import { anRfq, call, connectAs, freshId, signIn } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService();

function dataOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

const tokens = new Map<string, string>();

async function as(username: string) {
  const token = tokens.get(username) ?? (await signIn(used.service, username)).token;
  tokens.set(username, token);
  const { url } = used.service;
  return {
    get: <T>(path: string) => call<T>(url, { path, token }),
    post: <T>(path: string, body: unknown) => call<T>(url, { method: 'POST', path, token, body }),
  };
}

type Staff = Awaited<ReturnType<typeof as>>;

async function accountOf(staff: Staff, clientClass: string): Promise<string> {
  const { items } = dataOf(await staff.get<{ items: ClientSummary[] }>('/clients'));
  const found = items.find((client) => client.clientClass === clientClass && client.fileVersion !== null);
  if (found === undefined) throw new Error(`the demo firm has no ${clientClass}`);
  return found.accountId;
}

/** Proposed by the first, approved by the second. */
async function changeByTwo(accountId: string, changes: object): Promise<ClientFileAnswer> {
  const [first, second] = [await as('compliance-1'), await as('compliance-2')];
  const { fileVersion } = dataOf(await first.get<ClientView>(`/clients/${accountId}`));
  const request = { baseVersion: fileVersion, changes, reason: 'a test' };
  const { proposal } = dataOf(await first.post<ClientFileAnswer>(`/clients/${accountId}/file`, request));
  const decision = { proposalId: proposal?.proposalId, reason: 'seen' };
  const own = await first.post(`/clients/${accountId}/file/approve`, decision);
  expect(own).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  return dataOf(await second.post<ClientFileAnswer>(`/clients/${accountId}/file/approve`, decision));
}

describe('a client who must confirm warnings', () => {
  const accept = (quote: { rfqId: string; quoteId: string; version: number; offer: string | null }, more: object) => ({
    clientAcceptId: freshId('accept'),
    rfqId: quote.rfqId,
    quoteId: quote.quoteId,
    version: quote.version,
    side: 'buy' as const,
    price: quote.offer ?? '',
    quantity: '1',
    ...more,
  });

  it('CL-11: is shown them with the quote, and trades once they are confirmed by their id', async () => {
    const client = await connectAs(used.service, 'chan');
    const { rfqId } = dataOf(await client.request('rfq.create', anRfq({ side: 'buy' })));
    const quote = await client.event('quote.live', (data) => data.rfqId === rfqId);
    const ids = new Set(quote.warnings.map(({ id }) => id));
    expect(ids.size).toBe(1);
    expect(quote.warnings.map(({ text }) => text).join(' ')).toContain('professional investors only');
    const [acknowledgedWarningId = ''] = ids;

    const blind = await client.request('quote.accept', accept(quote, {}));
    const wrong = await client.request('quote.accept', accept(quote, { acknowledgedWarningId: 'wrn_other' }));
    const seen = await client.request('quote.accept', accept(quote, { acknowledgedWarningId }));

    const refused = { ok: false, error: { code: 'WARNING_NOT_ACKNOWLEDGED' } };
    expect([blind, wrong, seen]).toMatchObject([refused, refused, { ok: true, data: { state: 'accepted' } }]);
    const stored = await used.service.db
      .selectFrom('acceptance')
      .select(['acknowledged_warning_id', 'principal_consent'])
      .where('rfq_id', '=', rfqId)
      .where('accepted', '=', true)
      .executeTakeFirstOrThrow();
    expect(stored).toMatchObject({
      acknowledged_warning_id: acknowledgedWarningId,
      principal_consent: { capacity: 'principal', quoteId: quote.quoteId, version: 1 },
    });
    client.close();
  });

  it('CL-11: finds the id in the catalogue, and may give it with a limit price', async () => {
    const client = await connectAs(used.service, 'kowloon');
    const catalogue: CatalogueView = dataOf(await client.request('catalogue.get', {}));
    const entry = catalogue.entries.find(
      ({ kind, settlement, underlying }) =>
        kind === 'option' && settlement.style === 'linear' && underlying === 'BTC-USD',
    );
    expect(catalogue.warnings.map(({ id }) => id)).toContain(entry?.warningId);
    const acknowledgedWarningId = entry?.warningId ?? '';

    const request = anRfq({ side: 'buy', limitPrice: '1000000', acknowledgedWarningId });
    const { rfqId } = dataOf(await client.request('rfq.create', request));

    await client.event('trade.booked', (trade) => trade.rfqId === rfqId);
    client.close();
  });

  it('CL-11: an institution is shown none, and needs none', async () => {
    const { rfqId } = dataOf(await used.client.request('rfq.create', anRfq({ side: 'buy' })));
    const quote = await used.client.event('quote.live', (data) => data.rfqId === rfqId);

    expect(quote.warnings).toEqual([]);
    expect(await used.client.request('quote.accept', accept(quote, {}))).toMatchObject({ ok: true });
  });
});

describe('a file that changes', () => {
  it('CL-13: one person puts a hold on, at once; the client is not told why, nor is a trader', async () => {
    const compliance = await as('compliance-1');
    const trader = await as('trader');
    const accountId = await accountOf(compliance, 'IPI');
    const live = dataOf(await used.client.request('rfq.create', anRfq({ side: 'buy' })));
    await used.client.event('quote.live', (data) => data.rfqId === live.rfqId);
    const { fileVersion } = dataOf(await compliance.get<ClientView>(`/clients/${accountId}`));
    const amlHold = { since: '2026-11-22T00:00:00.000Z', by: 'compliance-1', reason: 'a match on a list' };

    const held = await compliance.post<ClientFileAnswer>(`/clients/${accountId}/file`, {
      baseVersion: fileVersion,
      changes: { amlHold },
      reason: 'a match on a list',
    });

    expect(dataOf(held)).toEqual({ accountId, version: (fileVersion ?? 0) + 1, proposal: null });
    await used.client.event('quote.revoked');
    const asked = await used.client.request('rfq.create', anRfq());
    expect(asked).toMatchObject({ ok: false, error: { code: 'CLIENT_NOT_ELIGIBLE', message: 'Please contact us.' } });
    const [whole, part] = await Promise.all(
      [compliance, trader].map((staff) => staff.get<ClientView>(`/clients/${accountId}`)),
    );
    expect(whole).toMatchObject({ data: { file: { amlHold } } });
    expect(part).toMatchObject({ data: { file: { amlHold: null } } });
    expect(JSON.stringify(part)).not.toContain('match on a list');
    const why = dataOf(await trader.get<ClientCatalogueView>(`/clients/${accountId}/catalogue`));
    expect(why.cells[0]).toMatchObject({ open: false, failures: [{ rule: 'RESTRICTED', message: 'ask compliance' }] });

    await changeByTwo(accountId, { amlHold: null });
    expect(await used.client.request('rfq.create', anRfq())).toMatchObject({ ok: true });
  });

  it('CL-03: a qualified client whose consent has gone is asked what others are asked', async () => {
    const compliance = await as('compliance-1');
    const accountId = await accountOf(compliance, 'QCPI');
    const client = await connectAs(used.service, 'lantau');
    expect(await client.request('rfq.create', anRfq())).toMatchObject({ ok: true });
    const { file, fileVersion } = dataOf(await compliance.get<ClientView>(`/clients/${accountId}`));
    const spot = (file?.cpiAssessments ?? []).filter(({ category }) => category === 'VA_SPOT');

    await compliance.post(`/clients/${accountId}/file`, {
      baseVersion: fileVersion,
      changes: { cpiAssessments: spot },
      reason: 'the assessment was withdrawn',
    });

    const asked = await client.request('rfq.create', anRfq());
    expect(asked).toMatchObject({ ok: false, error: { code: 'KNOWLEDGE_TEST_MISSING' } });
    const why = dataOf(await compliance.get<ClientCatalogueView>(`/clients/${accountId}/catalogue`));
    const cell = why.cells.find(({ productType }) => productType === 'OPT_EU_CALL');
    expect(cell).toMatchObject({ treatedAs: 'CPI', open: false });
    expect(cell?.failures.map(({ rule }) => rule)).toEqual(['CL-04', 'CL-05', 'CL-03']);
    expect(dataOf(await client.request('catalogue.get', {})).entries).toEqual([]);
    client.close();
  });

  it('CL-01: a new client can do nothing until two people have filled in the file', async () => {
    const compliance = await as('compliance-1');
    const opened = await compliance.post<ClientFileAnswer>('/clients', {
      name: 'Peak Insurance',
      tier: 'gold',
      entityType: 'insurer',
      reason: 'onboarding',
    });
    const { accountId } = dataOf(opened);
    const why = dataOf(await compliance.get<ClientCatalogueView>(`/clients/${accountId}/catalogue`));
    expect(why.cells.length).toBeGreaterThan(0);
    expect(new Set(why.cells.flatMap(({ failures }) => failures.map(({ rule }) => rule)))).toEqual(new Set(['CL-01']));

    const proposed = await compliance.post<ClientFileAnswer>(`/clients/${accountId}/file`, {
      baseVersion: 1,
      changes: { clientClass: 'IPI' },
      reason: 'licence seen',
    });

    expect(dataOf(proposed)).toMatchObject({ version: 1, proposal: { status: 'pending' } });
    expect(dataOf(await compliance.get<ClientView>(`/clients/${accountId}`))).toMatchObject({
      clientClass: 'RETAIL',
      pending: true,
    });
  });

  it('is refused where it was made on another version, and to who is not compliance', async () => {
    const [compliance, risk] = [await as('compliance-1'), await as('risk')];
    const accountId = await accountOf(compliance, 'CPI');
    const request = { baseVersion: 99, changes: { location: null }, reason: 'moved' };

    expect(await compliance.post(`/clients/${accountId}/file`, request)).toMatchObject({
      ok: false,
      error: { code: 'ILLEGAL_TRANSITION', details: { version: 1 } },
    });
    expect(await risk.post(`/clients/${accountId}/file`, request)).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN' },
    });
  });
});

describe('the conduct policy', () => {
  it('is shown to staff, under the version that decisions name', async () => {
    const { version, policy } = dataOf(await (await as('risk')).get<ConductPolicyView>('/conduct-policy'));

    expect(version).toMatch(/^cnd_/);
    expect(policy.jurisdictions.some(({ result }) => result === 'BLOCK')).toBe(true);
  });
});

describe('what a decision keeps', () => {
  it('names the file, the policy and the matrix that it was judged by', async () => {
    const { rfqId } = dataOf(await used.client.request('rfq.create', anRfq()));

    const { client } = await used.service.db
      .selectFrom('decision')
      .select('client')
      .where('rfq_id', '=', rfqId)
      .where('point', '=', 'release')
      .executeTakeFirstOrThrow();
    expect(client).toMatchObject({
      clientClass: 'IPI',
      treatedAs: 'IPI',
      conductVersion: expect.stringMatching(/^cnd_/),
      requirementsVersion: expect.stringMatching(/^req_/),
    });
  });
});

describe('what an account was allowed at an instant of the past', () => {
  it('is answered by the class that its file gave it then, whatever it has become', async () => {
    const staff = await as('compliance-1');
    const accountId = await accountOf(staff, 'CPI');
    const classesAt = async (asOf: string) => {
      const path = `/approvals/decisions?account=${accountId}&asOf=${asOf}`;
      const { items } = dataOf(await staff.get<{ items: { clientClass: string }[] }>(path));
      return [...new Set(items.map(({ clientClass }) => clientClass))];
    };
    const before = toInstant(used.service.clock.now());
    await waitFor('the clock to go on', () => used.service.clock.now() > Date.parse(before));

    await changeByTwo(accountId, { clientClass: 'IPI' });

    expect(await classesAt(before)).toEqual(['CPI']);
    expect(await classesAt(toInstant(used.service.clock.now()))).toEqual(['IPI']);
    await changeByTwo(accountId, { clientClass: 'CPI' });
  });
});

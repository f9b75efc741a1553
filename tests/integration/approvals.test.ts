import { loadApprovals, readEpoch } from '../../src/approvals/index.ts';
import type { ApprovalView } from '../../src/contracts/approval.ts';
import type { ApprovalDecisionsView, ApprovalImpactView } from '../../src/contracts/approval-answers.ts';
import type { ApprovalTerms } from '../../src/contracts/approval-terms.ts';
import type { Answer } from '../../src/contracts/result.ts';
import { toInstant } from '../../src/platform/clock.ts';
import { anRfq, call, connectAs, quoteFor, signIn, type TestClient } from '../support/client.ts';
import { someTerms } from '../support/desk.ts';
import { deskAs, queuedRfq } from '../support/desk-client.ts';
import { SOME_EVIDENCE } from '../support/suspend.ts';
import { useService } from '../support/use-service.ts';

const used = useService();
const DAY_MS = 86_400_000;
const tokens = new Map<string, string>();
let harbour: TestClient;

beforeAll(async () => {
  for (const name of ['supervisor', 'trader', 'risk', 'risk-2', 'compliance-1', 'compliance-2']) {
    tokens.set(name, (await signIn(used.service, name)).token);
  }
  harbour = await connectAs(used.service, 'harbour');
});
afterAll(() => harbour.close());

function as<T = ApprovalView>(name: string, path: string, body?: object): Promise<Answer<T>> {
  const token = tokens.get(name) ?? '';
  const method = body === undefined ? 'GET' : 'POST';
  return call<T>(used.service.url, { method, path: `/approvals${path}`, token, ...(body && { body }) });
}

function given<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.data;
}

const codeOf = (answer: Answer<unknown>) => (answer.ok ? 'ok' : `${answer.error.code} ${answer.error.message}`);
const reason = 'a test of the register';

/** Sales of a coin-settled digital: nothing in the demo register is like it. */
function digitalTerms(changes: Partial<ApprovalTerms> = {}): ApprovalTerms {
  const expiresAt = toInstant(used.service.clock.now() + 100 * DAY_MS);
  return someTerms({ title: 'bitcoin digitals', productTypes: ['DIGITAL'], expiresAt, ...changes });
}

async function drafted(approvalId: string, changes: Partial<ApprovalTerms> = {}): Promise<ApprovalView> {
  const terms = digitalTerms(changes);
  return given(await as('compliance-1', '', { approvalId, terms, reason }));
}

async function inForce(approvalId: string, changes: Partial<ApprovalTerms> = {}): Promise<ApprovalView> {
  const { contentHash } = await drafted(approvalId, changes);
  given(await as('compliance-1', `/${approvalId}/submit`, { reason }));
  given(await as('risk', `/${approvalId}/approve`, { reason, contentHash }));
  return given(await as('compliance-2', `/${approvalId}/approve`, { reason, contentHash }));
}

function digitalRequest() {
  const [leg] = anRfq().legs;
  if (leg === undefined) throw new Error('the request has no leg');
  const { instrument } = leg;
  const digital = { ...instrument, kind: 'digital', optionType: 'call', payout: '1000', strike: '100000' };
  return anRfq({ side: 'buy', legs: [{ ...leg, instrument: digital }] } as never);
}

async function decisionsFor(asOf: string): Promise<ApprovalDecisionsView['items']> {
  const query = `asOf=${asOf}&clientClass=IPI&kind=digital&direction=buy`;
  return given(await as<ApprovalDecisionsView>('trader', `/decisions?${query}`)).items;
}

describe('a record from draft to force', () => {
  it('PA-07, PA-08: needs evidence, its proposer’s submission, and two others on one content', async () => {
    const id = 'apr_digital-journey';
    const bare = await drafted(id, { evidence: [] });
    expect(codeOf(await as('compliance-1', `/${id}/submit`, { reason }))).toContain('PA-08 EVIDENCE_MISSING evidence');

    const revised = given(await as('compliance-1', `/${id}/revise`, { terms: digitalTerms(), reason }));
    expect(revised).toMatchObject({ version: 2, status: 'draft' });
    expect(revised.contentHash).not.toBe(bare.contentHash);
    expect(codeOf(await as('supervisor', `/${id}/submit`, { reason }))).toContain('FORBIDDEN');
    given(await as('compliance-1', `/${id}/submit`, { reason }));

    const sign = (name: string, contentHash = revised.contentHash) =>
      as(name, `/${id}/approve`, { reason, contentHash });
    expect(codeOf(await sign('compliance-1'))).toContain('PA-07 DUAL_CONTROL: compliance-1 already acted as proposer');
    expect(codeOf(await sign('risk', bare.contentHash))).toContain('VALIDATION_FAILED contentHash must be');
    expect(codeOf(await sign('trader'))).toContain('FORBIDDEN');
    expect(given(await sign('risk'))).toMatchObject({
      status: 'submitted',
      signatures: [{ by: 'risk', role: 'risk' }],
    });
    expect(codeOf(await sign('risk'))).toContain('PA-07 DUAL_CONTROL: risk already acted as the first to sign');
    expect(codeOf(await sign('risk-2'))).toContain('one of the two must be from compliance');
    const before = await harbour.request('rfq.create', digitalRequest());
    expect(before).toMatchObject({ ok: false, error: { code: 'PRODUCT_NOT_APPROVED' } });

    expect(given(await sign('compliance-2'))).toMatchObject({
      version: 4,
      status: 'approved',
      proposedBy: 'compliance-1',
      approvedBy: [
        { by: 'risk', role: 'risk' },
        { by: 'compliance-2', role: 'compliance' },
      ],
    });
    const after = await harbour.request('rfq.create', digitalRequest());
    expect(codeOf(after)).not.toContain('PRODUCT_NOT_APPROVED');
  });

  it('PA-09: is never edited: a revision is refused, and so does the database', async () => {
    const { approvalId } = await inForce('apr_digital-fixed', { direction: 'sell' });

    const revision = await as('compliance-1', `/${approvalId}/revise`, { terms: digitalTerms(), reason });
    expect(codeOf(revision)).toContain('PA-09 IMMUTABLE_VERSION');
    const change = used.service.db.updateTable('approval').set({ reason: 'rewritten' });
    await expect(change.where('approval_id', '=', approvalId).execute()).rejects.toThrow('PA-09 IMMUTABLE_VERSION');
    const removal = used.service.db.deleteFrom('approval').where('approval_id', '=', approvalId);
    await expect(removal.execute()).rejects.toThrow('PA-09 IMMUTABLE_VERSION');
  });

  it('raises the control epoch with every change, and with none that is refused', async () => {
    const epoch = () => readEpoch(used.service.db, { share: false });
    const { approvalId } = await drafted('apr_digital-epoch', { direction: 'sell', evidence: [] });
    const before = await epoch();

    await as('compliance-1', `/${approvalId}/submit`, { reason });
    expect(await epoch()).toBe(before);
    given(await as('compliance-1', `/${approvalId}/revise`, { terms: digitalTerms(), reason }));
    expect(await epoch()).toBe(before + 1);
  });

  it('allows nothing when it is rejected, and may be revised', async () => {
    const { approvalId } = await drafted('apr_digital-no');
    given(await as('compliance-1', `/${approvalId}/submit`, { reason }));

    expect(codeOf(await as('compliance-1', `/${approvalId}/reject`, { reason }))).toContain('PA-07');
    expect(given(await as('risk', `/${approvalId}/reject`, { reason }))).toMatchObject({ status: 'rejected' });
    const terms = digitalTerms({ title: 'second try' });
    expect(given(await as('compliance-1', `/${approvalId}/revise`, { terms, reason }))).toMatchObject({
      status: 'draft',
    });
  });
});

describe('stopping and starting again', () => {
  it('PA-10: takes one person to stop and two others, with evidence, to start', async () => {
    const { approvalId } = await inForce('apr_digital-stop', { direction: 'sell' });
    const path = `/${approvalId}`;
    expect(given(await as('supervisor', `${path}/suspend`, { reason }))).toMatchObject({ status: 'suspended' });

    const back = { reason, evidence: [SOME_EVIDENCE] };
    expect(codeOf(await as('compliance-1', `${path}/reinstate`, { reason }))).toContain('VALIDATION_FAILED');
    expect(given(await as('risk', `${path}/reinstate`, back))).toMatchObject({ status: 'suspended' });
    expect(codeOf(await as('risk-2', `${path}/reinstate`, back))).toContain('PA-10 REARM_NEEDS_SECOND');
    expect(given(await as('compliance-1', `${path}/reinstate`, back))).toMatchObject({ status: 'approved' });

    const { items } = given(await as<{ items: ApprovalView[] }>('trader', `${path}/versions`));
    expect(items.map(({ version, status, changedBy }) => `${version} ${status} ${changedBy}`)).toEqual([
      '1 draft compliance-1',
      '2 submitted compliance-1',
      '3 approved compliance-2',
      '4 suspended supervisor',
      '5 approved compliance-1',
    ]);
    expect(items[3]?.signatures).toMatchObject([{ by: 'risk' }, { by: 'compliance-1', evidence: [SOME_EVIDENCE] }]);
  });

  it('PA-10: of a denial takes two to end, and nobody suspends one', async () => {
    const { approvalId } = await inForce('apr_no-eth', { effect: 'deny', underlyings: ['ETH-USD'], direction: 'any' });

    expect(codeOf(await as('risk', `/${approvalId}/suspend`, { reason }))).toContain('ILLEGAL_TRANSITION');
    expect(given(await as('compliance-1', `/${approvalId}/revoke`, { reason }))).toMatchObject({ status: 'approved' });
    expect(given(await as('compliance-2', `/${approvalId}/revoke`, { reason }))).toMatchObject({ status: 'revoked' });
  });
});

describe('what was allowed at an instant', () => {
  it('is answered from the versions that had been recorded by then, each named', async () => {
    const { clock } = used.service;
    const unknown = toInstant(clock.now());
    clock.advance(1_000);
    const { approvalId } = await inForce('apr_digital-past', { clientClasses: ['CPI'] });
    const allowed = toInstant(clock.now());
    clock.advance(1_000);
    given(await as('risk', `/${approvalId}/suspend`, { reason }));
    const stopped = toInstant(clock.now());

    const at = async (asOf: string) => {
      const query = `asOf=${asOf}&clientClass=CPI&kind=digital`;
      const { items } = given(await as<ApprovalDecisionsView>('trader', `/decisions?${query}`));
      return items.map((one) => ({
        verdict: one.verdict,
        records: one.records.map(({ approvalId: id, version }) => `${id} v${version}`),
      }));
    };
    expect(await at(unknown)).toEqual([]);
    expect(await at(allowed)).toEqual([{ verdict: 'allowed', records: [`${approvalId} v3`] }]);
    expect(await at(stopped)).toEqual([{ verdict: 'suspended', records: [`${approvalId} v4`] }]);
    const then = given(await as<{ items: ApprovalView[] }>('trader', `?asOf=${allowed}`)).items;
    expect(then.find((one) => one.approvalId === approvalId)).toMatchObject({ version: 3, status: 'approved' });
  });

  it('PA-02: changes on time: a successor takes over at its instant, without a gap and without anybody', async () => {
    const { clock, db } = used.service;
    const start = clock.now();
    const first = await inForce('apr_digital-first', { direction: 'sell' });
    const takesOver = start + 60_000;
    const ends = takesOver + 60_000;
    const times = { effectiveFrom: toInstant(takesOver), expiresAt: toInstant(ends) };
    const second = await inForce('apr_digital-second', { direction: 'sell', supersedes: first.approvalId, ...times });

    const holding = async (now: number) => {
      const query = `asOf=${toInstant(now)}&clientClass=IPI&kind=digital&direction=sell`;
      const { items } = given(await as<ApprovalDecisionsView>('trader', `/decisions?${query}`));
      const ours = [first.approvalId, second.approvalId];
      return items.flatMap(({ records, allowed }) =>
        allowed ? records.map((one) => one.approvalId).filter((id) => ours.includes(id)) : [],
      );
    };
    // What a later instant will be told is known already: nothing else has to happen.
    expect(await holding(takesOver - 1)).toEqual([first.approvalId]);
    expect(await holding(takesOver)).toEqual([second.approvalId]);
    const old = (await loadApprovals(db)).find(({ approvalId }) => approvalId === first.approvalId);
    expect(old).toMatchObject({ endsAt: takesOver, supersededBy: second.approvalId });
    expect(await holding(ends - 1)).toEqual([second.approvalId]);
    expect(await holding(ends)).toEqual([]);
  });
});

describe('the preview of a change', () => {
  it('names the quotes it would pull and the clients it would block, and changes nothing', async () => {
    const quote = await quoteFor(harbour, { side: 'buy' });
    const path = '/apr_option-btc-linear-ipi-buy';
    const before = await readEpoch(used.service.db, { share: false });

    const impact = given(await as<ApprovalImpactView>('risk', `${path}/impact`, { change: 'suspend' }));

    expect(impact.quotes).toContainEqual(expect.objectContaining({ quoteId: quote.quoteId, rule: 'PA-03' }));
    expect(impact.accounts.map(({ name }) => name)).toEqual(['Harbour Asset Management']);
    expect(impact.products).toEqual([
      {
        clientClass: 'IPI',
        removed: ['OPT_EU_CALL BTC-USD cash-linear-USD buy', 'OPT_EU_PUT BTC-USD cash-linear-USD buy'],
        added: [],
      },
    ]);
    expect(await readEpoch(used.service.db, { share: false })).toBe(before);
    expect(codeOf(await as('risk', `${path}/impact`, { change: 'reinstate' }))).toContain('ILLEGAL_TRANSITION');
  });
});

describe('the register for those who may not', () => {
  it('is closed to clients, and read-only to traders', async () => {
    const client = (await signIn(used.service, 'harbour')).token;
    for (const path of ['/approvals', '/approvals/decisions?clientClass=IPI', '/approvals/apr_x/versions']) {
      expect(await call(used.service.url, { path, token: client })).toMatchObject({ error: { code: 'FORBIDDEN' } });
    }
    expect(codeOf(await as('trader', '', { terms: digitalTerms(), reason }))).toContain('FORBIDDEN');
    expect(codeOf(await as('trader', '/apr_option-btc-linear-ipi-buy/suspend', { reason }))).toContain('FORBIDDEN');
    expect((await decisionsFor(toInstant(used.service.clock.now()))).length).toBeGreaterThan(0);
  });
});

describe('a band on mark-ups', () => {
  const callsFor = (maxBps: string, disclosure: string) =>
    digitalTerms({ productTypes: ['OPT_EU_CALL'], markUp: { minBps: '-10', maxBps, disclosure } });
  const releasesOf = async (rfqId: string) => {
    const rows = used.service.db.selectFrom('decision').select(['allowed', 'failures', 'mark_up', 'approvals']);
    return rows.where('rfq_id', '=', rfqId).where('point', '=', 'release').orderBy('at').execute();
  };

  it('TR-13: refuses the service’s price and a person’s beyond it, and what passes is told and stored with it', async () => {
    const told = 'The price contains our mark-up.';
    await inForce('apr_band', callsFor('90', told));
    const rfqId = await queuedRfq(harbour, { side: 'buy' });
    const desk = await deskAs(used.service, 'trader');
    await desk.done('rfq.pickUp', { rfqId });

    const quote = await quoteFor(harbour, { side: 'buy' });
    const sent = await desk.done('quote.send', { rfqId, spread: '200' });
    await inForce('apr_band-tight', callsFor('0.001', 'a second text'));
    const again = await desk.request('quote.send', { rfqId, spread: '210' });
    const refused = await harbour.request('rfq.create', anRfq({ side: 'buy' }));
    desk.close();
    for (const id of ['apr_band', 'apr_band-tight']) given(await as('compliance-1', `/${id}/revoke`, { reason }));

    expect(quote.markUpDisclosure).toBe(told);
    expect(sent).toMatchObject({ status: 'live' });
    expect(codeOf(again)).toMatch(/RISK_LIMIT TR-13 MARKUP offer markUpBps=\S+ band -10 to 0.001 from apr_band/);
    expect(codeOf(refused)).toBe('RISK_LIMIT We cannot confirm this price.');
    const [automatic] = await releasesOf(quote.rfqId);
    expect(automatic?.mark_up).toMatchObject({ bid: null, band: { max: { bps: '90', from: { version: 3 } } } });
    expect(await releasesOf(rfqId)).toMatchObject([
      { allowed: true },
      { allowed: false, mark_up: { band: { max: { from: { approvalId: 'apr_band-tight', version: 3 } } } } },
    ]);
    expect((await quoteFor(harbour, { side: 'buy' })).markUpDisclosure).toBeUndefined();
  });
});

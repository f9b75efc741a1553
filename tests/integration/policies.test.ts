import type { DecisionView } from '../../src/contracts/decision.ts';
import type { PolicyChangeView, PolicyCheckView, PolicyView, ProposedPolicyView } from '../../src/contracts/policy.ts';
import type { DeskPolicy } from '../../src/rfq/index.ts';
import { anRfq, call, connectAs, quoteFor, signIn, stateOf } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService();

const tokens = new Map<string, string>();
async function as<T>(username: string, path: string, body?: unknown) {
  const token = tokens.get(username) ?? (await signIn(used.service, username)).token;
  tokens.set(username, token);
  return call<T>(used.service.url, { path, token, ...(body === undefined ? {} : { method: 'POST', body }) });
}

async function done<T>(username: string, path: string, body?: unknown): Promise<T> {
  const answer = await as<T>(username, path, body);
  if (!answer.ok) throw new Error(`${path} was refused: ${answer.error.code} ${answer.error.message}`);
  return answer.data;
}

type DeskView = Omit<PolicyView, 'policy'> & { policy: DeskPolicy };
const deskPolicy = async () => done<DeskView>('supervisor', '/policies/desk');
const withAutomatic = ({ policy }: DeskView, maxNotionalUsd: number): DeskPolicy => ({
  ...policy,
  routing: { ...policy.routing, automatic: { ...policy.routing.automatic, maxNotionalUsd } },
});
const epochNow = async () =>
  (await used.service.db.selectFrom('control').select('epoch').executeTakeFirstOrThrow()).epoch;

/** Proposed by the supervisor, approved by risk. */
async function putInForce(policy: DeskPolicy): Promise<PolicyChangeView> {
  const { changeId } = await done<ProposedPolicyView>('supervisor', '/policies/desk', { policy, reason: 'a test' });
  return done<PolicyChangeView>('risk', `/policies/changes/${changeId}/approve`, {});
}

interface Decisions {
  readonly items: DecisionView[];
}

describe('why something was refused', () => {
  it('is answered by request, and by client and time, with each rule and the versions that said so', async () => {
    const lantau = await connectAs(used.service, 'lantau');
    const accountId = lantau.hello.account;
    const from = new Date(used.service.clock.now()).toISOString();
    const asked = await lantau.request('rfq.create', anRfq({ side: 'sell', quantity: '501' }));
    lantau.close();
    const to = new Date(used.service.clock.now() + 1).toISOString();
    const rfqId = asked.ok ? '' : String(asked.error.details?.['rfqId']);
    const inTime = async (more: string, since = from) => {
      const path = `/decisions?account=${accountId}&from=${since}&to=${to}${more}`;
      return (await done<Decisions>('trader', path)).items;
    };

    const { items } = await done<Decisions>('trader', `/decisions?rfq=${rfqId}`);

    const expected = { rfqId, accountId, allowed: false, failures: [{ rule: 'PA-05', code: 'SIZE_ABOVE_MAX' }] };
    expect(items[0]).toMatchObject({
      ...expected,
      approvals: [{ approvalId: 'apr_option-btc-linear-qcpi-sell', version: expect.any(Number) }],
      client: { fileVersion: expect.any(Number), conductVersion: expect.stringMatching(/^cnd_/) },
      policies: { conduct: expect.stringMatching(/^cnd_/), desk: expect.any(String), spread: expect.any(String) },
      told: { code: 'SIZE_ABOVE_MAX', message: expect.stringMatching(/^Outside the limits for this product/) },
    });
    expect(await inTime('&refused=true&rule=PA-05')).toEqual(items.filter(({ allowed }) => !allowed));
    for (const none of ['&rule=PA-01', '&refused=false&rule=PA-05']) expect(await inTime(none)).toEqual([]);
    expect(await inTime('', to)).toEqual([]);
    expect(await as('trader', `/decisions?account=${accountId}`)).toMatchObject({
      error: { code: 'VALIDATION_FAILED' },
    });
    expect(await as('lantau', `/decisions?rfq=${rfqId}`)).toMatchObject({ error: { code: 'FORBIDDEN' } });
  });
});

describe('a change of the conduct policy', () => {
  it('CL-08: by two of compliance and risk moves what a client may hold, and is on record', async () => {
    const chan = await connectAs(used.service, 'chan');
    const asked = { quantity: '0.02', side: 'buy' } as const;
    const before = await done<PolicyView>('compliance-1', '/policies/conduct');
    await quoteFor(chan, asked);
    const policy = { ...before.policy, concentrationShare: { CPI: '0.5', IND_PI: '0' } };
    const put = async (next: unknown) => {
      const body = { policy: next, reason: 'committee of November' };
      const proposed = await done<ProposedPolicyView>('compliance-1', '/policies/conduct', body);
      const path = `/policies/changes/${proposed.changeId}/approve`;
      const refused = [await as('compliance-1', path, {}), await as('supervisor', path, {})];
      return { proposed, refused, approved: await done<PolicyChangeView>('compliance-2', path, {}) };
    };

    const { proposed, refused, approved } = await put(policy);
    const beyond = await chan.request('rfq.create', anRfq(asked));
    const bySupervisor = await as('supervisor', '/policies/conduct', { policy, reason: 'not mine to change' });
    const shown = await done<{ version: string; createdBy: string }>('auditor', '/conduct-policy');
    await put(before.policy);
    await quoteFor(chan, asked);
    chan.close();

    expect(proposed.differences).toEqual([{ path: 'concentrationShare.IND_PI', from: '0.3', to: '0' }]);
    for (const answer of [...refused, bySupervisor]) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    }
    expect(beyond).toMatchObject({ ok: false, error: { code: 'CLIENT_NOT_ELIGIBLE' } });
    expect(shown).toMatchObject({ version: approved.version, createdBy: 'compliance-1' });
    expect(await done<PolicyView>('risk', `/policies/conduct/versions/${approved.version}`)).toMatchObject({ policy });
  });
});

describe('a change of the desk policy', () => {
  it('proposed by one and approved by another decides the next request, and no epoch says both', async () => {
    const before = await deskPolicy();
    const policy = withAutomatic(before, 1_000);
    const proposed = await done<ProposedPolicyView>('supervisor', '/policies/desk', { policy, reason: 'quieter day' });
    const stillAutomatic = await quoteFor(used.client);
    const epoch = await epochNow();

    const own = await as('supervisor', `/policies/changes/${proposed.changeId}/approve`, {});
    const approved = await done<PolicyChangeView>('risk', `/policies/changes/${proposed.changeId}/approve`, {});
    const asked = await used.client.request('rfq.create', anRfq());
    const after = await deskPolicy();
    const back = await putInForce(before.policy);

    expect(proposed).toMatchObject({
      status: 'proposed',
      differences: [{ path: 'routing.automatic.maxNotionalUsd', from: 25_000_000, to: 1_000 }],
    });
    expect(await stateOf(used.service.db, stillAutomatic.rfqId)).toBe('quoted');
    expect(own).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(approved).toMatchObject({ status: 'inForce', decidedBy: 'risk', version: proposed.version });
    expect(approved.epoch).toBeGreaterThan(epoch);
    expect(asked).toMatchObject({ ok: true, data: { state: 'queued' } });
    expect(after).toMatchObject({ version: proposed.version, inForceSince: approved.inForceAt });
    expect(back.version).toBe(before.version);
    expect((await deskPolicy()).version).toBe(before.version);
  });

  it('begins at its time by itself, and can be taken back until then', async () => {
    const before = await deskPolicy();
    const later = { effectiveFrom: new Date(used.service.clock.now() + 3_600_000).toISOString(), reason: 'from noon' };
    const propose = async (maxNotionalUsd: number) => {
      const body = { policy: withAutomatic(before, maxNotionalUsd), ...later };
      const { changeId } = await done<ProposedPolicyView>('risk', '/policies/desk', body);
      return done<PolicyChangeView>('supervisor', `/policies/changes/${changeId}/approve`, {});
    };
    const dropped = await propose(2_000);
    const second = await as('risk', '/policies/desk', { policy: withAutomatic(before, 3_000), reason: 'another' });
    const declined = await done<PolicyChangeView>('risk', `/policies/changes/${dropped.changeId}/decline`, {
      reason: 'not today',
    });
    const kept = await propose(4_000);
    const meanwhile = await deskPolicy();

    used.service.clock.advance(3_700_000);
    await waitFor('the change to begin', async () => (await deskPolicy()).version === kept.version);

    expect(dropped).toMatchObject({ status: 'scheduled', inForceAt: null, epoch: null });
    expect(second).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
    expect(declined).toMatchObject({ status: 'declined', decisionReason: 'not today' });
    expect(meanwhile.version).toBe(before.version);
    const { items } = await done<{ items: PolicyChangeView[] }>('auditor', '/policies/desk/changes?limit=2');
    expect(items.map(({ changeId, status }) => [changeId, status])).toEqual([
      [kept.changeId, 'inForce'],
      [dropped.changeId, 'declined'],
    ]);
    await putInForce(before.policy);
  });

  it('never alters a version: what a quote was made with can be read for ever', async () => {
    const before = await deskPolicy();
    const changed = await putInForce(withAutomatic(before, 5_000_000));

    const old = await done<DeskView>('auditor', `/policies/desk/versions/${before.version}`);
    const altered = used.service.db
      .updateTable('desk_policy')
      .set({ body: '{}' })
      .where('policy_version', '=', before.version)
      .execute();

    await expect(altered).rejects.toThrow('a stored policy is never altered');
    expect(old).toEqual({ ...before, inForceSince: null });
    expect((await deskPolicy()).version).toBe(changed.version);
    await putInForce(before.policy);
  });
});

describe('a policy that is wrong', () => {
  it.each([
    {
      what: 'a value out of range',
      change: { sla: { answerMs: 60_000, warningMs: 90_000, largeNotionalUsd: 1 } },
      details: { path: 'sla.warningMs', value: '90000', rule: 'must be <= sla.answerMs 60000' },
    },
    {
      what: 'a field that does not exist',
      change: { slas: {} },
      details: { path: 'slas', rule: 'is not a known field' },
    },
  ])('is refused for $what, by field, value and rule, and changes nothing', async ({ change, details }) => {
    const before = await deskPolicy();
    const body = { policy: { ...before.policy, ...change }, reason: 'a slip' };

    const checked = await as('trader', '/policies/desk/check', { policy: body.policy });
    const proposed = await as('supervisor', '/policies/desk', body);

    for (const answer of [checked, proposed]) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details } });
    }
    expect((await deskPolicy()).version).toBe(before.version);
  });

  it('is nobody’s to propose but the supervisor’s and risk’s; every member of staff may check one', async () => {
    const spread = await done<PolicyView>('trader', '/policies/spread');
    const policy = { ...spread.policy, creditBpsPerYear: 12 };

    const checked = await done<PolicyCheckView>('trader', '/policies/spread/check', { policy });

    expect(checked.differences).toEqual([{ path: 'creditBpsPerYear', from: 10, to: 12 }]);
    expect(await as('trader', '/policies/spread', { policy, reason: 'wider' })).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN' },
    });
    expect(await as('harbour', '/policies/spread')).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });
});

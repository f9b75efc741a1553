import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SwitchStatusView, SwitchView } from '../../src/contracts/switch.ts';
import { aLeg, anAcceptance, anRfq, call, quoteFor, signIn, stateOf } from '../support/client.ts';
import { deskAs, type TestDesk } from '../support/desk-client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService({ roles: ['gateway', 'market'] });

const PAUSED = { ok: false, error: { code: 'TRADING_PAUSED', message: 'Trading is paused.', retryable: true } };
const ETH = { legs: [aLeg({ underlying: 'ETH-USD', strike: '3500' })] };

let trader: TestDesk;
let compliance: TestDesk;
let risk: TestDesk;
beforeAll(async () => {
  trader = await deskAs(used.service, 'trader');
  compliance = await deskAs(used.service, 'compliance-1');
  risk = await deskAs(used.service, 'risk');
});
afterAll(() => {
  trader?.close();
  compliance?.close();
  risk?.close();
});

const why = { reason: 'a test of the switch' };
type About = Pick<SwitchView, 'scope'> & { readonly target?: string };

/** By two people. */
async function rearm(about: About): Promise<void> {
  await compliance.done('switch.rearm', { ...about, ...why });
  expect(await risk.done('switch.rearm', { ...about, ...why })).toMatchObject({ state: 'armed' });
}

const revoked = (quoteId: string) => used.client.event('quote.revoked', (data) => data.quoteId === quoteId);

describe('the kill switch', () => {
  it('TR-12: one person stops an underlying, live quotes with it; two let it go on, and nothing revives', async () => {
    const { service, client } = used;
    const about = { scope: 'UNDERLYING', target: 'BTC-USD' } as const;
    const quote = await quoteFor(client);
    const other = await quoteFor(client, ETH);

    const pulled = await trader.done('switch.pull', { ...about, ...why });
    const startedAt = performance.now();
    const event = await revoked(quote.quoteId);
    const tookMs = performance.now() - startedAt;
    const asked = await client.request('rfq.create', anRfq());

    expect(pulled).toMatchObject({ ...about, state: 'pulled', pulledBy: 'trader', ...why });
    expect(tookMs).toBeLessThan(1_000);
    expect(event.reason).toBe('Trading is paused.');
    expect(asked).toMatchObject(PAUSED);
    expect((await client.request('quote.accept', anAcceptance(other))).ok).toBe(true);

    const once = await trader.request('switch.rearm', { ...about, ...why });
    expect(once).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    const proposed = await compliance.done('switch.rearm', { ...about, ...why });
    const again = await compliance.done('switch.rearm', { ...about, ...why });
    expect([proposed, again].map(({ state, rearmProposedBy }) => ({ state, rearmProposedBy }))).toEqual([
      { state: 'pulled', rearmProposedBy: 'compliance-1' },
      { state: 'pulled', rearmProposedBy: 'compliance-1' },
    ]);
    expect(await client.request('rfq.create', anRfq())).toMatchObject(PAUSED);
    const { token } = await signIn(service, 'risk-2');
    const second = { method: 'POST', path: '/switches/rearm', token, body: { ...about, ...why } };
    expect(await call(service.url, second)).toMatchObject({ ok: true, data: { state: 'armed' } });
    expect((await quoteFor(client)).offer).not.toBeNull();
    expect(await stateOf(service.db, quote.rfqId)).toBe('revoked');
  });

  it('keeps who did what and why, which nobody can alter, and tells the desk', async () => {
    const { service } = used;
    const { token } = await signIn(service, 'risk');
    const status = await call<SwitchStatusView>(service.url, { path: '/switches', token });

    const changes = status.ok ? status.data.changes : [];
    expect(status).toMatchObject({ ok: true, data: { pulled: [] } });
    expect(changes[0]).toMatchObject({ action: 'rearm', by: 'risk-2', ...why });
    expect(changes.at(-1)).toMatchObject({ action: 'pull', by: 'trader', ...why });
    expect(new Set(changes.map(({ epoch }) => epoch)).size).toBe(changes.length);
    await waitFor('the desk to hear', () =>
      compliance.notices.some((notice) => notice.type === 'switch' && notice.switch.state === 'armed'),
    );
    await expect(service.db.deleteFrom('switch_change').execute()).rejects.toThrow('append-only');
    await expect(service.db.updateTable('switch_change').set({ reason: 'another' }).execute()).rejects.toThrow(
      'append-only',
    );
  });

  it('of a trader revokes their quotes, and they can send none; automatic ones go on', async () => {
    const { service, client } = used;
    const asked = await client.request('rfq.create', anRfq({ manual: true }));
    const rfqId = asked.ok ? asked.data.rfqId : '';
    await trader.done('rfq.pickUp', { rfqId });
    await trader.done('quote.send', { rfqId, spread: '50' });
    const automatic = await quoteFor(client);
    const next = await client.request('rfq.create', anRfq({ manual: true }));
    const nextId = next.ok ? next.data.rfqId : '';
    await trader.done('rfq.pickUp', { rfqId: nextId });

    const about = { scope: 'TRADER', target: 'trader' } as const;
    await compliance.done('switch.pull', { ...about, ...why });
    await waitFor('the revocation', async () => (await stateOf(service.db, rfqId)) === 'revoked');
    const sent = await trader.request('quote.send', { rfqId: nextId, spread: '50' });

    expect(sent).toMatchObject({ ok: false, error: { code: 'TRADING_PAUSED' } });
    expect(await stateOf(service.db, nextId)).toBe('pickedUp');
    expect(await stateOf(service.db, automatic.rfqId)).toBe('quoted');
    await rearm(about);
    expect((await trader.request('quote.send', { rfqId: nextId, spread: '50' })).ok).toBe(true);
  });

  it.each([
    { scope: 'CHANNEL', target: 'socket' },
    { scope: 'KIND', target: 'option' },
    { scope: 'SETTLEMENT_ASSET', target: 'USD' },
    { scope: 'FEED', target: 'simulated' },
    { scope: 'FIRM' },
  ] as const)('of $scope $target reaches what it names', async (about) => {
    const quote = await quoteFor(used.client);

    await trader.done('switch.pull', { ...about, ...why });
    const event = await revoked(quote.quoteId);
    const asked = await used.client.request('rfq.create', anRfq());
    await rearm(about);

    expect(event.reason).toBe('Trading is paused.');
    expect(asked).toMatchObject(PAUSED);
  });

  it.each([
    { scope: 'CLIENT', target: 'acc_nobody' },
    { scope: 'TRADER', target: 'nobody' },
    { scope: 'FEED', target: 'nowhere' },
  ] as const)('of $scope refuses a name that nothing has: $target', async (about) => {
    expect(await trader.request('switch.pull', { ...about, ...why })).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED', details: { path: 'target' } },
    });
  });

  it('is not for clients, nor for those who only look', async () => {
    const body = { scope: 'FIRM', ...why };
    for (const username of ['harbour', 'auditor']) {
      const { token } = await signIn(used.service, username);
      const answer = await call(used.service.url, { method: 'POST', path: '/switches/pull', token, body });
      expect(answer).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    }
  });
});

describe('a stop by hand', () => {
  it('TR-12: stops this process at its next beat, and the firm with it, until the file is gone and two re-arm', async () => {
    const { service, client } = used;
    const file = join(service.world.config.DATA_DIR, 'HALT');
    const quote = await quoteFor(client);

    writeFileSync(file, 'smoke in the machine room\n');
    await revoked(quote.quoteId);
    const asked = await client.request('rfq.create', anRfq());
    const ready = await fetch(`${service.url}/readyz`);
    const status = await trader.done('switch.status', {});
    rmSync(file);

    expect(asked).toMatchObject(PAUSED);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      error: { details: { controls: 'stopped by hand: smoke in the machine room' } },
    });
    expect(status.pulled).toMatchObject([
      { scope: 'FIRM', pulledBy: expect.stringMatching(/^local stop on /), reason: expect.stringContaining('smoke') },
    ]);
    await waitFor('the door to open', async () => (await fetch(`${service.url}/readyz`)).status === 200);
    expect(await client.request('rfq.create', anRfq())).toMatchObject(PAUSED);
    await rearm({ scope: 'FIRM' });
    expect((await quoteFor(client)).offer).not.toBeNull();
  });
});

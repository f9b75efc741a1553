import { connectDesk, type DeskOptions } from '../../src/client/connect-desk.ts';
import { httpClient } from '../../src/client/http.ts';
import type { DeskValuation } from '../../src/contracts/desk.ts';
import type { DeskEvent, DeskNotice } from '../../src/contracts/desk-socket.ts';
import { call, signIn } from '../support/client.ts';
import { queuedRfq } from '../support/desk-client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService();

async function tokenOf(username: string) {
  return (await signIn(used.service, username)).token;
}

async function typedDesk(username: string, changes: Partial<DeskOptions> = {}) {
  const token = await tokenOf(username);
  const seen = {
    hellos: 0,
    events: [] as DeskEvent[],
    notices: [] as DeskNotice[],
    valuations: [] as DeskValuation[],
    faults: [] as unknown[],
  };
  const connected = await connectDesk({
    url: used.service.url,
    auth: () => ({ token }),
    onHello: () => {
      seen.hellos += 1;
    },
    onEvent: (event) => seen.events.push(event),
    onNotice: (notice) => seen.notices.push(notice),
    onValuation: (valuation) => seen.valuations.push(valuation),
    onFault: (fault) => seen.faults.push(fault),
    ...changes,
  });
  return { connected, seen };
}

describe('the desk over HTTP', () => {
  it('serves the same use cases: a request is taken, priced, looked at, withdrawn and rejected', async () => {
    const desk = httpClient({ url: used.service.url }, await tokenOf('trader'));
    const rfqId = await queuedRfq(used.client);

    const queue = await desk.desk('desk.queue', {});
    const picked = await desk.desk('rfq.pickUp', { rfqId });
    const sent = await desk.desk('quote.send', { rfqId, spread: '200' });
    const quoteId = sent.ok ? sent.value.quoteId : '';
    const withdrawn = await desk.desk('quote.withdraw', { quoteId, rework: true });
    const rejected = await desk.desk('rfq.reject', { rfqId, reason: 'changed our mind' });
    const view = await desk.getDeskRequest(rfqId);

    expect(queue.ok && queue.value.items.some((item) => item.rfqId === rfqId)).toBe(true);
    expect([picked, sent, withdrawn, rejected]).toMatchObject([
      { ok: true, value: { state: 'pickedUp', pickedUpBy: 'trader' } },
      { ok: true, value: { status: 'live' } },
      { ok: true, value: { state: 'pickedUp' } },
      { ok: true, value: { state: 'rejected' } },
    ]);
    expect(view).toMatchObject({
      ok: true,
      value: {
        item: { rfqId, state: 'rejected' },
        valuation: { rfqId, fault: null },
        actions: [
          { action: 'pickUp' },
          { action: 'quote' },
          { action: 'withdraw' },
          { action: 'reject', actor: 'trader' },
        ],
      },
    });
  });

  it('is closed to clients, and to staff who may not trade', async () => {
    const rfqId = await queuedRfq(used.client);
    const [client, risk] = [await tokenOf('harbour'), await tokenOf('risk')];

    const answers = await Promise.all([
      call(used.service.url, { path: '/desk/queue', token: client }),
      call(used.service.url, { path: `/desk/rfqs/${rfqId}`, token: client }),
      call(used.service.url, { method: 'POST', path: `/desk/rfqs/${rfqId}/pick-up`, token: client, body: {} }),
      call(used.service.url, { method: 'POST', path: `/desk/rfqs/${rfqId}/pick-up`, token: risk, body: {} }),
    ]);

    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual(Array(4).fill('FORBIDDEN'));
  });

  it('lists whom a request may be handed over to: those who may sign in and work on the desk', async () => {
    const desk = httpClient({ url: used.service.url }, await tokenOf('trader'));
    const disable = (disabled: boolean) =>
      used.service.db.updateTable('app_user').set({ disabled }).where('username', '=', 'trader-2').execute();

    const all = await desk.getTraders();
    await disable(true);
    const left = await desk.getTraders();
    await disable(false);

    expect([all, left].map((answer) => answer.ok && answer.value.items)).toEqual([
      [
        { username: 'supervisor', role: 'sales-supervisor' },
        { username: 'trader', role: 'sales-trader' },
        { username: 'trader-2', role: 'sales-trader' },
      ],
      [
        { username: 'supervisor', role: 'sales-supervisor' },
        { username: 'trader', role: 'sales-trader' },
      ],
    ]);
    expect(await httpClient({ url: used.service.url }, await tokenOf('risk')).getTraders()).toMatchObject({
      ok: false,
      rejection: { code: 'FORBIDDEN' },
    });
  });

  it('refuses a body that names another request than the path, and a field that nobody knows', async () => {
    const rfqId = await queuedRfq(used.client);
    const token = await tokenOf('trader');
    const pickUp = (body: object) =>
      call(used.service.url, { method: 'POST', path: `/desk/rfqs/${rfqId}/pick-up`, token, body });

    expect(await pickUp({ rfqId: 'rfq_other' })).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
    expect(await pickUp({ urgent: true })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('urgent') },
    });
    expect(await pickUp({})).toMatchObject({ ok: true });
  });
});

describe('the typed connection of a desk', () => {
  it('reads events, notices and valuations, and asks', async () => {
    const { connected, seen } = await typedDesk('trader');
    if (!connected.ok) throw new Error(connected.rejection.message);
    const rfqId = await queuedRfq(used.client);

    const watched = await connected.value.request('desk.watch', { rfqId });
    await waitFor(
      'all of them',
      () => seen.valuations.length > 0 && seen.notices.length > 0 && seen.events.some((event) => event.rfqId === rfqId),
    );

    expect(watched).toEqual({ ok: true, value: { rfqIds: [rfqId] } });
    expect(seen.faults).toEqual([]);
    connected.value.close();
  });

  it('is refused to a client', async () => {
    expect((await typedDesk('harbour')).connected).toMatchObject({ ok: false, rejection: { code: 'FORBIDDEN' } });
  });

  it('says that nobody answers', async () => {
    const { connected } = await typedDesk('trader', { url: 'http://127.0.0.1:9', connectTimeoutMs: 300 });

    expect(connected).toMatchObject({ ok: false, rejection: { code: 'UNAVAILABLE' } });
  });
});

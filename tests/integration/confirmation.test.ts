import { listAgeing, makeBookTrade, makeIssueNotes } from '../../src/booking/index.ts';
import type { AffirmationView, ContractNote } from '../../src/contracts/affirmation.ts';
import type { Confirmation } from '../../src/contracts/confirmation.ts';
import type { ResolveTradeAnswer } from '../../src/contracts/trade.ts';
import { Decimal } from '../../src/platform/decimal.ts';
import { openRulebooks } from '../../src/rfq/index.ts';
import { aLeg, anAcceptance, call, quoteFor, signIn, stateOf } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { whileSuspended } from '../support/suspend.ts';
import { useService } from '../support/use-service.ts';

// No worker: what is accepted waits until a test books it.
const used = useService({ roles: ['gateway', 'market'] });

const BUY_CALL = 'apr_option-btc-linear-ipi-buy';

async function tokenOf(username: string): Promise<string> {
  return (await signIn(used.service, username)).token;
}

async function accepted(strike: string): Promise<{ rfqId: string; tradeId: string }> {
  const quote = await quoteFor(used.client, { side: 'buy', legs: [aLeg({ strike })] });
  const receipt = await used.client.request('quote.accept', anAcceptance(quote));
  if (!receipt.ok || receipt.data.tradeId === undefined) throw new Error('the quote was not accepted');
  return { rfqId: quote.rfqId, tradeId: receipt.data.tradeId };
}

async function book(rfqId: string): Promise<string> {
  const { db, clock, ids } = used.service.world;
  const rulebooks = await openRulebooks({ db, clock });
  return makeBookTrade({ db, clock, ids, rulebooks, announce: () => {}, onBooked: () => {} })(rfqId);
}

/** An acceptance that was held because its approval was suspended when it came to be booked. */
async function held(strike: string): Promise<{ rfqId: string; tradeId: string }> {
  const trade = await accepted(strike);
  expect(await whileSuspended(used.service, BUY_CALL, () => book(trade.rfqId))).toBe('held');
  return trade;
}

async function resolve(tradeId: string, action: 'book' | 'reject', username: string) {
  return call<ResolveTradeAnswer>(used.service.url, {
    method: 'POST',
    path: `/trades/${tradeId}/resolve`,
    token: await tokenOf(username),
    body: { action, reason: 'agreed with the client by telephone' },
  });
}

async function positionOf(strike: string): Promise<string> {
  const rows = await used.service.db.selectFrom('position').select(['instrument', 'quantity']).execute();
  const mine = rows.filter(({ instrument }) => (instrument as { strike?: string }).strike === strike);
  return mine.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0)).toString();
}

describe('the confirmation of a booked trade', () => {
  it('is there with the trade, in the same words for client and staff', async () => {
    const { rfqId, tradeId } = await accepted('113000');
    const path = `/trades/${tradeId}/confirmation`;
    const before = await call(used.service.url, { path, token: await tokenOf('harbour') });
    await book(rfqId);

    const mine = await call<Confirmation>(used.service.url, { path, token: await tokenOf('harbour') });
    const staffs = await call<Confirmation>(used.service.url, { path, token: await tokenOf('risk') });

    expect(before).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(mine).toMatchObject({
      ok: true,
      data: { tradeId, version: 1, legs: [{ strike: '113000' }], client: { clientClass: 'IPI' }, missing: ['upi'] },
    });
    expect(staffs).toEqual(mine);
  });

  it('is a PDF for whoever accepts one, the same bytes each time', async () => {
    const { rfqId, tradeId } = await accepted('114000');
    await book(rfqId);
    const fetchPdf = async () => {
      const response = await fetch(`${used.service.url}/api/v1/trades/${tradeId}/confirmation`, {
        headers: { authorization: `Bearer ${await tokenOf('harbour')}`, accept: 'application/pdf' },
      });
      expect(response.headers.get('content-type')).toBe('application/pdf');
      return Buffer.from(await response.arrayBuffer());
    };

    const [first, second] = [await fetchPdf(), await fetchPdf()];

    expect(first.subarray(0, 5).toString()).toBe('%PDF-');
    expect(first.equals(second)).toBe(true);
  });

  it('of another client’s trade looks like none', async () => {
    const { rfqId, tradeId } = await accepted('115000');
    await book(rfqId);

    const answer = await call(used.service.url, {
      path: `/trades/${tradeId}/confirmation`,
      token: await tokenOf('lantau'),
    });

    expect(answer).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });

  it('takes the firm’s words as compliance enters them, from then on', async () => {
    const token = await tokenOf('compliance-1');
    const path = '/firm';
    const { data } = (await call<{ profile: Record<string, unknown> }>(used.service.url, { path, token })) as {
      data: { profile: Record<string, unknown> };
    };
    const changed = { ...data.profile, calculationAgent: 'An independent agent' };
    expect(await call(used.service.url, { method: 'PUT', path, token, body: changed })).toMatchObject({ ok: true });

    const { rfqId, tradeId } = await accepted('116000');
    await book(rfqId);
    const confirmation = await call<Confirmation>(used.service.url, {
      path: `/trades/${tradeId}/confirmation`,
      token,
    });

    expect(confirmation).toMatchObject({ ok: true, data: { calculationAgent: 'An independent agent' } });
    const bad = await call(used.service.url, { method: 'PUT', path, token, body: { ...changed, lei: 'x' } });
    expect(bad).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path: 'lei' } } });
    const stranger = await call(used.service.url, {
      method: 'PUT',
      path,
      token: await tokenOf('trader'),
      body: changed,
    });
    expect(stranger).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });
});

describe('what a client says of a confirmation', () => {
  const over = async <T>(username: string, path: string, body?: object) =>
    call<T>(used.service.url, {
      path: `/trades/${path}`,
      token: await tokenOf(username),
      ...(body && { method: 'POST', body }),
    });
  const booked = async (strike: string) => {
    const { rfqId, tradeId } = await accepted(strike);
    await book(rfqId);
    return tradeId;
  };
  const kindsAt = async (tradeId: string, now: number) =>
    (await listAgeing(used.service.db, now)).flatMap((one) =>
      one.tradeId === tradeId ? `${one.kind} ${one.level}` : [],
    );

  it('BK-03: is kept with who and when, once however often it is said, also while the trade is being closed', async () => {
    const tradeId = await booked('131000');
    const asked = await over<{ rfqId: string }>('harbour', `${tradeId}/unwind`, { clientRfqId: `close-${tradeId}` });
    expect(asked).toMatchObject({ ok: true });

    const answers = await Promise.all([
      used.client.request('trade.affirm', { tradeId, version: 1 }),
      over('harbour', `${tradeId}/affirm`, { version: 1 }),
      over('harbour', `${tradeId}/dispute`, { version: 1, reason: 'to race' }),
    ]);
    const again = await used.client.request('trade.affirm', { tradeId, version: 1 });
    const late = await over('harbour', `${tradeId}/dispute`, { version: 1, reason: 'after all' });
    const stranger = await over('lantau', `${tradeId}/affirm`, { version: 1 });
    const rows = await used.service.db
      .selectFrom('trade_affirmation')
      .selectAll()
      .where('trade_id', '=', tradeId)
      .execute();

    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(2);
    expect(again).toMatchObject({ ok: true, data: { state: 'affirmed', version: 1 } });
    expect(late).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
    expect(stranger).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(rows.filter(({ action }) => action === 'affirm')).toHaveLength(1);
    const change = used.service.db.deleteFrom('trade_affirmation').where('trade_id', '=', tradeId);
    await expect(change.execute()).rejects.toThrow('BK-03: trade_affirmation is append-only');
  });

  it('BK-03: a dispute alarms until staff end it; a confirmation issued again has new records and the same terms', async () => {
    const tradeId = await booked('132000');
    const reason = 'not our calculation agent';
    const first = await over<Confirmation>('harbour', `${tradeId}/confirmation`);

    expect(await used.client.request('trade.dispute', { tradeId, version: 1, reason })).toMatchObject({ ok: true });
    expect(await kindsAt(tradeId, used.service.clock.now())).toEqual(['disputed warning']);
    const byTrader = await over('trader', `${tradeId}/dispute/resolve`, { outcome: 'reissue', reason });
    const resolved = await over('compliance-1', `${tradeId}/dispute/resolve`, {
      outcome: 'reissue',
      reason: 'corrected',
    });
    const stale = await used.client.request('trade.affirm', { tradeId, version: 1 });
    const second = await over<Confirmation>('harbour', `${tradeId}/confirmation`);
    const affirmed = await used.client.request('trade.affirm', { tradeId, version: 2 });

    expect(byTrader).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(resolved).toMatchObject({ ok: true, data: { state: 'unaffirmed', version: 2 } });
    expect(stale).toMatchObject({ ok: false, error: { message: expect.stringContaining('version must be 2') } });
    if (!first.ok || !second.ok) throw new Error('there is no confirmation');
    expect(second.data).toEqual({ ...first.data, version: 2, issuedAt: second.data.issuedAt });
    expect(affirmed).toMatchObject({ ok: true, data: { state: 'affirmed' } });
    const shown = await over<AffirmationView>('compliance-1', `${tradeId}/affirmation`);
    expect(shown.ok && shown.data.steps.map(({ action }) => action)).toEqual(['dispute', 'reissue', 'affirm']);
    expect(await kindsAt(tradeId, used.service.clock.now() + 30 * 86_400_000)).not.toContain('unaffirmed alarm');
  });

  it('BK-03: warns from the end of the first business day and alarms from that of the second; a note is issued once', async () => {
    const tradeId = await booked('133000');
    const view = await over<AffirmationView>('harbour', `${tradeId}/affirmation`);
    if (!view.ok) throw new Error(view.error.message);
    const [warnsAt, escalatesAt] = [Date.parse(view.data.warnsAt), Date.parse(view.data.escalatesAt)];

    expect(await kindsAt(tradeId, warnsAt - 1)).toEqual([]);
    expect(await kindsAt(tradeId, warnsAt)).toEqual(['unaffirmed warning']);
    expect(await kindsAt(tradeId, escalatesAt)).toEqual(['unaffirmed alarm', 'withoutNote alarm']);

    const before = await over('harbour', `${tradeId}/contract-note`);
    const issue = makeIssueNotes(used.service.world);
    await Promise.all([issue(), issue()]);
    const note = await over<ContractNote>('harbour', `${tradeId}/contract-note`);
    expect(before).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(note).toMatchObject({
      ok: true,
      data: { tradeId, capacity: 'principal', marginAccount: false, missing: [] },
    });
    expect(await over('lantau', `${tradeId}/contract-note`)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(await issue()).toBe(0);
    expect(await kindsAt(tradeId, escalatesAt)).toEqual(['unaffirmed alarm']);
  });
});

describe('a held trade', () => {
  it('is booked when two people ask for it, with position and confirmation, and the client is told', async () => {
    const { rfqId, tradeId } = await held('117000');

    const first = await resolve(tradeId, 'book', 'risk');
    const again = await resolve(tradeId, 'book', 'risk');
    expect(await stateOf(used.service.db, rfqId)).toBe('held');
    const second = await resolve(tradeId, 'book', 'compliance-1');

    expect(first).toMatchObject({ ok: true, data: { state: 'held', waitsFor: 'second person' } });
    expect(again).toEqual(first);
    expect(second).toMatchObject({ ok: true, data: { state: 'booked', waitsFor: null } });
    const booked = await used.client.event('trade.booked', (trade) => trade.tradeId === tradeId);
    expect(booked).toMatchObject({ state: 'booked', heldReason: null });
    expect(await positionOf('117000')).toBe('1');
    const path = `/trades/${tradeId}/confirmation`;
    expect(await call(used.service.url, { path, token: await tokenOf('harbour') })).toMatchObject({ ok: true });
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('is rejected when two people ask for it: no position, credit free again, the client is told', async () => {
    const { rfqId, tradeId } = await held('118000');

    await resolve(tradeId, 'reject', 'compliance-1');
    const second = await resolve(tradeId, 'reject', 'compliance-2');

    expect(second).toMatchObject({ ok: true, data: { state: 'rejected' } });
    expect(await stateOf(used.service.db, rfqId)).toBe('rejected');
    const { error } = await used.client.event(
      'rfq.rejected',
      ({ error: refusal }) => refusal.details?.['rfqId'] === rfqId,
    );
    expect(error.code).toBe('TRADER_PASSED');
    expect(await positionOf('118000')).toBe('0');
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('waits again when the second person wants the other thing', async () => {
    const { tradeId } = await held('119000');

    await resolve(tradeId, 'book', 'risk');
    const turned = await resolve(tradeId, 'reject', 'compliance-1');
    const agreed = await resolve(tradeId, 'reject', 'risk');

    expect(turned).toMatchObject({ ok: true, data: { state: 'held', action: 'reject', waitsFor: 'second person' } });
    expect(agreed).toMatchObject({ ok: true, data: { state: 'rejected' } });
  });

  it('is ended once, however many second people come at the same time', async () => {
    const { tradeId } = await held('121000');
    await resolve(tradeId, 'book', 'risk');

    const answers = await Promise.all(
      ['compliance-1', 'compliance-2', 'compliance-1'].map((username) => resolve(tradeId, 'book', username)),
    );

    expect(answers.filter((answer) => answer.ok && answer.data.state === 'booked')).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok)).toHaveLength(2);
    expect(await positionOf('121000')).toBe('1');
  });

  it('is not for a sales trader to end, and a booked trade is not held', async () => {
    const { rfqId, tradeId } = await accepted('122000');
    await book(rfqId);

    expect(await resolve(tradeId, 'book', 'trader')).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await resolve(tradeId, 'book', 'risk')).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
  });
});

import { sql } from 'kysely';
import { findLateReports } from '../../src/booking/index.ts';
import type { TradeReportsAnswer, TradeReportsPage } from '../../src/contracts/trade-report.ts';
import { anAcceptance, call, quoteFor, signIn } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

const used = useService();
const DAY_MS = 86_400_000;
const BY_COUNSEL = 'as counsel says of bitcoin';

async function trade(): Promise<string> {
  const quote = await quoteFor(used.client);
  await used.client.request('quote.accept', anAcceptance(quote));
  const { tradeId } = await used.client.event('trade.booked', ({ quoteId }) => quoteId === quote.quoteId);
  return tradeId;
}

async function put(step: 'decide' | 'file', body: object, username = 'compliance-1') {
  const { token } = await signIn(used.service, username);
  return call<TradeReportsAnswer>(used.service.url, { method: 'POST', path: `/trade-reports/${step}`, token, body });
}

async function listed(state: string): Promise<[string, string][]> {
  const { token } = await signIn(used.service, 'auditor');
  const items: [string, string][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const path: string = `/trade-reports?state=${state}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const page = await call<TradeReportsPage>(used.service.url, { path, token });
    if (!page.ok) throw new Error(page.error.message);
    items.push(...page.data.items.map((one): [string, string] => [one.tradeId, one.state]));
    cursor = page.data.nextCursor;
  }
  return items;
}

describe('BK-04: reports of trades', () => {
  it('are decided for all of some trades or for none, made once, and kept with who said so', async () => {
    const [first, second, third] = [await trade(), await trade(), await trade()];

    const nobodys = await put('decide', {
      tradeIds: [first, `trd_${'0'.repeat(32)}`],
      reportable: true,
      reason: BY_COUNSEL,
    });
    const early = await put('file', { reports: [{ tradeId: first, reference: 'R-1' }] });
    expect(await listed('open')).toEqual([first, second, third].map((id) => [id, 'pending']));
    const decided = await put('decide', { tradeIds: [first, second], reportable: true, reason: BY_COUNSEL });
    await put('decide', { tradeIds: [third], reportable: false, reason: BY_COUNSEL });
    const filed = await put('file', { reports: [{ tradeId: first, reference: 'R-1' }] }, 'compliance-2');
    const again = await put('file', { reports: [{ tradeId: first, reference: 'R-1' }] });
    const other = await put('file', {
      reports: [
        { tradeId: second, reference: 'R-2' },
        { tradeId: first, reference: 'R-3' },
      ],
    });
    const late = await put('decide', { tradeIds: [first], reportable: false, reason: BY_COUNSEL });

    expect(nobodys).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(early).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
    expect(decided).toMatchObject({ ok: true, data: { items: [{ state: 'reportable' }, { state: 'reportable' }] } });
    expect(filed).toMatchObject({
      ok: true,
      data: { items: [{ state: 'reported', steps: [{}, { reference: 'R-1' }] }] },
    });
    expect(again).toEqual(filed);
    for (const refused of [other, late])
      expect(refused).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
    expect(await listed('open')).toEqual([[second, 'reportable']]);
    expect(await listed('notReportable')).toEqual([[third, 'notReportable']]);
    expect(await listed('reported')).toEqual([[first, 'reported']]);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('are decided by compliance alone, in words that say why', async () => {
    const tradeId = await trade();
    const asked = { tradeIds: [tradeId], reportable: true, reason: BY_COUNSEL };

    for (const username of ['trader', 'risk', 'administrator', 'harbour'])
      expect(await put('decide', asked, username)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await put('decide', { ...asked, reason: '' })).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED', details: { path: 'reason' } },
    });
    expect(await put('file', { reports: [0, 1].map(() => ({ tradeId, reference: 'R-9' })) })).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED', details: { path: 'reports' } },
    });
  });

  it('of two people who decide at once otherwise, one after the other, stand as the later said', async () => {
    const tradeId = await trade();
    const decisions = [true, false].map((reportable) =>
      put('decide', { tradeIds: [tradeId], reportable, reason: BY_COUNSEL }),
    );

    const answers = await Promise.all(decisions);

    const steps = await used.service.db
      .selectFrom('trade_report')
      .select(['step', 'action'])
      .where('trade_id', '=', tradeId)
      .orderBy('step')
      .execute();
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(steps.map(({ step }) => step)).toEqual([1, 2]);
    const { report_state: state } = await used.service.db
      .selectFrom('trade')
      .select('report_state')
      .where('trade_id', '=', tradeId)
      .executeTakeFirstOrThrow();
    expect(state).toBe(steps.at(-1)?.action);
  });

  it('are late when their time has come, and are never changed', async () => {
    const { db, clock } = used.service;
    const open = await listed('open');
    const pending = open.filter(([, state]) => state === 'pending').length;

    expect(await findLateReports(db, clock.now())).toBeNull();
    expect(await findLateReports(db, clock.now() + 30 * DAY_MS)).toMatchObject({
      pending,
      reportable: open.length - pending,
    });
    for (const statement of [
      'update trade_report set reason = null',
      'delete from trade_report',
      'truncate trade_report',
    ])
      await expect(sql.raw(statement).execute(db)).rejects.toThrow('BK-04: trade_report is append-only');
  });
});

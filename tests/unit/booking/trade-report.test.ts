import fc from 'fast-check';
import { type LateReports, lateBefore, makeReportWatch } from '../../../src/booking/report-watch.ts';
import { reportDeadlines, type TradeReport, takeReportStep, toReportView } from '../../../src/booking/trade-report.ts';
import type { TradeReportStep } from '../../../src/contracts/trade-report.ts';

/** A Friday afternoon in Hong Kong. */
const TRADED = Date.parse('2026-11-20T08:00:00.000Z');
const step = (action: TradeReportStep['action']): TradeReportStep => ({
  action,
  by: 'usr_1',
  at: '2026-11-20T09:00:00.000Z',
  reason: action === 'reported' ? null : 'as counsel says',
  reference: action === 'reported' ? 'R-1' : null,
});
const aReport = (...actions: TradeReportStep['action'][]): TradeReport => ({
  tradeId: 'trd_1',
  accountId: 'acc_1',
  tradedAt: TRADED,
  steps: actions.map(step),
});
const ASKS = {
  reportable: { action: 'reportable', reason: 'again' },
  notReportable: { action: 'notReportable', reason: 'again' },
  reported: { action: 'reported', reference: 'R-1' },
} as const;

describe('BK-04: a trade’s report', () => {
  it.each([
    { from: [], reportable: 'taken', notReportable: 'taken', reported: 'ILLEGAL_TRANSITION' },
    { from: ['reportable'], reportable: 'same', notReportable: 'taken', reported: 'taken' },
    { from: ['notReportable'], reportable: 'taken', notReportable: 'same', reported: 'ILLEGAL_TRANSITION' },
    {
      from: ['reportable', 'reported'],
      reportable: 'ILLEGAL_TRANSITION',
      notReportable: 'ILLEGAL_TRANSITION',
      reported: 'same',
    },
  ] as const)('after $from may become reportable: $reportable, not: $notReportable, reported: $reported', (row) => {
    for (const action of ['reportable', 'notReportable', 'reported'] as const) {
      const taken = takeReportStep(aReport(...row.from), ASKS[action]);
      expect(taken.ok ? taken.value : taken.rejection.code).toBe(row[action]);
    }
  });

  it('is not reported a second time under another reference', () => {
    const taken = takeReportStep(aReport('reportable', 'reported'), { action: 'reported', reference: 'R-2' });

    expect(taken).toMatchObject({ rejection: { message: expect.stringContaining('it is reported as R-1 by usr_1') } });
  });

  it('is decided by the end of the next business day and made by the end of the second, in Hong Kong', () => {
    const { decideBy, reportBy } = reportDeadlines(TRADED);

    expect(new Date(decideBy).toISOString()).toBe('2026-11-23T16:00:00.000Z');
    expect(new Date(reportBy).toISOString()).toBe('2026-11-24T16:00:00.000Z');
  });

  it.each([
    { after: [], at: '2026-11-23T15:59:59.999Z', late: false },
    { after: [], at: '2026-11-23T16:00:00.000Z', late: true },
    { after: ['reportable'], at: '2026-11-24T15:59:59.999Z', late: false },
    { after: ['reportable'], at: '2026-11-24T16:00:00.000Z', late: true },
    { after: ['notReportable'], at: '2027-11-24T16:00:00.000Z', late: false },
    { after: ['reportable', 'reported'], at: '2027-11-24T16:00:00.000Z', late: false },
  ] as const)('is late at $at after $after: $late', ({ after, at, late }) => {
    expect(toReportView(aReport(...after), Date.parse(at)).late).toBe(late);
  });
});

describe('the watch on reports', () => {
  it('counts as late what the list shows as late, at any time', () => {
    const instant = fc.integer({ min: TRADED, max: TRADED + 30 * 86_400_000 });
    const agoMs = fc.integer({ min: 0, max: 6 * 86_400_000 });
    fc.assert(
      fc.property(instant, agoMs, fc.boolean(), (now, ago, decided) => {
        const report = { ...aReport(...(decided ? (['reportable'] as const) : [])), tradedAt: now - ago };
        const before = lateBefore(now, decided ? 'reportBy' : 'decideBy').getTime();
        expect(report.tradedAt < before).toBe(toReportView(report, now).late);
      }),
      { numRuns: 2_000 },
    );
  });

  it('says once an hour how many are late, while any is', async () => {
    let now = TRADED;
    let late: LateReports | null = { pending: 2, reportable: 1, oldest: TRADED };
    const said: object[] = [];
    const look = makeReportWatch({
      find: async () => late,
      clock: { now: () => now },
      log: { error: (of: object) => said.push(of) } as never,
    });

    await look();
    await look();
    now += 3_600_000;
    await look();
    late = null;
    now += 3_600_000;
    await look();

    const told = { rule: 'BK-04', pending: 2, reportable: 1, oldest: '2026-11-20T08:00:00.000Z' };
    expect(said).toEqual([told, told]);
  });
});

import type { ApprovalTerms } from '../../../src/contracts/approval-terms.ts';
import { approvalLimits, limitFailures, takenOf } from '../../../src/limits/index.ts';
import { anApproval, someTerms } from '../../support/desk.ts';
import { anExposure, open } from '../../support/exposures.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const UNLIMITED = someTerms().limits;
const UNTIL = AS_OF + 30 * DAY_MS;
type Bounds = Partial<ApprovalTerms['limits']>;

const record = (approvalId: string, limits: Bounds, more: Parameters<typeof anApproval>[0] = {}) =>
  anApproval({ approvalId, ...more, terms: { ...more.terms, limits: { ...UNLIMITED, ...limits } } });
const limitsOf = (...records: ReturnType<typeof record>[]) => approvalLimits(records, AS_OF);

const asked = (given: Parameters<typeof anExposure>[0] = {}) =>
  anExposure({ approvalIds: ['apr_a'], until: UNTIL, ...given });
const opened = (given: Parameters<typeof open>[0] = {}) => open({ approvalIds: ['apr_a'], until: UNTIL, ...given });

const judge = (
  limits: ReturnType<typeof limitsOf>,
  exposure: ReturnType<typeof asked>,
  before: readonly ReturnType<typeof opened>[] = [],
) => limitFailures({ limits, exposure, certain: true, open: before, now: AS_OF });

describe('a bound of an approval', () => {
  const others = opened({ accountId: 'acc_b', measures: { notionalUsd: 50 } });

  it.each([
    { name: 'perClientNotionalUsd', max: '100', before: opened({ measures: { notionalUsd: 60 } }), fits: 40 },
    { name: 'perClientNotionalUsd', max: '100', before: others, fits: 100 },
    { name: 'outstandingNotionalUsd', max: '100', before: others, fits: 50 },
    { name: 'perDayNotionalUsd', max: '100', before: { ...others, today: true }, fits: 50 },
    { name: 'perDayNotionalUsd', max: '100', before: { ...others, today: false }, fits: 100 },
    { name: 'outstandingNotionalUsd', max: '100', before: { ...others, approvalIds: ['apr_b'] }, fits: 100 },
  ] as const)('PA-05: $name of $max lets $fits pass beside what is open, and nothing more', (row) => {
    const limits = limitsOf(record('apr_a', { [row.name]: row.max }));
    const notional = (notionalUsd: number) => judge(limits, asked({ measures: { notionalUsd } }), [row.before]);

    expect(notional(row.fits)).toEqual([]);
    expect(notional(row.fits + 1)).toMatchObject([{ rule: 'PA-05', code: 'RISK_LIMIT' }]);
  });

  it.each([
    { name: 'perTradeVegaUsd', max: '500', fits: { vegaUsd: -500 }, breaks: { vegaUsd: -501 } },
    // At a spot of 100,000 dollars 2 coins are 200,000 dollars of delta …
    { name: 'perTradeDelta', max: '2', fits: { deltaUsd: 200_000 }, breaks: { deltaUsd: 200_001 } },
    // … and a gamma of 0.001 coins for a dollar is 0.001 × 100,000² × 1 % dollars for one percent.
    { name: 'perTradeGamma', max: '0.001', fits: { gammaUsd: 100_000 }, breaks: { gammaUsd: 100_001 } },
  ] as const)('PA-05: $name of $max is held to each trade, whatever its sign', ({ name, max, fits, breaks }) => {
    const limits = limitsOf(record('apr_a', { [name]: max }));

    expect(judge(limits, asked({ measures: fits }), [opened({ measures: fits })])).toEqual([]);
    expect(judge(limits, asked({ measures: breaks }))).toMatchObject([{ rule: 'PA-05', code: 'RISK_LIMIT' }]);
  });

  it('PA-05: names the record, its version, what is taken and what would be', () => {
    const limits = limitsOf(record('apr_a', { perDayNotionalUsd: '100' }, { version: 4 }));
    const before = opened({ today: true, measures: { notionalUsd: 70 } });

    expect(judge(limits, asked({ measures: { notionalUsd: 40 } }), [before])).toEqual([
      {
        rule: 'PA-05',
        code: 'RISK_LIMIT',
        message: 'BOUND apr_a.perDayNotionalUsd v4 notionalUsd per firm and day 70/100, after 110',
      },
    ]);
  });

  it('counts to its day what was opened in it and has ended since, and nothing that a closing takes back', () => {
    const [day] = limitsOf(record('apr_a', { perDayNotionalUsd: '100' }));
    const [outstanding] = limitsOf(record('apr_a', { outstandingNotionalUsd: '100' }));
    if (day === undefined || outstanding === undefined) throw new Error('two bounds were set');
    const ended = opened({ today: true, until: AS_OF, measures: { notionalUsd: 30 } });
    const closing = opened({ today: true, measures: { notionalUsd: -20 } });
    const taken = [ended, closing, opened({ today: true, measures: { notionalUsd: 50 } })];

    expect(takenOf(day, taken, AS_OF)).toBe(80);
    expect(takenOf(outstanding, taken, AS_OF)).toBe(30);
  });

  it('goes on counting what was opened under a record that it replaced', () => {
    const limits = limitsOf(
      record('apr_a', {}),
      record('apr_b', {}, { terms: { supersedes: 'apr_a' } }),
      record('apr_c', { outstandingNotionalUsd: '100' }, { terms: { supersedes: 'apr_b' } }),
    );

    expect(
      judge(limits, asked({ approvalIds: ['apr_c'], measures: { notionalUsd: 50 } }), [
        opened({ measures: { notionalUsd: 60 } }),
      ]),
    ).toHaveLength(1);
  });

  it('is none of a record that allows nothing: a draft, a revoked or an ended one, a denial', () => {
    const bound = { outstandingNotionalUsd: '1' };
    const without = [
      record('apr_a', bound, { status: 'draft' }),
      record('apr_b', bound, { status: 'revoked' }),
      record('apr_c', bound, { endsAt: AS_OF }),
      record('apr_d', bound, { terms: { effect: 'deny' } }),
    ];

    expect(limitsOf(...without)).toEqual([]);
    expect(limitsOf(record('apr_e', bound, { status: 'suspended' }))).toHaveLength(1);
  });
});

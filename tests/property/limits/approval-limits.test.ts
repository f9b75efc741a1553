import fc from 'fast-check';
import { approvalLimits, limitFailures } from '../../../src/limits/index.ts';
import { anApproval, someTerms } from '../../support/desk.ts';
import { anExposure, open } from '../../support/exposures.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const IDS = ['apr_a', 'apr_b', 'apr_c'] as const;
const UNTIL = AS_OF + DAY_MS;
const names = fc.constantFrom('perClientNotionalUsd', 'outstandingNotionalUsd', 'perDayNotionalUsd');
const rests = fc.subarray([...IDS], { minLength: 1 });
const trades = fc.array(
  fc.record({
    accountId: fc.constantFrom('acc_a', 'acc_b'),
    approvalIds: rests,
    today: fc.boolean(),
    notionalUsd: fc.integer({ min: 0, max: 100 }),
  }),
  { maxLength: 8 },
);
const bounds = fc.array(
  fc.record({ id: fc.constantFrom(...IDS), name: names, max: fc.integer({ min: 1, max: 300 }) }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

const anAsked = fc.record({ approvalIds: rests, notionalUsd: fc.integer({ min: 1, max: 150 }) });

type Trade = typeof trades extends fc.Arbitrary<(infer T)[]> ? T : never;

/** By its definition: what of the trades a bound of one record counts for a client. */
function countedBy(name: string, id: string, before: readonly Trade[]): number {
  return before
    .filter(({ approvalIds }) => approvalIds.some((one) => one === id))
    .filter(({ accountId }) => name !== 'perClientNotionalUsd' || accountId === 'acc_a')
    .filter(({ today }) => name !== 'perDayNotionalUsd' || today)
    .reduce((sum, { notionalUsd }) => sum + notionalUsd, 0);
}

describe('of several records that a trade rests on', () => {
  it('PA-05: each holds its own bound, so that the tightest refuses', () => {
    fc.assert(
      fc.property(bounds, trades, anAsked, (set, before, { approvalIds, notionalUsd }) => {
        const records = IDS.map((approvalId) => {
          const own = Object.fromEntries(
            set.filter(({ id }) => id === approvalId).map(({ name, max }) => [name, `${max}`]),
          );
          return anApproval({ approvalId, terms: { limits: { ...someTerms().limits, ...own } } });
        });
        const asked = anExposure({ approvalIds, until: UNTIL, measures: { notionalUsd } });
        const opened = before.map(({ notionalUsd: size, ...trade }) =>
          open({ ...trade, until: UNTIL, measures: { notionalUsd: size } }),
        );

        const failures = limitFailures({
          limits: approvalLimits(records, AS_OF),
          exposure: asked,
          certain: true,
          open: opened,
          now: AS_OF,
        });

        const effective = new Map(set.map((one) => [`${one.id}.${one.name}`, one]));
        const broken = [...effective.values()].filter(
          ({ id, name, max }) => approvalIds.includes(id) && countedBy(name, id, before) + notionalUsd > max,
        );
        expect(failures.map(({ message }) => message.split(' ')[1]).sort()).toEqual(
          broken.map(({ id, name }) => `${id}.${name}`).sort(),
        );
      }),
    );
  });
});

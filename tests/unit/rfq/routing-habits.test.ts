import { DEFAULT_DESK_POLICY, DeskPolicy } from '../../../src/rfq/desk/policy.ts';
import type { Habits } from '../../../src/rfq/habits.ts';
import { type RoutingQuestion, routeRequest } from '../../../src/rfq/routing.ts';
import { anOptionLeg, aRequest } from '../../support/desk.ts';
import { aRoutingQuestion } from '../../support/routing.ts';

const usually = (medianUnits: number, trades: number): Habits => ({
  usual: new Map([['BTC-USD', { trades, medianUnits }]]),
  products: new Set(['option on BTC-USD']),
});
const FIRST_TRADES: DeskPolicy = {
  ...DEFAULT_DESK_POLICY,
  fourEyes: { ...DEFAULT_DESK_POLICY.fourEyes, firstTrade: true },
};
const { unusual: _unusual, ...WITHOUT_UNUSUAL } = DEFAULT_DESK_POLICY.routing;
const NOBODY_COMPARES: DeskPolicy = { ...DEFAULT_DESK_POLICY, routing: WITHOUT_UNUSUAL };

interface Row {
  readonly what: string;
  readonly question?: Partial<RoutingQuestion>;
  readonly policy?: DeskPolicy;
  readonly to: string;
  readonly rules: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    what: 'the quantity is ten times what the client usually trades',
    question: { request: aRequest({ quantity: '20' }), habits: usually(2, 5) },
    to: 'automatic',
    rules: [],
  },
  {
    what: 'the quantity is more than ten times what the client usually trades',
    question: { request: aRequest({ quantity: '20.001' }), habits: usually(2, 5) },
    to: 'desk',
    rules: ['UNUSUAL'],
  },
  {
    what: 'the quantity is unusual over all legs',
    question: { request: aRequest({ quantity: '11', legs: [anOptionLeg(), anOptionLeg()] }), habits: usually(2, 5) },
    to: 'desk',
    rules: ['UNUSUAL'],
  },
  {
    what: 'the client has traded too seldom to say what is usual',
    question: { request: aRequest({ quantity: '2000' }), habits: usually(2, 4) },
    to: 'automatic',
    rules: [],
  },
  {
    what: 'the policy does not compare with what is usual',
    question: { request: aRequest({ quantity: '2000' }), habits: usually(2, 50) },
    policy: NOBODY_COMPARES,
    to: 'automatic',
    rules: [],
  },
  { what: 'it is the first of its product, which nobody minds', to: 'automatic', rules: [] },
  {
    what: 'it is the first of its product, which two people look at',
    policy: FIRST_TRADES,
    to: 'desk',
    rules: ['FIRST_TRADE'],
  },
  {
    what: 'its product was traded before',
    question: { habits: usually(2, 1) },
    policy: FIRST_TRADES,
    to: 'automatic',
    rules: [],
  },
  {
    what: 'one of its legs is the first of its product',
    question: {
      request: aRequest({ legs: [anOptionLeg(), anOptionLeg({ underlying: 'ETH-USD' })] }),
      habits: usually(2, 1),
    },
    policy: FIRST_TRADES,
    to: 'desk',
    rules: ['FIRST_TRADE'],
  },
];

describe('routing by what the client has traded (TR-07, TR-10)', () => {
  it.each(ROWS)('is $to when $what', ({ question, policy, to, rules }) => {
    const route = routeRequest(aRoutingQuestion(question), policy ?? DEFAULT_DESK_POLICY);

    expect([route.to, ...route.reasons.map(({ rule }) => rule)]).toEqual([to, ...rules]);
  });

  it('says what is unusual in the units that the client asked in', () => {
    const question = aRoutingQuestion({ request: aRequest({ quantity: '30.3' }), habits: usually(0.3, 20) });

    expect(routeRequest(question, DEFAULT_DESK_POLICY).reasons).toEqual([
      {
        rule: 'UNUSUAL',
        message:
          "TR-07 FAT_FINGER quantity=30.3 on BTC-USD: more than 10 times 0.3, the median of the client's last 20 trades",
      },
    ]);
  });
});

describe('a policy under which a first trade is priced when nobody looked', () => {
  it('is refused: two people look at it, or it is not quoted', () => {
    const automatic = { rules: ['FIRST_TRADE'], maxNotionalUsd: 1_000, spreadFactor: 2 };

    expect(DeskPolicy.safeParse({ ...DEFAULT_DESK_POLICY, fallback: { automatic } }).success).toBe(false);
  });
});

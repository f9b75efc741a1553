import type { RuleFailure } from '../../../src/approvals/index.ts';
import { DEFAULT_DESK_POLICY, type DeskPolicy, isWithin } from '../../../src/rfq/desk/policy.ts';
import { mayReachDesk, type RoutingQuestion, routeRequest } from '../../../src/rfq/routing.ts';
import { anOptionLeg, aRequest } from '../../support/desk.ts';
import { aRoutingQuestion, HANDLING } from '../../support/routing.ts';

const OFFICE = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' };

function aPolicy(routing: Partial<DeskPolicy['routing']> = {}, rest: Partial<DeskPolicy> = {}): DeskPolicy {
  return { ...DEFAULT_DESK_POLICY, ...rest, routing: { ...DEFAULT_DESK_POLICY.routing, ...routing } };
}

const failure = (code: RuleFailure['code'], rule = 'X-01'): RuleFailure => ({ rule, code, message: 'failed' });
const STALE = failure('MARKET_STALE', 'TR-05');
const CREDIT = failure('CREDIT_INSUFFICIENT', 'TR-01');
const MODEL = failure('MODEL_RANGE', 'TR-06');
const ILLEGAL = failure('PRODUCT_NOT_APPROVED', 'PA-01');

interface Row {
  readonly what: string;
  readonly question?: Partial<RoutingQuestion>;
  readonly policy?: DeskPolicy;
  readonly to: string;
  readonly rules: readonly string[];
}

const { automatic } = DEFAULT_DESK_POLICY.routing;
const ROWS: readonly Row[] = [
  { what: 'nothing stands against it', to: 'automatic', rules: [] },
  {
    what: 'the client asked for a person',
    question: { request: aRequest({ manual: true }) },
    to: 'desk',
    rules: ['MANUAL'],
  },
  { what: 'the client asked for none', question: { request: aRequest({ manual: false }) }, to: 'automatic', rules: [] },
  {
    what: 'the notional is at the limit',
    question: { notionalUsd: automatic.maxNotionalUsd },
    to: 'automatic',
    rules: [],
  },
  {
    what: 'the notional is above',
    question: { notionalUsd: automatic.maxNotionalUsd + 1 },
    to: 'desk',
    rules: ['SIZE'],
  },
  { what: 'the vega is at the limit', question: { vegaUsd: automatic.maxVegaUsd }, to: 'automatic', rules: [] },
  { what: 'the vega is above', question: { vegaUsd: automatic.maxVegaUsd + 1 }, to: 'desk', rules: ['VEGA'] },
  {
    what: 'the vega is short and above',
    question: { vegaUsd: -automatic.maxVegaUsd - 1 },
    to: 'desk',
    rules: ['VEGA'],
  },
  {
    what: 'its approval allows no automatic quote',
    question: { handling: { ...HANDLING, autoQuoteAllowed: false } },
    to: 'desk',
    rules: ['APPROVAL'],
  },
  {
    what: 'the notional is at what its approval lets go automatically',
    question: { handling: { ...HANDLING, maxAutoNotionalUsd: 100_000 } },
    to: 'automatic',
    rules: [],
  },
  {
    what: 'the notional is above what its approval lets go automatically',
    question: { handling: { ...HANDLING, maxAutoNotionalUsd: 99_999 } },
    to: 'desk',
    rules: ['APPROVAL'],
  },
  {
    what: 'it closes a position under a revoked approval',
    question: { handling: { ...HANDLING, closesUnder: [{ approvalId: 'apr_1', version: 3 }] } },
    to: 'desk',
    rules: ['APPROVAL'],
  },
  { what: 'its account is flagged', policy: aPolicy({ deskAccounts: ['acc_1'] }), to: 'desk', rules: ['CLIENT'] },
  { what: 'another account is flagged', policy: aPolicy({ deskAccounts: ['acc_2'] }), to: 'automatic', rules: [] },
  {
    what: 'its product is flagged',
    policy: aPolicy({ deskProducts: [{ kind: 'option' }] }),
    to: 'desk',
    rules: ['PRODUCT'],
  },
  {
    what: 'its product is flagged on another underlying',
    policy: aPolicy({ deskProducts: [{ kind: 'option', underlying: 'ETH-USD' }] }),
    to: 'automatic',
    rules: [],
  },
  {
    what: 'a later leg is flagged',
    question: { request: aRequest({ legs: [anOptionLeg(), anOptionLeg({ underlying: 'ETH-USD' })] }) },
    policy: aPolicy({ deskProducts: [{ underlying: 'ETH-USD' }] }),
    to: 'desk',
    rules: ['PRODUCT'],
  },
  {
    what: 'it is outside the hours of automatic pricing',
    question: { now: Date.UTC(2026, 10, 24, 19) },
    policy: aPolicy({ automatic: { ...automatic, hours: OFFICE } }),
    to: 'desk',
    rules: ['HOURS'],
  },
  { what: 'the model has no number', question: { failures: [MODEL] }, to: 'desk', rules: ['MODEL_RANGE'] },
  {
    what: 'the model has no number, which refuses',
    question: { failures: [MODEL] },
    policy: aPolicy({ onModelRange: 'refuse' }),
    to: 'refuse',
    rules: ['MODEL_RANGE'],
  },
  { what: 'credit is missing', question: { failures: [CREDIT] }, to: 'refuse', rules: ['CREDIT'] },
  {
    what: 'credit is missing, which a person looks at',
    question: { failures: [CREDIT] },
    policy: aPolicy({ onCredit: 'desk' }),
    to: 'desk',
    rules: ['CREDIT'],
  },
  {
    what: 'there are no live rates',
    question: { failures: [STALE], notionalUsd: null, vegaUsd: null },
    to: 'refuse',
    rules: ['MARKET'],
  },
  {
    what: 'there are no live rates, which a person looks at',
    question: { failures: [STALE] },
    policy: aPolicy({ onMarket: 'desk' }),
    to: 'desk',
    rules: ['MARKET'],
  },
  {
    what: 'one of two failures refuses',
    question: { failures: [STALE, CREDIT] },
    policy: aPolicy({ onMarket: 'desk' }),
    to: 'refuse',
    rules: ['MARKET', 'CREDIT'],
  },
  {
    what: 'a legal rule fails, whatever else',
    question: { failures: [ILLEGAL], request: aRequest({ manual: true }) },
    to: 'refuse',
    rules: ['MANUAL'],
  },
  {
    what: 'several rules apply',
    question: { request: aRequest({ manual: true }), notionalUsd: 1e9, vegaUsd: 1e9, failures: [MODEL] },
    to: 'desk',
    rules: ['MANUAL', 'SIZE', 'VEGA', 'MODEL_RANGE'],
  },
  {
    what: 'a person is wanted and the desk is closed',
    question: { request: aRequest({ manual: true }), now: Date.UTC(2026, 10, 22, 12) },
    policy: aPolicy({}, { deskHours: OFFICE }),
    to: 'refuse',
    rules: ['MANUAL'],
  },
];

describe('the route of a request', () => {
  it.each(ROWS)('is $to when $what', ({ question = {}, policy = DEFAULT_DESK_POLICY, to, rules }) => {
    const route = routeRequest(aRoutingQuestion(question), policy);

    expect(route.to).toBe(to);
    expect(route.reasons.map(({ rule }) => rule)).toEqual(rules);
    expect(route.reasons.every(({ message }) => message.length > 0)).toBe(true);
  });
});

describe('what fails at the gates', () => {
  it.each([
    { failures: [], may: true },
    { failures: [CREDIT, STALE], may: true },
    { failures: [CREDIT, ILLEGAL], may: false },
    { failures: [failure('CLIENT_NOT_ELIGIBLE')], may: false },
    { failures: [failure('SIZE_ABOVE_MAX')], may: false },
    { failures: [failure('INVALID_EXPIRY')], may: false },
    { failures: [failure('TRADING_PAUSED')], may: false },
  ])('may be for a person to look at: $may for $failures', ({ failures, may }) => {
    expect(mayReachDesk(failures)).toBe(may);
  });
});

describe('hours', () => {
  it.each([
    { at: '2026-11-24T07:59:59.999Z', within: false },
    { at: '2026-11-24T08:00:00.000Z', within: true },
    { at: '2026-11-24T17:59:59.999Z', within: true },
    { at: '2026-11-24T18:00:00.000Z', within: false },
    { at: '2026-11-22T12:00:00.000Z', within: false },
  ])('from 08:00 to 18:00 on weekdays hold $at: $within', ({ at, within }) => {
    expect(isWithin(OFFICE, Date.parse(at))).toBe(within);
  });

  it('that are not set are always', () => {
    expect(isWithin(null, 0)).toBe(true);
  });

  it('count Sunday as the seventh day, to midnight', () => {
    const sundays = { days: [7], from: '00:00', to: '24:00' };

    expect(isWithin(sundays, Date.parse('2026-11-22T23:59:00.000Z'))).toBe(true);
    expect(isWithin(sundays, Date.parse('2026-11-23T00:00:00.000Z'))).toBe(false);
  });
});

describe('the default policy', () => {
  it('leaves what only credit or the market stops refused, and keeps ordinary requests automatic', () => {
    expect(DEFAULT_DESK_POLICY.routing).toMatchObject({ onCredit: 'refuse', onMarket: 'refuse' });
    expect(
      routeRequest(aRoutingQuestion({ notionalUsd: 12_000_000, vegaUsd: 2_000_000 }), DEFAULT_DESK_POLICY).to,
    ).toBe('automatic');
  });
});

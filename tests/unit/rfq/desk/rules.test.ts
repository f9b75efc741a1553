import { Decimal } from '../../../../src/platform/decimal.ts';
import { DEFAULT_SPREAD_POLICY } from '../../../../src/quoting/index.ts';
import { changeSince } from '../../../../src/rfq/desk/change.ts';
import { fourEyesNeeds, toleranceOf, unitsOf } from '../../../../src/rfq/desk/checks.ts';
import { DEFAULT_DESK_POLICY } from '../../../../src/rfq/desk/policy.ts';
import { ttlMsFor } from '../../../../src/rfq/desk/validity.ts';
import { anOptionLeg } from '../../../support/desk.ts';

const bounds = DEFAULT_SPREAD_POLICY.validity;

describe('how long a quote lives', () => {
  const rules = [
    { mode: 'desk' as const, minNotionalUsd: 1_000_000, defaultTtlMs: 20_000, maxTtlMs: 30_000 },
    { kind: 'forward', defaultTtlMs: 9_000, maxTtlMs: 12_000 },
    { minVolatility: 1, defaultTtlMs: 5_000, maxTtlMs: 8_000 },
  ];
  const small = { mode: 'automatic' as const, kinds: ['option'], notionalUsd: 1, volatility: 0.5, desiredTtlMs: null };

  it.each([
    { what: 'no rule fits', question: small, ttlMs: bounds.defaultTtlMs },
    {
      what: 'the mode and the size fit',
      question: { ...small, mode: 'desk' as const, notionalUsd: 1_000_000 },
      ttlMs: 20_000,
    },
    {
      what: 'the size is below',
      question: { ...small, mode: 'desk' as const, notionalUsd: 999_999 },
      ttlMs: bounds.defaultTtlMs,
    },
    { what: 'one leg is of the kind', question: { ...small, kinds: ['option', 'forward'] }, ttlMs: 9_000 },
    { what: 'the volatility is high', question: { ...small, volatility: 1 }, ttlMs: 5_000 },
    {
      what: 'more is asked than the rule allows',
      question: { ...small, volatility: 1, desiredTtlMs: 60_000 },
      ttlMs: 8_000,
    },
    { what: 'less is asked', question: { ...small, desiredTtlMs: 2_000 }, ttlMs: 2_000 },
    { what: 'less is asked than the bounds allow', question: { ...small, desiredTtlMs: 1 }, ttlMs: bounds.minTtlMs },
    {
      what: 'more is asked than the bounds allow',
      question: { ...small, desiredTtlMs: 120_000 },
      ttlMs: bounds.maxTtlMs,
    },
  ])('is $ttlMs ms when $what', ({ question, ttlMs }) => {
    expect(ttlMsFor(question, { rules, bounds })).toBe(ttlMs);
  });
});

describe('why a price changed', () => {
  const reference = { spot: '100000', impliedVol: '0.5', delta: '0.5', vega: '10000' } as Parameters<
    typeof changeSince
  >[0]['reference'];
  const before = { reference, policyVersion: 'pol_1' };

  it.each([
    { now: { ...reference, spot: '100100' }, policyVersion: 'pol_1', reason: 'spot' },
    { now: { ...reference, impliedVol: '0.51' }, policyVersion: 'pol_1', reason: 'volatility' },
    { now: { ...reference, spot: '100100', impliedVol: '0.6' }, policyVersion: 'pol_2', reason: 'volatility' },
    { now: reference, policyVersion: 'pol_2', reason: 'policy' },
    { now: { ...reference, spot: '100000.0001' }, policyVersion: 'pol_1', reason: 'trader' },
  ])('is $reason by what moved it most', ({ now, policyVersion, reason }) => {
    expect(changeSince(before, { reference: now, policyVersion })).toBe(reason);
  });
});

describe('the tolerance of a price (TR-04)', () => {
  const policy = { volatility: 0.03, volatilityShare: 0.1, bps: 25, hardFactor: 4 };
  const weight = { mid: new Decimal(5_000), grossVega: 10_000, volatility: 0.2, notional: 100_000 };

  it('is vega times the larger of the points and the share, or basis points of the notional', () => {
    expect(toleranceOf(weight, policy)).toBeCloseTo(300, 9);
    expect(toleranceOf({ ...weight, volatility: 0.6 }, policy)).toBeCloseTo(600, 9);
    expect(toleranceOf({ ...weight, grossVega: 0 }, policy)).toBeCloseTo(250, 9);
  });
});

describe('the second person (TR-10)', () => {
  const policy = DEFAULT_DESK_POLICY.fourEyes;
  const ordinary = { size: { notionalUsd: 1, vegaUsd: 1 }, deviation: 0, tolerance: 10 };

  it.each([
    { what: 'nothing stands out', rules: [], question: ordinary },
    {
      what: 'the notional is at the threshold',
      rules: [],
      question: { ...ordinary, size: { notionalUsd: policy.notionalUsd, vegaUsd: 1 } },
    },
    {
      what: 'the notional is above',
      rules: ['TR-10'],
      question: { ...ordinary, size: { notionalUsd: policy.notionalUsd + 1, vegaUsd: 1 } },
    },
    {
      what: 'a short vega is above',
      rules: ['TR-10'],
      question: { ...ordinary, size: { notionalUsd: 1, vegaUsd: -policy.vegaUsd - 1 } },
    },
    { what: 'the price is at the tolerance', rules: [], question: { ...ordinary, deviation: 10 } },
    { what: 'the price is beyond it', rules: ['TR-04'], question: { ...ordinary, deviation: 10.01 } },
    { what: 'the distance is no number', rules: ['TR-04'], question: { ...ordinary, deviation: Number.NaN } },
  ])('is wanted by $rules when $what', ({ question, rules }) => {
    expect(fourEyesNeeds(question, policy).map(({ rule }) => rule)).toEqual(rules);
  });
});

describe('the units of a request', () => {
  it('are those of all legs, none offsetting another', () => {
    const legs = [anOptionLeg(), anOptionLeg({}, { side: 'sell', ratio: '2' })];

    expect(unitsOf({ legs, quantity: '10' })).toBe(30);
  });
});

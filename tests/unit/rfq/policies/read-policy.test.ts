import { DEFAULT_CONDUCT_POLICY } from '../../../../src/clients/index.ts';
import { DEFAULT_SPREAD_POLICY, policyVersion } from '../../../../src/quoting/index.ts';
import { DEFAULT_DESK_POLICY } from '../../../../src/rfq/index.ts';
import { readPolicy } from '../../../../src/rfq/policies/read-policy.ts';

const ACCOUNTS: ReadonlySet<string> = new Set(['acc_1']);
const faultOf = (kind: 'desk' | 'spread' | 'conduct', policy: unknown) => {
  const read = readPolicy(kind, policy, ACCOUNTS);
  return read.ok ? null : [read.rejection.code, read.rejection.message];
};

const { routing, sla, timeouts } = DEFAULT_DESK_POLICY;
const hours = { days: [1, 2], from: '18:00', to: '08:00' };

describe('a policy that somebody wrote', () => {
  it.each([
    { kind: 'desk', policy: DEFAULT_DESK_POLICY },
    { kind: 'spread', policy: DEFAULT_SPREAD_POLICY },
    { kind: 'conduct', policy: DEFAULT_CONDUCT_POLICY },
  ] as const)('may be the default one of the $kind', ({ kind, policy }) => {
    expect(faultOf(kind, policy)).toBeNull();
  });

  it.each([
    [{ deskHours: hours }, 'deskHours.to must be after from 18:00, in UTC, was "08:00"'],
    [
      { routing: { ...routing, automatic: { ...routing.automatic, hours } } },
      'routing.automatic.hours.to must be after from 18:00, in UTC, was "08:00"',
    ],
    [
      { routing: { ...routing, deskAccounts: ['acc_1', 'acc_9'] } },
      'routing.deskAccounts.1 must be the id of an account, was "acc_9"',
    ],
    [
      { routing: { ...routing, deskProducts: [{ kind: 'swap' }] } },
      'routing.deskProducts.0.kind must be one of forward, option, digital, was "swap"',
    ],
    [
      { routing: { ...routing, deskProducts: [{ underlying: 'bitcoin' }] } },
      'routing.deskProducts.0.underlying must be BASE-QUOTE, such as BTC-USD, was "bitcoin"',
    ],
    [{ sla: { ...sla, warningMs: 60_001 } }, 'sla.warningMs must be <= sla.answerMs 60000, was 60001'],
    [
      { timeouts: { ...timeouts, lockWarningMs: 120_001 } },
      'timeouts.lockWarningMs must be <= timeouts.lockMs 120000, was 120001',
    ],
    [
      { validity: [{ defaultTtlMs: 2_000, maxTtlMs: 1_000 }] },
      'validity.0.defaultTtlMs must be <= maxTtlMs 1000, was 2000',
    ],
    [{ queue: 1 }, 'queue is not a known field, was 1'],
  ])('of the desk is refused by field, value and rule: %j', (change, message) => {
    expect(faultOf('desk', { ...DEFAULT_DESK_POLICY, ...change })).toEqual(['VALIDATION_FAILED', message]);
  });

  it.each([
    [
      { tiers: { ...DEFAULT_SPREAD_POLICY.tiers, gold: { ...DEFAULT_SPREAD_POLICY.tiers.gold, hedgeBps: 10_001 } } },
      'tiers.gold.hedgeBps must be <= basis points 10000, was 10001',
    ],
    [
      { validity: { defaultTtlMs: 2_000, minTtlMs: 3_000, maxTtlMs: 60_000 } },
      'validity.minTtlMs must be <= validity.defaultTtlMs 2000, was 3000',
    ],
    [
      { validity: { defaultTtlMs: 70_000, minTtlMs: 3_000, maxTtlMs: 60_000 } },
      'validity.defaultTtlMs must be <= validity.maxTtlMs 60000, was 70000',
    ],
  ])('of spreads is refused by field, value and rule: %j', (change, message) => {
    expect(faultOf('spread', { ...DEFAULT_SPREAD_POLICY, ...change })).toEqual(['VALIDATION_FAILED', message]);
  });

  it('has the version that its content has, in whatever order it was written', () => {
    const reversed = Object.fromEntries(Object.entries(DEFAULT_SPREAD_POLICY).reverse());

    const read = readPolicy('spread', reversed, ACCOUNTS);

    expect(read.ok ? read.value.version : read.rejection).toBe(policyVersion(DEFAULT_SPREAD_POLICY));
  });

  it.each([
    [
      { steps: [{ upToDays: 31, share: '0.6' }], beyond: '0.5' },
      'stress.steps.0.share must be <= stress.beyond 0.5, was 0.6',
    ],
    [
      {
        steps: [
          { upToDays: 31, share: '0.3' },
          { upToDays: 31, share: '0.4' },
        ],
        beyond: '1',
      },
      'stress.steps.0.upToDays must be < stress.steps.1.upToDays 31, was 31',
    ],
    [
      {
        steps: [
          { upToDays: 31, share: '0.4' },
          { upToDays: 92, share: '0.3' },
        ],
        beyond: '1',
      },
      'stress.steps.0.share must be <= stress.steps.1.share 0.3, was 0.4',
    ],
  ])('of conduct never takes a longer trade to lose less: %j', (stress, message) => {
    expect(faultOf('conduct', { ...DEFAULT_CONDUCT_POLICY, stress })).toEqual(['VALIDATION_FAILED', message]);
  });
});

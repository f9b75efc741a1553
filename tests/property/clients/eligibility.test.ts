import fc from 'fast-check';
import { demandOf, REQUIREMENTS, requirementsAt } from '../../../src/clients/requirements.ts';
import { CLIENT_CLASSES, type ClientClass } from '../../../src/contracts/approval-terms.ts';
import type { ClientFile } from '../../../src/contracts/client.ts';
import { type Asked, aClientFile, ask, CONDUCT } from '../../support/client-files.ts';
import { aForwardLeg, anOptionLeg, inDays } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const PROFESSIONAL = CLIENT_CLASSES.filter((one) => one !== 'RETAIL');

/** Files that let some things and not others: any part may be missing, ended or not begun. */
const anyInstant = fc.integer({ min: -30, max: 400 }).map(inDays);
const anyFile = fc
  .record({
    clientClass: fc.constantFrom(...CLIENT_CLASSES),
    knows: fc.boolean(),
    evidenceUntil: anyInstant,
    documentsFrom: anyInstant,
    reviewBy: anyInstant,
    location: fc.constantFrom('HK', 'SG', 'US', null),
    tolerance: fc.integer({ min: 1, max: 5 }),
    netWorth: fc.integer({ min: 1, max: 10_000_000 }),
    isHeld: fc.boolean(),
  })
  .map((drawn): ClientFile => {
    const file = aClientFile(drawn.clientClass);
    const { profile } = file;
    return {
      ...file,
      vaKnowledge: drawn.knows ? aClientFile('CPI').vaKnowledge : null,
      derivativesKnowledge: drawn.knows ? aClientFile('CPI').derivativesKnowledge : null,
      evidence: file.evidence.map((one) => ({ ...one, date: inDays(-40), validUntil: drawn.evidenceUntil })),
      documents: file.documents.map((one) => ({ ...one, from: drawn.documentsFrom })),
      cpiAssessments: file.cpiAssessments.map((one) => ({ ...one, reviewBy: drawn.reviewBy })),
      location: drawn.location,
      profile:
        profile === null ? null : { ...profile, riskTolerance: drawn.tolerance, netWorthUsd: String(drawn.netWorth) },
      amlHold: drawn.isHeld ? { since: inDays(-1), by: 'compliance-1', reason: 'a match' } : null,
    };
  });

const anyQuestion: fc.Arbitrary<Asked> = fc.record({
  point: fc.constantFrom('request', 'release', 'live', 'accept', 'booking'),
  side: fc.constantFrom('buy', 'sell', 'two-way'),
  quantity: fc.integer({ min: 1, max: 50 }).map(String),
  now: fc.integer({ min: 0, max: 300 }).map((days) => AS_OF + days * DAY_MS),
  closes: fc.boolean(),
  premiumCurrency: fc.constantFrom('USD', 'USDT', 'BTC'),
  acknowledgedWarningId: fc.constantFrom(null, 'wrn_1'),
});
const legsOf = (isForward: boolean, now: number): Pick<Asked, 'legs' | 'productTypes'> => {
  const expiry = new Date(now + 20 * DAY_MS).toISOString();
  return isForward
    ? { legs: [aForwardLeg({ expiry })], productTypes: ['FWD'] }
    : { legs: [anOptionLeg({ expiry })], productTypes: ['OPT_EU_CALL'] };
};
const failuresOf = (file: ClientFile | undefined, asked: Asked, isForward: boolean) =>
  ask(file, { ...asked, ...legsOf(isForward, asked.now ?? AS_OF) }).failures.map(({ rule }) => rule);

/** What can be taken out of a file. */
const REMOVALS: readonly ((file: ClientFile) => ClientFile)[] = [
  (file) => ({ ...file, evidence: file.evidence.slice(1) }),
  (file) => ({ ...file, documents: file.documents.slice(1) }),
  (file) => ({ ...file, cpiAssessments: file.cpiAssessments.slice(1) }),
  (file) => ({ ...file, vaKnowledge: null }),
  (file) => ({ ...file, derivativesKnowledge: null }),
  (file) => ({ ...file, location: null }),
  (file) => ({ ...file, residence: null }),
  (file) => ({ ...file, profile: null }),
  (file) => ({ ...file, settlementAssets: file.settlementAssets.slice(1) }),
  (file) => ({ ...file, authorisedUsers: [] }),
];

describe('what a client may do, whatever is on file and whatever is asked', () => {
  it('never grows when something is taken out of the file', () => {
    fc.assert(
      fc.property(
        anyFile,
        fc.tuple(anyQuestion, fc.boolean()),
        fc.constantFrom(...REMOVALS),
        (file, asked, without) => {
          fc.pre(failuresOf(file, ...asked).length > 0);
          return failuresOf(without(file), ...asked).length > 0;
        },
      ),
    );
  });

  it('CL-01: is nothing for retail, and for a client without a file', () => {
    fc.assert(
      fc.property(anyFile, anyQuestion, fc.boolean(), (file, asked, isForward) => {
        const retail = failuresOf({ ...file, clientClass: 'RETAIL' }, asked, isForward);
        return retail.includes('CL-01') && failuresOf(undefined, asked, isForward).includes('CL-01');
      }),
    );
  });

  it('CL-10: is nothing, before booking, where the matrix has no cell', () => {
    const conduct = { ...CONDUCT, policy: { ...CONDUCT.policy, jurisdictions: [] } };
    fc.assert(
      fc.property(anyFile, anyQuestion, fc.boolean(), (file, asked, isForward) => {
        fc.pre(file.clientClass !== 'RETAIL' && asked.point !== 'booking');
        return failuresOf(file, { ...asked, conduct }, isForward).includes('CL-10');
      }),
    );
  });

  it('CL-13: is nothing under a hold', () => {
    fc.assert(
      fc.property(anyFile, anyQuestion, fc.boolean(), (file, asked, isForward) => {
        fc.pre(file.clientClass !== 'RETAIL');
        const held = { ...file, amlHold: { since: inDays(0), by: 'compliance-1', reason: 'a match' } };
        return failuresOf(held, asked, isForward).includes('CL-13');
      }),
    );
  });
});

describe('the matrix of requirements, at any instant', () => {
  const anyTime = fc
    .integer({ min: Date.parse('2020-01-01T00:00:00.000Z'), max: Date.parse('2040-01-01T00:00:00.000Z') })
    .map((at) => new Date(at).toISOString());

  it('CL-01: blocks retail and unknown classes in every row', () => {
    fc.assert(
      fc.property(anyTime, fc.string(), (at, name) => {
        fc.pre(!(PROFESSIONAL as readonly string[]).includes(name));
        return [...requirementsAt(at).values()].every(
          (row) => demandOf(row, 'RETAIL') === 'block' && demandOf(row, name) === 'block',
        );
      }),
    );
  });

  it('has a row for every requirement', () => {
    fc.assert(fc.property(anyTime, (at) => requirementsAt(at).size === new Set(REQUIREMENTS.map(({ id }) => id)).size));
  });

  it('asks of a corporate client who is not qualified at least what it asks of one who is', () => {
    const asks = (clientClass: ClientClass, at: string) =>
      [...requirementsAt(at).values()].filter((row) => demandOf(row, clientClass) === 'need').map(({ id }) => id);
    fc.assert(
      fc.property(anyTime, (at) => {
        const ofUnqualified = new Set(asks('CPI', at));
        return asks('QCPI', at).every((id) => ofUnqualified.has(id));
      }),
    );
  });

  it('exempts institutions from the net-worth check from 30 September 2025 on, and not a millisecond before', () => {
    const demand = (at: string) => {
      const row = requirementsAt(at).get('netWorth');
      return row === undefined ? null : demandOf(row, 'IPI');
    };

    expect(demand('2025-09-29T23:59:59.999Z')).toBe('need');
    expect(demand('2025-09-30T00:00:00.000Z')).toBe('exempt');
  });
});

import { treatmentFor } from '../../../src/clients/eligibility.ts';
import { CLIENT_CLASSES, type ClientClass } from '../../../src/contracts/approval-terms.ts';
import type { ClientFile } from '../../../src/contracts/client.ts';
import { aClientFile, aFileVersion, anAssessment, ask, said } from '../../support/client-files.ts';
import { anAccount, anOptionLeg, inDays } from '../../support/desk.ts';
import { AS_OF } from '../../support/markets.ts';

const PROFESSIONAL = CLIENT_CLASSES.filter((clientClass) => clientClass !== 'RETAIL');
const JUST_BEFORE = (instant: string) => Date.parse(instant) - 1;
const AT = (instant: string) => Date.parse(instant);

describe('who may trade at all', () => {
  it.each(PROFESSIONAL)('CL-01: lets %s with a complete file', (clientClass) => {
    expect(said(aClientFile(clientClass))).toEqual([]);
  });

  it('CL-01: blocks retail, whatever else is on file, and says nothing else', () => {
    expect(said(aClientFile('RETAIL'))).toEqual(['CL-01 NOT_PI class=RETAIL']);
  });

  it('CL-01: blocks a client without a file', () => {
    expect(said(undefined)).toEqual(['CL-01 NOT_PI class=unknown']);
  });

  it.each(['', 'ipi', 'PI', 'constructor'])('CL-01: blocks a class that nobody knows, "%s"', (clientClass) => {
    expect(said(aClientFile(clientClass as ClientClass))).toEqual([`CL-01 NOT_PI class=${clientClass}`]);
  });

  it.each(['request', 'release', 'live', 'accept', 'booking'] as const)('CL-01: is asked at %s', (point) => {
    expect(said(aClientFile('RETAIL'), { point })).toContain('CL-01 NOT_PI class=RETAIL');
  });

  it('CL-12: stops a suspended account at every point', () => {
    const account = anAccount({ status: 'suspended' });

    expect(said(aClientFile('IPI'), { account, point: 'booking' })).toEqual(['CL-12 account acc_1 is suspended']);
  });
});

describe('evidence of the class', () => {
  const validUntil = inDays(10);
  const evidence = [{ ...aClientFile('IPI').evidence[0], validUntil }] as ClientFile['evidence'];
  const expired = [`CL-02 PI_EVIDENCE_EXPIRED demo-evidence ${validUntil}`];

  it.each([
    { when: 'a millisecond before it ends', now: JUST_BEFORE(validUntil), failures: [] },
    { when: 'at the very instant it ends', now: AT(validUntil), failures: expired },
    { when: 'before it begins', now: AS_OF - 1, failures: [...expired] },
  ])('CL-02: $when gives $failures', ({ now, failures }) => {
    const file = aClientFile('IPI', {
      evidence,
      documents: aClientFile('IPI').documents.map((document) => ({ ...document, from: inDays(-1) })),
    });

    expect(said(file, { now })).toEqual(failures);
  });

  it('CL-02: names what ended last, and none where there is none', () => {
    const older = { ...evidence[0], docId: 'older', validUntil: inDays(5) } as ClientFile['evidence'][number];

    expect(said(aClientFile('IPI', { evidence: [older, ...evidence] }), { now: AT(inDays(11)) })).toEqual(expired);
    expect(said(aClientFile('IPI', { evidence: [] }))).toEqual(['CL-02 PI_EVIDENCE_EXPIRED none -']);
  });

  it('CL-02: one document in date is enough', () => {
    const later = { ...evidence[0], docId: 'later', validUntil: inDays(20) } as ClientFile['evidence'][number];

    expect(said(aClientFile('IPI', { evidence: [...evidence, later] }), { now: AT(inDays(11)) })).toEqual([]);
  });

  it('CL-02: asks for the class to be confirmed again in time', () => {
    const file = aClientFile('IPI', { reconfirmBy: inDays(3) });

    expect(said(file, { now: JUST_BEFORE(inDays(3)) })).toEqual([]);
    expect(said(file, { now: AT(inDays(3)) })).toEqual([`CL-02 PI_EVIDENCE_EXPIRED re-confirmation ${inDays(3)}`]);
  });
});

describe('a qualified corporate investor', () => {
  type Assessment = ClientFile['cpiAssessments'][number];
  const assessments = aClientFile('QCPI').cpiAssessments;
  const vanilla = assessments.find(({ category }) => category === 'VA_VANILLA_OTC') as Assessment;
  const treated = (changes: Partial<Assessment>, now = AS_OF) =>
    ask(aClientFile('QCPI', { cpiAssessments: [{ ...vanilla, ...changes }] }), { now }).basis.treatedAs;
  const failed = { passed: false, evidence: 'no treasury function' };

  it('CL-03: is one for what the assessment covers', () => {
    expect(treated({})).toBe('QCPI');
  });

  it.each([
    { what: 'another category', changes: { category: 'VA_SPOT' } },
    { what: 'a failed structure', changes: { criteria: { ...vanilla.criteria, structure: failed } } },
    { what: 'a failed background', changes: { criteria: { ...vanilla.criteria, background: failed } } },
    { what: 'a failed awareness of risk', changes: { criteria: { ...vanilla.criteria, riskAwareness: failed } } },
    { what: 'no approver', changes: { approver: null } },
    { what: 'an approver who made the assessment', changes: { approver: vanilla.assessor } },
    { what: 'no consent', changes: { consent: null } },
    { what: 'a change of decision makers', changes: { status: 'review' } },
  ] satisfies { what: string; changes: Partial<Assessment> }[])('CL-03: is a CPI with $what', ({ changes }) => {
    expect(treated(changes)).toBe('CPI');
  });

  it.each([
    { what: 'the review', changes: { reviewBy: inDays(5) } },
    { what: 'the consent', changes: { consent: { date: inDays(0), renewBy: inDays(5) } } },
  ])('CL-03: is a CPI from the very instant at which $what is due', ({ changes }) => {
    expect(treated(changes, JUST_BEFORE(inDays(5)))).toBe('QCPI');
    expect(treated(changes, AT(inDays(5)))).toBe('CPI');
  });

  it('CL-03: qualified for spot alone, is asked what a CPI is asked', () => {
    const spot = assessments.filter(({ category }) => category === 'VA_SPOT');

    const { failures, notes } = ask(aClientFile('QCPI', { cpiAssessments: spot }));

    expect(failures.map(({ rule }) => rule)).toEqual(['CL-04', 'CL-05']);
    expect(notes.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      'CL-03 CPI_NOT_QUALIFIED category=VA_VANILLA_OTC',
    ]);
  });

  it('CL-03: must be assessed for what an approval names, too', () => {
    const fileVersion = aFileVersion(aClientFile('QCPI', { cpiAssessments: [vanilla] }));
    const treat = (named: string[]) => treatmentFor(fileVersion, { legs: [anOptionLeg()], named, now: AS_OF });

    expect(treat(['VA_VANILLA_OTC']).clientClass).toBe('QCPI');
    expect(treat(['VA_STRUCTURED'])).toEqual({ clientClass: 'CPI', notQualifiedFor: ['VA_STRUCTURED'] });
  });

  it('CL-03: refuses nothing by itself', () => {
    const known = { vaKnowledge: anAssessment(), derivativesKnowledge: anAssessment() };

    expect(said(aClientFile('QCPI', { cpiAssessments: [], ...known }))).toEqual([]);
  });
});

describe('knowledge', () => {
  it.each(['CPI', 'IND_PI'] as const)('CL-04, CL-05: are asked of %s', (clientClass) => {
    expect(said(aClientFile(clientClass, { vaKnowledge: null, derivativesKnowledge: null }))).toEqual([
      'CL-04 VA_KNOWLEDGE_MISSING',
      'CL-05 DERIV_KNOWLEDGE missing',
    ]);
  });

  it.each(['IPI', 'QCPI'] as const)('CL-04, CL-05: are not asked of %s', (clientClass) => {
    expect(said(aClientFile(clientClass, { vaKnowledge: null, derivativesKnowledge: null }))).toEqual([]);
  });

  it('CL-05: lets who was warned, where the product was found appropriate', () => {
    const derivativesKnowledge = anAssessment({ outcome: 'appropriate' });

    expect(said(aClientFile('CPI', { derivativesKnowledge }))).toEqual([]);
    expect(said(aClientFile('CPI', { vaKnowledge: derivativesKnowledge }))).toEqual(['CL-04 VA_KNOWLEDGE_MISSING']);
  });

  it.each([
    { status: 'failed', assessment: anAssessment({ outcome: 'failed' }) },
    { status: 'missing', assessment: anAssessment({ grounds: [] }) },
    { status: 'missing', assessment: anAssessment({ date: inDays(1) }) },
    { status: 'expired', assessment: anAssessment({ validUntil: inDays(0) }) },
  ])('CL-05: says $status', ({ status, assessment }) => {
    expect(said(aClientFile('IND_PI', { derivativesKnowledge: assessment }))).toEqual([
      `CL-05 DERIV_KNOWLEDGE ${status}`,
    ]);
  });
});

describe('documents, place and people', () => {
  const without = (clientClass: ClientClass, ...kinds: string[]) =>
    aClientFile(clientClass, {
      documents: aClientFile(clientClass).documents.filter(({ kind }) => !kinds.includes(kind)),
    });

  it('CL-09: lists what is missing for the class', () => {
    expect(said(without('CPI', 'clientAgreement', 'riskDisclosure'))).toEqual([
      'CL-09 DOCS client agreement; risk disclosure',
    ]);
    expect(said(without('IPI', 'clientAgreement', 'riskDisclosure'))).toEqual([]);
    expect(said(without('IPI', 'tradingTerms', 'settlementAccount'))).toEqual([
      'CL-09 DOCS ISDA, CSA or terms; wallet or account verification',
    ]);
  });

  it('CL-09: a document is over at the very instant it ends', () => {
    const until = inDays(2);
    const documents = aClientFile('IPI').documents.map((document) => ({ ...document, until }));

    expect(said(aClientFile('IPI', { documents }), { now: JUST_BEFORE(until) })).toEqual([]);
    expect(said(aClientFile('IPI', { documents }), { now: AT(until) })).toHaveLength(1);
  });

  it.each([
    { what: 'another place', changes: { location: 'US' }, cell: 'HK/US/HK/OPT_EU_CALL/IPI=BLOCK' },
    { what: 'a place without a cell', changes: { location: 'FR' }, cell: 'HK/FR/HK/OPT_EU_CALL/IPI=BLOCK' },
    { what: 'an unknown residence', changes: { residence: null }, cell: '-/HK/HK/OPT_EU_CALL/IPI=BLOCK' },
    { what: 'an unknown booking entity', changes: { bookingEntity: null }, cell: 'HK/HK/-/OPT_EU_CALL/IPI=BLOCK' },
  ])('CL-10: refuses for $what', ({ changes, cell }) => {
    expect(said(aClientFile('IPI', changes))).toEqual([`CL-10 JURISDICTION ${cell}`]);
  });

  it('CL-10: by reverse enquiry only, asks for the client’s letter', () => {
    const file = aClientFile('IPI', { residence: 'SG', location: 'SG' });
    const letter = { ...file.documents[0], kind: 'reverseEnquiry' } as ClientFile['documents'][number];

    expect(said(file)).toEqual(['CL-10 JURISDICTION SG/SG/HK/OPT_EU_CALL/IPI=REVERSE_ENQUIRY_ONLY']);
    expect(said({ ...file, documents: [...file.documents, letter] })).toEqual([]);
  });

  it('CL-12: refuses whoever is not named in the file', () => {
    expect(said(aClientFile('IPI'), { userId: 'usr_2' })).toEqual(['CL-12 AUTHORITY user=usr_2']);
  });

  it('CL-12: holds a user to their own limit, included', () => {
    const file = aClientFile('IPI', { authorisedUsers: [{ userId: 'usr_1', maxNotionalUsd: '100000' }] });

    expect(said(file)).toEqual([]);
    expect(said(file, { spot: 100_000.01 })).toEqual([
      'CL-12 AUTHORITY user=usr_1 notional=100000.01 limit=100000 USD',
    ]);
  });

  it('CL-13: a hold refuses without its reason, also at booking', () => {
    const file = aClientFile('IPI', { amlHold: { since: inDays(0), by: 'compliance-1', reason: 'a match on a list' } });

    expect(said(file)).toEqual(['CL-13 AML_HOLD']);
    expect(said(file, { point: 'booking' })).toEqual(['CL-13 AML_HOLD']);
  });

  it('CL-14: a connected person needs compliance beforehand, until the very instant it ends', () => {
    const connected = (preApproval: { by: string; from: string; until: string } | null) =>
      aClientFile('IND_PI', { connectedPerson: { relation: 'spouse of an employee', preApproval } });
    const approved = connected({ by: 'compliance-1', from: inDays(0), until: inDays(1) });

    expect(said(connected(null))).toEqual(['CL-14 CONNECTED_PERSON']);
    expect(said(approved, { now: JUST_BEFORE(inDays(1)) })).toEqual([]);
    expect(said(approved, { now: AT(inDays(1)) })).toEqual(['CL-14 CONNECTED_PERSON']);
  });

  it('ST-01: settles in nothing that the file does not name', () => {
    expect(said(aClientFile('CPI'), { premiumCurrency: 'USDT' })).toEqual(['ST-01 SETTLE_ASSET USDT']);
    expect(said(aClientFile('IPI'), { premiumCurrency: 'USDT' })).toEqual([]);
  });
});

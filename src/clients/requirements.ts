import type { ClientClass } from '../contracts/approval-terms.ts';
import { contentHash } from '../platform/canonical-json.ts';

/** `need`: the requirement must be met; `exempt`: it is not asked; `block`: nothing meets it. */
export type Demand = 'need' | 'exempt' | 'block';

/** Where a rule is asked: request and release, acceptance, booking. */
type Point = 'request' | 'release' | 'accept' | 'booking';

export const REQUIREMENT_IDS = [
  'professional',
  'evidence',
  'vaKnowledge',
  'derivativesKnowledge',
  'suitability',
  'warnings',
  'netWorth',
  'concentration',
  'clientAgreement',
  'tradingTerms',
  'riskDisclosure',
  'settlementAccount',
  'jurisdiction',
  'authority',
  'amlHold',
  'connectedPerson',
  'settlementAsset',
  'principalConsent',
] as const;
export type RequirementId = (typeof REQUIREMENT_IDS)[number];

/** One row of the matrix, as it reads from one day on. */
export interface Requirement {
  readonly id: RequirementId;
  readonly rule: string;
  readonly words: string;
  readonly demands: Readonly<Record<ClientClass, Demand>>;
  readonly points: readonly Point[];
  /** Also of what only closes a position, which adds no risk. */
  readonly alsoToClose: boolean;
  /** Where it comes from; `policy` is the firm's own choice. */
  readonly source: string;
  /** UTC, included. Of several rows with one id, the latest in effect holds. */
  readonly effectiveFrom: string;
}

const ALL = { IPI: 'need', QCPI: 'need', CPI: 'need', IND_PI: 'need', RETAIL: 'block' } as const;
const ASSESSED = { ...ALL, IPI: 'exempt', QCPI: 'exempt' } as const;
const TRADING: readonly Point[] = ['request', 'release', 'accept'];
const TO_BOOKING: readonly Point[] = [...TRADING, 'booking'];

const JOINT_CIRCULAR = '2023-12-22T00:00:00.000Z';
const SUPPLEMENT = '2025-09-30T00:00:00.000Z';

type Common = 'alsoToClose' | 'points' | 'effectiveFrom';
const COMMON: Pick<Requirement, Common> = { alsoToClose: true, points: TRADING, effectiveFrom: JOINT_CIRCULAR };
const row = (of: Omit<Requirement, Common> & Partial<Pick<Requirement, Common>>): Requirement => ({ ...COMMON, ...of });

/**
 * What each class of client needs before an over-the-counter derivative on a virtual asset: complex, unlisted. Retail is
 * blocked in every row, so that no row can let it pass.
 */
export const REQUIREMENTS: readonly Requirement[] = [
  row({
    id: 'professional',
    rule: 'CL-01',
    words: 'is a professional investor',
    demands: ALL,
    points: TO_BOOKING,
    source: 'SFC/HKMA joint circular 23EC66',
  }),
  row({
    id: 'evidence',
    rule: 'CL-02',
    words: 'evidence of the class in date, class re-confirmed',
    demands: ALL,
    source: 'SFO Sch 1 Pt 1; Professional Investor Rules',
  }),
  row({
    id: 'vaKnowledge',
    rule: 'CL-04',
    words: 'virtual-asset knowledge assessed',
    demands: ASSESSED,
    source: 'SFC/HKMA joint circular 23EC66',
  }),
  row({
    id: 'derivativesKnowledge',
    rule: 'CL-05',
    words: 'derivatives knowledge on record',
    demands: ASSESSED,
    source: 'Code of Conduct 5.1A; the exemptions to be confirmed by compliance',
  }),
  row({
    id: 'suitability',
    rule: 'CL-06',
    words: 'suitable, also where nothing was solicited',
    demands: ASSESSED,
    alsoToClose: false,
    source: 'Code of Conduct 5.2 and 5.5; the exemptions of 5.5 to be confirmed by compliance',
  }),
  row({
    id: 'warnings',
    rule: 'CL-11',
    words: 'warning statements and minimum information acknowledged for this product version',
    demands: ASSESSED,
    points: ['accept'],
    source: 'SFC minimum information and warning statements; the exemptions to be confirmed by compliance',
  }),
  row({
    id: 'netWorth',
    rule: 'CL-07',
    words: 'net worth bears the most that can be lost',
    demands: ALL,
    alsoToClose: false,
    source: 'SFC/HKMA joint circular 23EC66',
  }),
  row({
    id: 'netWorth',
    rule: 'CL-07',
    words: 'net worth bears the most that can be lost',
    demands: ASSESSED,
    alsoToClose: false,
    source: 'supplemental joint circular',
    effectiveFrom: SUPPLEMENT,
  }),
  row({
    id: 'concentration',
    rule: 'CL-08',
    words: 'virtual assets within the share of net worth',
    demands: ASSESSED,
    alsoToClose: false,
    source: 'policy',
  }),
  row({
    id: 'clientAgreement',
    rule: 'CL-09',
    words: 'client agreement in force',
    demands: ASSESSED,
    source: 'Code of Conduct 6.1 and 6.2(i); to be confirmed by compliance',
  }),
  row({
    id: 'tradingTerms',
    rule: 'CL-09',
    words: 'ISDA, CSA or terms in force',
    demands: ALL,
    source: 'risk mitigation for OTC derivatives: trading relationship documents',
  }),
  row({
    id: 'riskDisclosure',
    rule: 'CL-09',
    words: 'risk disclosure for virtual assets given',
    demands: ASSESSED,
    source: 'SFC/HKMA joint circular 23EC66',
  }),
  row({
    id: 'settlementAccount',
    rule: 'CL-09',
    words: 'wallet or account verified',
    demands: ALL,
    source: 'policy',
  }),
  row({
    id: 'jurisdiction',
    rule: 'CL-10',
    words: 'the jurisdiction matrix allows it',
    demands: ALL,
    source: 'selling restrictions of the client’s place; counsel’s matrix',
  }),
  row({
    id: 'authority',
    rule: 'CL-12',
    words: 'the user may trade for the client, within their limit',
    demands: ALL,
    source: 'policy',
  }),
  row({
    id: 'amlHold',
    rule: 'CL-13',
    words: 'no sanctions or money-laundering hold',
    demands: ALL,
    points: TO_BOOKING,
    source: 'AMLO',
  }),
  row({
    id: 'connectedPerson',
    rule: 'CL-14',
    words: 'employee or connected person pre-approved by compliance',
    demands: ALL,
    source: 'policy',
  }),
  row({
    id: 'settlementAsset',
    rule: 'ST-01',
    words: 'settlement and premium in an asset approved for the client; USDT by itself',
    demands: ALL,
    source: 'Stablecoins Ordinance, Cap. 656',
    effectiveFrom: '2025-08-01T00:00:00.000Z',
  }),
  row({
    id: 'principalConsent',
    rule: 'TR-14',
    words: 'told that the dealer acts as principal, and agreed to it by accepting',
    demands: ALL,
    points: ['accept'],
    source: 'client facilitation circular 18EC11',
  }),
];

/** Names the matrix in every decision. */
export const REQUIREMENTS_VERSION = `req_${contentHash(REQUIREMENTS).slice(0, 16)}`;

/** The rows in effect at an instant, one for each id. */
export type RequirementsInEffect = ReadonlyMap<RequirementId, Requirement>;

/** Before the first row of an id is in effect, that row holds: nothing is let through for want of a rule. */
export function requirementsAt(at: string): RequirementsInEffect {
  const inEffect = new Map<RequirementId, Requirement>();
  for (const requirement of REQUIREMENTS) {
    const earlier = inEffect.get(requirement.id);
    const follows = requirement.effectiveFrom <= at && (earlier?.effectiveFrom ?? '') <= requirement.effectiveFrom;
    if (earlier === undefined || follows) inEffect.set(requirement.id, requirement);
  }
  return inEffect;
}

/** What is asked of a class; one that nobody knows is blocked. */
export function demandOf(requirement: Requirement, clientClass: string): Demand {
  return Object.hasOwn(requirement.demands, clientClass) ? requirement.demands[clientClass as ClientClass] : 'block';
}

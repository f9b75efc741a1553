import type { ClientClass } from '../contracts/approval-terms.ts';
import { type ClientFile, CPI_CATEGORIES } from '../contracts/client.ts';
import { contentHash } from '../platform/canonical-json.ts';
import { toInstant } from '../platform/clock.ts';

const YEAR_MS = 365 * 86_400_000;
const MADE_UP = 'Made up for the demo firm';
const SHA256 = contentHash('demo');

/** A file that lets a client of this class trade, for a year; nothing behind it is real. */
export function demoClientFile(clientClass: ClientClass, { userId, now }: { userId: string; now: number }): ClientFile {
  const from = toInstant(now);
  const until = toInstant(now + YEAR_MS);
  const knowledge = needsKnowledge(clientClass)
    ? {
        outcome: 'passed' as const,
        grounds: ['trading' as const],
        evidence: MADE_UP,
        date: from,
        validUntil: until,
        assessor: 'demo assessor',
      }
    : null;
  return {
    clientClass,
    entityType: ENTITY[clientClass],
    evidence: [{ docId: 'demo-evidence', sha256: SHA256, title: MADE_UP, date: from, validUntil: until }],
    reconfirmBy: until,
    cpiAssessments:
      clientClass === 'QCPI' ? CPI_CATEGORIES.map((category) => assessment(category, { from, until })) : [],
    vaKnowledge: knowledge,
    derivativesKnowledge: knowledge,
    documents: (['clientAgreement', 'tradingTerms', 'riskDisclosure', 'settlementAccount'] as const).map((kind) => ({
      kind,
      docId: `demo-${kind}`,
      sha256: SHA256,
      title: MADE_UP,
      from,
      until: null,
    })),
    residence: 'HK',
    location: 'HK',
    bookingEntity: 'HK',
    profile: {
      netWorthUsd: clientClass === 'IND_PI' ? '20000000' : '500000000',
      riskTolerance: 5,
      objective: 'speculation',
      horizonDays: 730,
      vaExposureUsd: '0',
    },
    settlementAssets: needsKnowledge(clientClass) ? ['USD', 'HKD', 'BTC', 'ETH'] : ['USD', 'HKD', 'USDT', 'BTC', 'ETH'],
    amlHold: null,
    connectedPerson: null,
    authorisedUsers: [{ userId, maxNotionalUsd: null }],
  };
}

const ENTITY = {
  IPI: 'intermediary',
  QCPI: 'corporation',
  CPI: 'corporation',
  IND_PI: 'individual',
  RETAIL: 'individual',
} as const satisfies Record<ClientClass, ClientFile['entityType']>;

function needsKnowledge(clientClass: ClientClass): boolean {
  return clientClass !== 'IPI' && clientClass !== 'QCPI';
}

function assessment(category: (typeof CPI_CATEGORIES)[number], { from, until }: { from: string; until: string }) {
  const criterion = { passed: true, evidence: MADE_UP };
  return {
    assessmentId: `demo-${category}`,
    category,
    status: 'current' as const,
    criteria: { structure: criterion, background: criterion, riskAwareness: criterion },
    decisionMakers: ['demo decision maker'],
    assessor: 'demo assessor',
    approver: 'demo approver',
    validFrom: from,
    reviewBy: until,
    consent: { date: from, renewBy: until },
  };
}

import type { EligibilityQuestion } from '../../src/clients/eligibility/question.ts';
import { askEligibility, treatmentFor } from '../../src/clients/eligibility.ts';
import { DEFAULT_CONDUCT_POLICY } from '../../src/clients/index.ts';
import type { ClientClass } from '../../src/contracts/approval-terms.ts';
import type { ClientFile, ClientFileVersion, KnowledgeAssessment } from '../../src/contracts/client.ts';
import { demoClientFile } from '../../src/demo/client-files.ts';
import type { ClientSide } from '../../src/rfq/client-gate.ts';
import { anAccount, anOptionLeg, inDays } from './desk.ts';
import { AS_OF } from './markets.ts';

export const CONDUCT = { version: 'cnd_test', policy: DEFAULT_CONDUCT_POLICY };

/** A file that lets its class trade at the reference market's instant; its user is `usr_1`. */
export function aClientFile(clientClass: ClientClass, changes: Partial<ClientFile> = {}): ClientFile {
  return { ...demoClientFile(clientClass, { userId: 'usr_1', now: AS_OF }), ...changes };
}

export function aFileVersion(file: ClientFile, accountId = 'acc_1'): ClientFileVersion {
  return {
    accountId,
    version: 1,
    file,
    proposedBy: 'compliance-1',
    approvedBy: 'compliance-2',
    reason: 'onboarding',
    recordedAt: inDays(0),
  };
}

export function anAssessment(changes: Partial<KnowledgeAssessment> = {}): KnowledgeAssessment {
  return {
    outcome: 'passed',
    grounds: ['trading'],
    evidence: 'twelve trades in two years',
    date: inDays(0),
    validUntil: inDays(365),
    assessor: 'compliance-1',
    ...changes,
  };
}

export type Asked = Partial<Omit<EligibilityQuestion, 'fileVersion' | 'treatment'>>;

/** Asks for one bought call on one bitcoin at 100,000, with whatever a test changes. */
export function ask(file: ClientFile | undefined, changes: Asked = {}) {
  const { legs = [anOptionLeg()], now = AS_OF } = changes;
  const fileVersion = file === undefined ? undefined : aFileVersion(file);
  return askEligibility({
    treatment: treatmentFor(fileVersion, { legs, named: [], now }),
    point: 'request',
    account: anAccount(),
    fileVersion,
    conduct: CONDUCT,
    legs,
    productTypes: ['OPT_EU_CALL'],
    riskRating: null,
    side: 'buy',
    quantity: '1',
    premiumCurrency: 'USD',
    closes: false,
    userId: 'usr_1',
    spot: 100_000,
    premiumUsd: null,
    exposureUsd: '0',
    warningId: 'wrn_1',
    acknowledgedWarningId: null,
    capacity: 'principal',
    now,
    ...changes,
  });
}

/** Every rule that failed, as the desk reads it. */
export const said = (file: ClientFile | undefined, changes: Asked = {}) =>
  ask(file, changes).failures.map(({ rule, message }) => `${rule} ${message}`);

/** What the gates read of a client whose file lets its class trade, by `usr_1`. */
export function aClientSide(clientClass: ClientClass, changes: Partial<ClientSide> = {}): ClientSide {
  return {
    fileVersion: aFileVersion(aClientFile(clientClass)),
    conduct: CONDUCT,
    userId: 'usr_1',
    quoted: null,
    acknowledgedWarningId: null,
    capacity: 'principal',
    ...changes,
  };
}

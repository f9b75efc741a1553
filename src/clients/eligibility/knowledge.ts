import type { KnowledgeAssessment } from '../../contracts/client.ts';
import { type Checked, type EligibilityFailure, failure } from './question.ts';

/** Rules CL-02, CL-04 and CL-05: that the client is what the file says, and knows what is asked for. */
export function knowledgeFailures(checked: Checked): EligibilityFailure[] {
  return [...evidenceFailures(checked), ...vaKnowledge(checked), ...derivativesKnowledge(checked)];
}

/** At least one document in date, and the class confirmed again in time. Half-open: at `validUntil` it is over. */
function evidenceFailures({ needs, file, at }: Checked): EligibilityFailure[] {
  if (!needs('evidence')) return [];
  const expired = (what: string, date: string) =>
    failure('CL-02', 'CLIENT_NOT_ELIGIBLE', `PI_EVIDENCE_EXPIRED ${what} ${date}`);
  const failures: EligibilityFailure[] = [];
  if (!file.evidence.some(({ date, validUntil }) => date <= at && at < validUntil)) {
    const latest = file.evidence.toSorted((a, b) => (a.validUntil < b.validUntil ? 1 : -1))[0];
    failures.push(latest === undefined ? expired('none', '-') : expired(latest.docId, latest.validUntil));
  }
  if (!(at < file.reconfirmBy)) failures.push(expired('re-confirmation', file.reconfirmBy));
  return failures;
}

function vaKnowledge({ needs, file, at }: Checked): EligibilityFailure[] {
  if (!needs('vaKnowledge') || statusOf(file.vaKnowledge, at) === 'passed') return [];
  return [failure('CL-04', 'KNOWLEDGE_TEST_MISSING', 'VA_KNOWLEDGE_MISSING')];
}

/** Who lacks it and was warned may trade what was found appropriate, on record. */
function derivativesKnowledge({ needs, file, at }: Checked): EligibilityFailure[] {
  const status = statusOf(file.derivativesKnowledge, at);
  if (!needs('derivativesKnowledge') || status === 'passed' || status === 'appropriate') return [];
  return [failure('CL-05', 'KNOWLEDGE_TEST_MISSING', `DERIV_KNOWLEDGE ${status}`)];
}

function statusOf(assessment: KnowledgeAssessment | null, at: string) {
  if (assessment === null || at < assessment.date || assessment.grounds.length === 0) return 'missing';
  return at < assessment.validUntil ? assessment.outcome : 'expired';
}

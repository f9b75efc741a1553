import type { ClientClass } from '../contracts/approval-terms.ts';
import type { ClientFile, CpiAssessment, CpiCategory } from '../contracts/client.ts';
import type { Instrument } from '../contracts/instrument.ts';

/** What an assessment of a corporate investor must cover for a product of this kind. */
export function cpiCategoryOf(kind: Instrument['kind']): CpiCategory {
  return kind === 'forward' || kind === 'option' ? 'VA_VANILLA_OTC' : 'VA_STRUCTURED';
}

export interface Treatment {
  readonly clientClass: ClientClass;
  /** Rule CL-03: what the qualification of a corporate investor does not cover now. */
  readonly notQualifiedFor: readonly string[];
}

/**
 * Rule CL-03: a qualified corporate investor is treated as one only for categories that an assessment covers now, with
 * consent; otherwise as a corporate investor who is not. `at` is an instant.
 */
export function treatmentOf(
  file: Pick<ClientFile, 'clientClass' | 'cpiAssessments'>,
  categories: readonly string[],
  at: string,
): Treatment {
  if (file.clientClass !== 'QCPI') return { clientClass: file.clientClass, notQualifiedFor: [] };
  const notQualifiedFor = [...new Set(categories)].filter(
    (category) => !file.cpiAssessments.some((assessment) => assessment.category === category && holds(assessment, at)),
  );
  return { clientClass: notQualifiedFor.length === 0 ? 'QCPI' : 'CPI', notQualifiedFor };
}

function holds({ status, criteria, assessor, approver, validFrom, reviewBy, consent }: CpiAssessment, at: string) {
  const passed = criteria.structure.passed && criteria.background.passed && criteria.riskAwareness.passed;
  const byTwo = approver !== null && approver !== assessor;
  const agreed = consent !== null && consent.date <= at && at < consent.renewBy;
  return status === 'current' && passed && byTwo && agreed && validFrom <= at && at < reviewBy;
}

import type { ClientClass } from '../contracts/approval-terms.ts';
import { type ClientFileVersion, isProfessional } from '../contracts/client.ts';
import type { Leg } from '../contracts/rfq.ts';
import { toInstant } from '../platform/clock.ts';
import { knowledgeFailures } from './eligibility/knowledge.ts';
import { profileFailures, profileInputs } from './eligibility/profile.ts';
import {
  type Checked,
  type EligibilityAnswer,
  type EligibilityFailure,
  type EligibilityQuestion,
  failure,
} from './eligibility/question.ts';
import { standingFailures } from './eligibility/standing.ts';
import { demandOf, REQUIREMENTS_VERSION, requirementsAt } from './requirements.ts';
import { cpiCategoryOf, type Treatment, treatmentOf } from './treated-as.ts';

/**
 * The class that the client has for these products now (rule CL-03); retail where there is no file. `named` are categories
 * that an approval asks for besides those of the legs.
 */
export function treatmentFor(
  fileVersion: ClientFileVersion | undefined,
  { legs, named, now }: { readonly legs: readonly Leg[]; readonly named: readonly string[]; readonly now: number },
): Treatment {
  if (fileVersion === undefined) return { clientClass: 'RETAIL', notQualifiedFor: [] };
  const categories = [...legs.map(({ instrument }) => cpiCategoryOf(instrument.kind)), ...named];
  return treatmentOf(fileVersion.file, categories, toInstant(now));
}

/**
 * Rules CL-01 to CL-14 and ST-01, as far as they are the client's: every one that fails. Pure: one file, one policy, one
 * question, one answer. A client who is no professional investor is told nothing else.
 */
export function askEligibility(question: EligibilityQuestion): EligibilityAnswer {
  const { fileVersion, conduct, treatment } = question;
  const basis = {
    fileVersion: fileVersion?.version ?? null,
    conductVersion: conduct.version,
    requirementsVersion: REQUIREMENTS_VERSION,
    clientClass: fileVersion?.file.clientClass ?? null,
    treatedAs: treatment.clientClass,
  };
  const standing = accountFailures(question.account);
  if (fileVersion === undefined || !isProfessional(treatment.clientClass)) {
    const clientClass = fileVersion?.file.clientClass ?? 'unknown';
    const refused = failure('CL-01', 'CLIENT_NOT_ELIGIBLE', `NOT_PI class=${clientClass}`);
    return { failures: [refused, ...standing], notes: [], basis: { ...basis, inputs: null } };
  }
  const checked = toChecked(question, { file: fileVersion.file, treatedAs: treatment.clientClass });
  const inputs = profileInputs(checked);
  const failures = [
    ...knowledgeFailures(checked),
    ...standingFailures(checked),
    ...standing,
    ...profileFailures(checked, inputs),
    ...acknowledgementFailures(checked),
  ];
  const notes = treatment.notQualifiedFor.map((category) =>
    failure('CL-03', 'CLIENT_NOT_ELIGIBLE', `CPI_NOT_QUALIFIED category=${category}`),
  );
  return { failures, notes, basis: { ...basis, inputs } };
}

function toChecked(
  question: EligibilityQuestion,
  { file, treatedAs }: { file: ClientFileVersion['file']; treatedAs: ClientClass },
): Checked {
  const at = toInstant(question.now);
  const requirements = requirementsAt(at);
  const point = question.point === 'live' ? 'release' : question.point;
  return {
    ...question,
    file,
    treatedAs,
    at,
    needs(id) {
      const requirement = requirements.get(id);
      if (requirement === undefined) return true;
      const isAsked = requirement.points.includes(point) && (requirement.alsoToClose || !question.closes);
      return isAsked && demandOf(requirement, treatedAs) !== 'exempt';
    },
  };
}

function accountFailures({ accountId, status }: EligibilityQuestion['account']): EligibilityFailure[] {
  return status === 'active' ? [] : [failure('CL-12', 'CLIENT_NOT_ELIGIBLE', `account ${accountId} is ${status}`)];
}

/** Rules CL-11 and TR-14: what must have been read, and agreed to, before this very trade. */
function acknowledgementFailures(checked: Checked): EligibilityFailure[] {
  const { needs, warningId, acknowledgedWarningId, capacity } = checked;
  const failures: EligibilityFailure[] = [];
  if (needs('warnings') && (warningId === null || acknowledgedWarningId !== warningId)) {
    failures.push(failure('CL-11', 'WARNING_NOT_ACKNOWLEDGED', `NO_ACK version=${warningId ?? 'none'}`));
  }
  if (needs('principalConsent') && capacity !== 'principal') {
    failures.push(failure('TR-14', 'WARNING_NOT_ACKNOWLEDGED', 'NO_CONSENT'));
  }
  return failures;
}

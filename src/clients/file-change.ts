import type { ClientFile } from '../contracts/client.ts';
import type { ClientFileChanges } from '../contracts/client-answers.ts';
import { type Result, reject } from '../contracts/result.ts';
import { canonicalJson } from '../platform/canonical-json.ts';

type Refusal = Extract<Result<never>, { ok: false }>;
type Stops = { readonly [K in keyof ClientFile]?: (now: ClientFile[K], next: ClientFile[K]) => boolean };

/** What of a change only takes away: one person may do it at once. All else needs a second one. */
const STOPS: Stops = {
  clientClass: (_now, next) => next === 'RETAIL',
  evidence: isSubset,
  cpiAssessments: isSubset,
  documents: isSubset,
  settlementAssets: isSubset,
  authorisedUsers: isSubset,
  vaKnowledge: (_now, next) => next === null || next.outcome === 'failed',
  derivativesKnowledge: (_now, next) => next === null || next.outcome === 'failed',
  residence: (_now, next) => next === null,
  location: (_now, next) => next === null,
  bookingEntity: (_now, next) => next === null,
  profile: (_now, next) => next === null,
  amlHold: (_now, next) => next !== null,
  connectedPerson: (_now, next) => next !== null && next.preApproval === null,
};

/** Whether a change can only refuse more than the file does now. */
export function onlyStops(file: ClientFile, changes: ClientFileChanges): boolean {
  return (Object.keys(changes) as (keyof ClientFile)[]).every((part) => stopsPart(part, file, changes));
}

function stopsPart<K extends keyof ClientFile>(part: K, file: ClientFile, changes: ClientFileChanges): boolean {
  return STOPS[part]?.(file[part], changes[part] as ClientFile[K]) ?? false;
}

function isSubset(now: readonly unknown[], next: readonly unknown[]): boolean {
  const known = new Set(now.map(canonicalJson));
  return next.every((one) => known.has(canonicalJson(one)));
}

/** The file with its parts replaced, or why it cannot be. Who approves the change approves new assessments with it. */
export function withChanges(file: ClientFile, changes: ClientFileChanges): ClientFile {
  return { ...file, ...(Object.fromEntries(Object.entries(changes)) as Partial<ClientFile>) };
}

/** Rule CL-03: nobody writes down that somebody else has approved an assessment. */
export function assessmentFault(file: ClientFile, { cpiAssessments = [] }: ClientFileChanges): Refusal | null {
  const known = new Set(file.cpiAssessments.map(canonicalJson));
  const index = cpiAssessments.findIndex((one) => one.approver !== null && !known.has(canonicalJson(one)));
  if (index < 0) return null;
  const path = `changes.cpiAssessments.${index}.approver`;
  const value = cpiAssessments[index]?.approver;
  const rule = 'must be null: who approves the change approves the assessment';
  return reject('VALIDATION_FAILED', `${path} ${rule}, was ${value}`, { path, value, rule });
}

/** New assessments with their approver; FORBIDDEN for who made one of them (rule CL-03: assessor is not approver). */
export function approvedBy(changes: ClientFileChanges, username: string): ClientFileChanges | Refusal {
  const { cpiAssessments } = changes;
  if (cpiAssessments === undefined) return changes;
  const own = cpiAssessments.find(({ approver, assessor }) => approver === null && assessor === username);
  if (own !== undefined) {
    return reject('FORBIDDEN', `CL-03: ${username} made assessment ${own.assessmentId}, somebody else must approve it`);
  }
  return { ...changes, cpiAssessments: cpiAssessments.map((one) => ({ ...one, approver: one.approver ?? username })) };
}

import type { PolicyChangeView, PolicyDifference, PolicyView } from '../../contracts/policy.ts';
import type { TableForm } from '../lists.ts';
import type { Style } from '../terminal.ts';
import { instantText } from '../wording.ts';

/** Every field in a line of its own, under its whole name: what a difference names too. */
export function policyLines({ kind, version, inForceSince, policy }: PolicyView): string[] {
  const since = inForceSince === null ? 'not in force' : `in force since ${instantText(inForceSince)}`;
  return [`${kind} policy ${version}, ${since}`, ...fieldLines(policy, '')];
}

function fieldLines(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`  ${path} ${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([name, part]) => fieldLines(part, path === '' ? name : `${path}.${name}`));
}

export function differenceLines({ differences }: { readonly differences: readonly PolicyDifference[] }): string[] {
  if (differences.length === 0) return ['  nothing differs from the policy in force'];
  return differences.map(({ path, from, to }) => `  ${path} ${JSON.stringify(from)} -> ${JSON.stringify(to)}`);
}

export function changeLine(change: PolicyChangeView): string {
  const { changeId, kind, version, status, proposedBy, decidedBy, reason } = change;
  const who = decidedBy === null ? proposedBy : `${proposedBy}, ${decidedBy}`;
  return `${changeId}: ${kind} policy ${version} is ${WORDS[status](change)} (${who}: ${reason})`;
}

const WORDS: Readonly<Record<PolicyChangeView['status'], (change: PolicyChangeView) => string>> = {
  proposed: ({ effectiveFrom }) =>
    effectiveFrom === null ? 'proposed' : `proposed from ${instantText(effectiveFrom)}`,
  scheduled: ({ effectiveFrom }) => `approved, and begins ${effectiveFrom === null ? '' : instantText(effectiveFrom)}`,
  inForce: ({ inForceAt }) => `in force since ${inForceAt === null ? '' : instantText(inForceAt)}`,
  declined: ({ decisionReason }) => `declined: ${decisionReason}`,
};

const STYLES: Readonly<Record<PolicyChangeView['status'], Style>> = {
  proposed: 'yellow',
  scheduled: 'yellow',
  inForce: 'green',
  declined: 'red',
};

export const CHANGE_TABLE: TableForm<PolicyChangeView> = {
  empty: 'no change was ever proposed',
  columns: [
    { title: 'change' },
    { title: 'status' },
    { title: 'version' },
    { title: 'in force' },
    { title: 'proposed by' },
    { title: 'decided by' },
    { title: 'why' },
  ],
  row: (change, paint) => [
    change.changeId,
    paint(STYLES[change.status], change.status),
    change.version,
    change.inForceAt === null ? '' : instantText(change.inForceAt),
    `${change.proposedBy} ${instantText(change.proposedAt)}`,
    change.decidedBy ?? '',
    change.reason,
  ],
};

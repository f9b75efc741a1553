import type { ApprovalImpactView } from '../contracts/approval-answers.ts';
import { CLIENT_CLASSES, type ClientClass } from '../contracts/approval-terms.ts';
import { toInstant } from '../platform/clock.ts';
import type { Approval } from './approval.ts';
import { cellDecisions, cellName } from './cell-decisions.ts';
import type { LiveQuote } from './live-quotes.ts';
import { askRegister } from './match.ts';

export type ImpactChange = ApprovalImpactView['change'];

interface ImpactAccount {
  readonly accountId: string;
  readonly name: string;
  readonly clientClass: ClientClass;
}

export interface ImpactQuestion {
  readonly approvals: readonly Approval[];
  readonly approval: Approval;
  readonly change: ImpactChange;
  readonly quotes: readonly LiveQuote[];
  readonly accounts: readonly ImpactAccount[];
  /** False where more quotes are live than were read. */
  readonly complete: boolean;
  /** UTC epoch ms. */
  readonly now: number;
}

/**
 * What a change would do at the instant that it begins to count: the same questions to the register as it is and as it
 * would be. A quote that nothing allowed before is not the change's doing.
 */
export function approvalImpact(question: ImpactQuestion): ApprovalImpactView {
  const { approval, approvals, change, accounts, complete, now } = question;
  const at = change === 'approve' ? Math.max(approval.effectiveFrom ?? now, now) : now;
  const after = changedRegister(question, at);
  const quotes = pulledQuotes(question, { after, at });
  const touched = accounts.flatMap(({ accountId, name, clientClass }) => {
    const difference = differenceOf({ before: approvals, after }, { accountId, clientClass, now: at });
    return difference === null ? [] : [{ accountId, name, loses: difference.removed, gains: difference.added }];
  });
  const products = CLIENT_CLASSES.flatMap((clientClass) => {
    const difference = differenceOf({ before: approvals, after }, { clientClass, now: at });
    return difference === null ? [] : [{ clientClass, ...difference }];
  });
  const { approvalId, version } = approval;
  const told = { approvalId, version, change, at: toInstant(at), quotes, accounts: touched, products, complete };
  return { ...told, summary: summaryOf(told) };
}

/** The register with the record as the change would leave it, and what it replaces ended. */
function changedRegister({ approvals, approval, change }: ImpactQuestion, at: number): Approval[] {
  const changed: Approval = {
    ...approval,
    version: approval.version + 1,
    status: ({ approve: 'approved', suspend: 'suspended', reinstate: 'approved', revoke: 'revoked' } as const)[change],
    ...(change === 'approve' ? { effectiveFrom: at } : {}),
  };
  const { supersedes } = approval.terms;
  return approvals.map((one) => {
    if (one.approvalId === approval.approvalId) return changed;
    const isReplaced = change === 'approve' && one.approvalId === supersedes && one.endsAt > at;
    return isReplaced ? { ...one, endsAt: at } : one;
  });
}

function pulledQuotes(
  { approvals, quotes, accounts }: ImpactQuestion,
  { after, at }: { after: readonly Approval[]; at: number },
): ApprovalImpactView['quotes'] {
  const classes = new Map(accounts.map(({ accountId, clientClass }) => [accountId, clientClass]));
  return quotes.flatMap(({ quoteId, rfqId, accountId, request, validUntil }) => {
    const clientClass = classes.get(accountId);
    if (clientClass === undefined || validUntil < at) return [];
    const asked = { ...request, clientClass, accountId, closes: request.unwinds !== undefined, now: at };
    const failure = askRegister(after, asked).failures[0];
    const stoodBefore = askRegister(approvals, asked).failures.length === 0;
    return failure === undefined || !stoodBefore ? [] : [{ quoteId, rfqId, accountId, rule: failure.rule }];
  });
}

/** Cells that are allowed on one side alone; null when none is. */
function differenceOf(
  { before, after }: { before: readonly Approval[]; after: readonly Approval[] },
  asker: Parameters<typeof cellDecisions>[1],
): { removed: string[]; added: string[] } | null {
  const had = allowedNames(before, asker);
  const has = allowedNames(after, asker);
  const removed = [...had].filter((name) => !has.has(name));
  const added = [...has].filter((name) => !had.has(name));
  return removed.length + added.length === 0 ? null : { removed, added };
}

function allowedNames(approvals: readonly Approval[], asker: Parameters<typeof cellDecisions>[1]): Set<string> {
  const allowed = cellDecisions(approvals, asker).filter(({ verdict }) => verdict === 'allowed');
  return new Set(allowed.map(({ cell }) => cellName(cell)));
}

function summaryOf({ quotes, accounts, products, complete }: Omit<ApprovalImpactView, 'summary'>): string {
  const losing = accounts.filter(({ loses }) => loses.length > 0).length;
  const gaining = accounts.filter(({ gains }) => gains.length > 0).length;
  const removed = products.reduce((sum, product) => sum + product.removed.length, 0);
  const added = products.reduce((sum, product) => sum + product.added.length, 0);
  const parts = [
    `pulls ${counted(quotes.length, 'live quote')}${complete ? '' : ' or more'}`,
    `blocks ${counted(losing, 'client')} (${counted(removed, 'product')} leave a catalogue)`,
  ];
  if (added + gaining > 0) parts.push(`opens ${counted(added, 'product')} to ${counted(gaining, 'client')}`);
  return parts.join(', ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

import { isInEffect } from './approval.ts';
import type { ApprovalIndex, Cell, PreparedApproval } from './prepared.ts';

/** Who asks, when, and by which channel. */
export interface Asker {
  /** Named lists go by it; without one nobody is on a list. */
  readonly accountId?: string;
  readonly channel?: 'RFQ_API' | 'RFQ_UI' | 'VOICE';
  /** UTC epoch ms. */
  readonly now: number;
}

/** What the register says of one cell, before any bound is held against a request. */
export interface Standing {
  readonly verdict: 'allowed' | 'denied' | 'none' | 'suspended' | 'not-in-effect';
  /** The records that say so: for `allowed` all that hold together, the tightest of their bounds counting. */
  readonly by: readonly PreparedApproval[];
}

/**
 * Deny by default, an explicit denial first: whatever allows beside it. Of the records whose scope has the cell one that
 * is suspended stops it; those in effect allow it together. `cells` are the names that one product goes by.
 */
export function resolveCells(index: ApprovalIndex, cells: readonly Cell[], asker: Asker): Standing {
  const denials = denialsOf(index, cells, asker);
  if (denials.length > 0) return { verdict: 'denied', by: denials };
  const matching = coveringOf(index, cells, asker).filter(({ approval }) => approval.status !== 'revoked');
  if (matching.length === 0) return { verdict: 'none', by: [] };
  const stopped = matching.filter(({ approval }) => approval.status === 'suspended');
  if (stopped.length > 0) return { verdict: 'suspended', by: stopped };
  const inEffect = matching.filter(({ approval }) => isInEffect(approval, asker.now));
  return inEffect.length === 0 ? { verdict: 'not-in-effect', by: matching } : { verdict: 'allowed', by: inEffect };
}

/** Every allow whose scope has a cell and that is for this account and channel: also what is over. */
export function coveringOf(index: ApprovalIndex, cells: readonly Cell[], asker: Asker): PreparedApproval[] {
  const { accountId, channel = 'RFQ_API' } = asker;
  const covering = cells.flatMap((cell) => index.allowsOf(cell));
  return unique(covering).filter((one) => one.channels.has(channel) && isNamed(one, accountId));
}

/** Denials of the cells, and allows that name this account among those denied. */
export function denialsOf(index: ApprovalIndex, cells: readonly Cell[], { accountId, now }: Asker): PreparedApproval[] {
  const denies = cells
    .flatMap((cell) => index.deniesOf(cell))
    .filter((one) => isInEffect(one.approval, now) && isNamed(one, accountId));
  const named = cells
    .flatMap((cell) => index.allowsOf(cell))
    .filter(({ approval, denyAccounts }) => {
      const counts = approval.status === 'suspended' || (approval.status === 'approved' && isInEffect(approval, now));
      return accountId !== undefined && denyAccounts.has(accountId) && counts;
    });
  return unique([...denies, ...named]);
}

function isNamed({ allowAccounts }: PreparedApproval, accountId: string | undefined): boolean {
  return allowAccounts.size === 0 || (accountId !== undefined && allowAccounts.has(accountId));
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

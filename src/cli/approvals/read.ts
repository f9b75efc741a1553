import type { ApprovalStatus, ApprovalView } from '../../contracts/approval.ts';
import type { ApprovalDecisionsRequest, ApprovalDecisionView } from '../../contracts/approval-answers.ts';
import type { ClientClass } from '../../contracts/approval-terms.ts';
import { type ConnectionOptions, withHttp } from '../connection-options.ts';
import { badUsage, granted } from '../exit.ts';
import { type ListOptions, printList, type TableForm } from '../lists.ts';
import { grouped } from '../numbers.ts';
import { processTerminal } from '../terminal.ts';
import { instantText } from '../wording.ts';
import { APPROVAL_TABLE, recordLines, STATUS_STYLE } from './texts.ts';

interface ApprovalListOptions extends ListOptions, ConnectionOptions {
  readonly status?: ApprovalStatus;
  readonly underlying?: string;
  readonly asOf?: string;
}

export interface OneOptions extends ConnectionOptions {
  readonly json?: boolean;
}

export async function listApprovals(options: ApprovalListOptions): Promise<void> {
  const { limit, json = false, status, underlying, asOf, ...connection } = options;
  const query = asOf === undefined ? {} : { asOf };
  const register = await withHttp(connection, 'compliance', async (client) =>
    granted(await client.getApprovals(query)),
  );
  const items = register.items.filter(
    (approval) =>
      (status ?? approval.status) === approval.status &&
      (underlying === undefined || approval.terms.underlyings.includes(underlying)),
  );
  const listed = { items: items.slice(0, limit), hasMore: items.length > limit };
  printList(listed, APPROVAL_TABLE, { terminal: processTerminal(), json });
}

export async function showApproval(approvalId: string, { json = false, ...connection }: OneOptions): Promise<void> {
  const approval = await withHttp(connection, 'compliance', async (client) =>
    granted(await client.getApproval(approvalId)),
  );
  const { out } = processTerminal();
  const lines = json ? [JSON.stringify(approval)] : recordLines(approval, out.paint);
  out.write(`${lines.join('\n')}\n`);
}

export async function showHistory(approvalId: string, { json = false, ...connection }: OneOptions): Promise<void> {
  const versions = await withHttp(connection, 'compliance', async (client) =>
    granted(await client.getApprovalVersions(approvalId)),
  );
  printList({ items: versions.items, hasMore: false }, HISTORY_TABLE, { terminal: processTerminal(), json });
}

const HISTORY_TABLE: TableForm<ApprovalView> = {
  empty: 'no version is recorded',
  columns: [
    { title: 'version', align: 'right' },
    { title: 'recorded' },
    { title: 'status' },
    { title: 'by' },
    { title: 'reason' },
    { title: 'signed by' },
    { title: 'content' },
  ],
  row: ({ version, recordedAt, status, changedBy, reason, signatures = [], contentHash }, paint) => [
    String(version),
    instantText(recordedAt),
    paint(STATUS_STYLE[status], status),
    changedBy,
    reason,
    signatures.map(({ by, step }) => `${by} (${step})`).join(', '),
    contentHash.slice(0, 12),
  ],
};

interface AsOfOptions extends ListOptions, ConnectionOptions {
  readonly account?: string;
  readonly class?: ClientClass;
  readonly kind?: 'forward' | 'option' | 'digital' | 'strategy';
  readonly underlying?: string;
  readonly direction?: 'buy' | 'sell';
}

export async function decisionsAsOf(asOf: string, options: AsOfOptions): Promise<void> {
  const { limit, json = false, account, class: clientClass, kind, underlying, direction, ...connection } = options;
  if ((account === undefined) === (clientClass === undefined)) throw badUsage('give either --account or --class');
  const query: ApprovalDecisionsRequest = { asOf, account, clientClass, kind, underlying, direction };
  const { items } = await withHttp(connection, 'compliance', async (client) =>
    granted(await client.getApprovalDecisions(query)),
  );
  const listed = { items: items.slice(0, limit), hasMore: items.length > limit };
  printList(listed, DECISION_TABLE, { terminal: processTerminal(), json });
}

const DECISION_TABLE: TableForm<ApprovalDecisionView> = {
  empty: 'no record named any such product at that instant: nothing was allowed',
  columns: [
    { title: 'product' },
    { title: 'settlement' },
    { title: 'client may' },
    { title: 'answer' },
    { title: 'quantity', align: 'right' },
    { title: 'days', align: 'right' },
    { title: 'says' },
  ],
  row: (one, paint) => [
    `${one.underlying} ${one.productType}`,
    `${one.settlement.style} ${one.settlement.currency}`,
    one.direction,
    paint(one.allowed ? 'green' : 'red', one.verdict),
    one.quantity === null ? '' : `${grouped(one.quantity.min)} - ${grouped(one.quantity.max)}`,
    one.tenorDays === null ? '' : `${one.tenorDays.min} - ${one.tenorDays.max}`,
    one.records.map(({ approvalId, version }) => `${approvalId} v${version}`).join(', '),
  ],
};

import type { Command } from 'commander';
import { Option } from 'commander';
import type { ApprovalChange } from '../client/http.ts';
import { APPROVAL_STATUSES, type ApprovalStatus, type ApprovalView } from '../contracts/approval.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { granted, RefusedError } from './exit.ts';
import { type ListOptions, printList, readUpTo, type TableForm, withListOptions } from './lists.ts';
import { grouped } from './numbers.ts';
import { processTerminal, type Style, type Terminal } from './terminal.ts';
import { instantText } from './wording.ts';

interface ApprovalListOptions extends ListOptions, ConnectionOptions {
  readonly status?: ApprovalStatus;
  readonly underlying?: string;
}

const SUMMARIES = {
  suspend: 'stop an approval at once: nothing is quoted or accepted under it, live quotes included',
  reinstate: 'put a suspended approval back into force',
  revoke: 'end an approval for good',
} as const satisfies Record<ApprovalChange, string>;

/** The whole register: it is small, and filters apply to all of it. */
const REGISTER_MAX = 10_000;

export function approvalsCommand(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('the product approval register: what may be traded, and with whom; signs in as a compliance user');
  withListOptions(withConnection(approvals.command('list')))
    .description('list approvals with their status')
    .addOption(new Option('--status <status>', 'only those').choices(APPROVAL_STATUSES))
    .option('--underlying <pair>', 'only of this one, such as BTC-USD')
    .action(listApprovals);
  for (const change of Object.keys(SUMMARIES) as ApprovalChange[]) {
    withConnection(approvals.command(change))
      .description(SUMMARIES[change])
      .argument('<id>', 'as in `otc approvals list`')
      .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
      .option('--json', 'the approval as a JSON object')
      .action((approvalId: string, options: ChangeOptions) => changeApproval({ approvalId, change, options }));
  }
}

async function listApprovals({ limit, json = false, status, underlying, ...connection }: ApprovalListOptions) {
  const register = await withHttp(connection, 'compliance', (client) => readUpTo(REGISTER_MAX, client.getApprovals));
  const items = register.items.filter(
    (approval) =>
      (status ?? approval.status) === approval.status && (underlying ?? approval.underlying) === approval.underlying,
  );
  const listed = { items: items.slice(0, limit), hasMore: items.length > limit };
  printList(listed, APPROVAL_TABLE, { terminal: processTerminal(), json });
}

interface ChangeOptions extends ConnectionOptions {
  readonly reason: string;
  readonly json?: boolean;
}

interface Change {
  readonly approvalId: string;
  readonly change: ApprovalChange;
  readonly options: ChangeOptions;
}

async function changeApproval({ approvalId, change, options: { reason, json = false, ...connection } }: Change) {
  const changed = await withHttp(connection, 'compliance', (client) =>
    client.changeApproval({ approvalId, change, reason }),
  );
  if (!changed.ok && changed.rejection.code === 'FORBIDDEN') {
    throw new RefusedError(changed.rejection, ['sign in as somebody else with --username']);
  }
  printChanged(granted(changed), { terminal: processTerminal(), json });
}

function printChanged(approval: ApprovalView, { terminal, json }: { terminal: Terminal; json: boolean }): void {
  const { approvalId, status, version, changedBy, reason } = approval;
  const shown = terminal.out.paint(STATUS_STYLE[status], status);
  const text = `${approvalId} is ${shown} (version ${version}, by ${changedBy}: ${reason})`;
  terminal.out.write(`${json ? JSON.stringify(approval) : text}\n`);
}

const STATUS_STYLE = { approved: 'green', suspended: 'yellow', revoked: 'red' } as const satisfies Record<
  ApprovalStatus,
  Style
>;

const APPROVAL_TABLE: TableForm<ApprovalView> = {
  empty: 'no approval matches',
  columns: [
    { title: 'approval' },
    { title: 'status' },
    { title: 'product' },
    { title: 'settlement' },
    { title: 'class' },
    { title: 'client may' },
    { title: 'quantity', align: 'right' },
    { title: 'days', align: 'right' },
    { title: 'until' },
    { title: 'last change' },
  ],
  row: (approval, paint) => [
    approval.approvalId,
    paint(STATUS_STYLE[approval.status], approval.status),
    `${approval.underlying} ${approval.kind}`,
    `${approval.settlementStyle} ${approval.settlementCurrency}`,
    approval.clientClass,
    approval.direction,
    `${grouped(approval.minQuantity)} - ${grouped(approval.maxQuantity)}`,
    `${approval.minTenorDays} - ${approval.maxTenorDays}`,
    approval.expiresAt.slice(0, 10),
    `${instantText(approval.recordedAt)} ${approval.changedBy}: ${approval.reason}`,
  ],
};

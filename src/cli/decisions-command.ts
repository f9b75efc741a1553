import type { Command } from 'commander';
import { z } from 'zod';
import { DecisionView } from '../contracts/decision.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { type ListOptions, printList, readUpTo, type TableForm, withListOptions } from './lists.ts';
import { processTerminal } from './terminal.ts';
import { instantText } from './wording.ts';

const HELP = `
By request, or by account and time; "to" is not included:
  otc decisions --rfq rfq_0190…
  otc decisions --account acc_… --from 2026-11-23T10:30:00.000Z --to 2026-11-23T10:35:00.000Z --refused
What each decision rested on (versions of approvals, of the client's file, of the policies) is in --json.

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

interface DecisionOptions extends ListOptions, ConnectionOptions {
  readonly rfq?: string;
  readonly account?: string;
  readonly from?: string;
  readonly to?: string;
  readonly rule?: string;
  readonly refused?: boolean;
}

export function decisionsCommand(program: Command): void {
  withListOptions(withConnection(program.command('decisions')))
    .description('why requests, quotes and acceptances were let pass or refused; signs in as a sales supervisor')
    .option('--rfq <id>', 'of one request')
    .option('--account <id>', 'of one client')
    .option('--from <instant>', 'from then on')
    .option('--to <instant>', 'before then')
    .option('--rule <id>', 'where this rule failed, such as PA-05')
    .option('--refused', 'refusals alone')
    .addHelpText('after', HELP)
    .action(async ({ limit, json = false, rfq, account, from, to, rule, refused, ...connection }: DecisionOptions) => {
      const asked = { rfq, account, from, to, rule, refused: refused === true ? 'true' : undefined };
      const given = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
      const listed = await withHttp(connection, 'sales-supervisor', (client) =>
        readUpTo(limit, ({ limit: size, cursor }) => {
          const page = cursor === undefined ? {} : { cursor };
          const query = new URLSearchParams({ ...Object.fromEntries(given), limit: String(size), ...page });
          return client.send({ method: 'GET', path: `/decisions?${query}`, data: DecisionPage });
        }),
      );
      printList(listed, DECISION_TABLE, { terminal: processTerminal(), json });
    });
}

const DecisionPage = z.object({ items: z.array(DecisionView), nextCursor: z.string().nullable() });

const DECISION_TABLE: TableForm<DecisionView> = {
  empty: 'no decision',
  columns: [
    { title: 'at' },
    { title: 'point' },
    { title: 'answer' },
    { title: 'because' },
    { title: 'approvals' },
    { title: 'account' },
    { title: 'rfq' },
  ],
  row: ({ at, point, allowed, failures, overridden, approvals, accountId, rfqId }, paint) => [
    instantText(at),
    point,
    allowed ? paint('green', 'allowed') : paint('red', 'refused'),
    [
      ...failures.map(({ rule, message }) => `${rule} ${message}`),
      ...overridden.map(({ rule }) => `${rule} excepted`),
    ].join('; '),
    approvals.map(({ approvalId, version }) => `${approvalId} v${version}`).join(', '),
    accountId,
    rfqId,
  ],
};

import type { Command } from 'commander';
import {
  TradeReportState,
  TradeReportsAnswer,
  TradeReportsPage,
  type TradeReportView,
} from '../contracts/trade-report.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { badUsage, granted } from './exit.ts';
import { type ListOptions, printList, type TableForm, withListOptions } from './lists.ts';
import { processTerminal } from './terminal.ts';
import { instantText } from './wording.ts';

const HELP = `
Whether trades are reportable to the trade repository is decided by the end of the next business day, and what is
reportable is reported by the end of the second:
  otc reports list
  otc reports decide trd_0190… trd_0191… --reportable yes --reason "commodity, decided in Hong Kong"
  otc reports file trd_0190…=HKTR-2026-000123
  otc reports list --state reported

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

const STATES: readonly string[] = ['open', ...TradeReportState.options];

interface ReportsOptions extends ListOptions, ConnectionOptions {
  readonly state?: string;
}
interface DecideOptions extends ConnectionOptions {
  readonly json?: boolean;
  readonly reportable: string;
  readonly reason: string;
}

export function reportsCommand(program: Command): void {
  const command = program
    .command('reports')
    .description('which trades are reportable to the trade repository, and which were reported')
    .addHelpText('after', HELP);
  withListOptions(withConnection(command.command('list')))
    .description('the oldest first; what is open unless a state is named')
    .option('--state <state>', STATES.join(', '), 'open')
    .action(list);
  withConnection(command.command('decide'))
    .description('say of trades whether they are reportable: of all of them, or of none')
    .argument('<tradeIds...>', 'as in `otc reports list`')
    .requiredOption('--reportable <answer>', 'yes or no')
    .requiredOption('--reason <text>', '3 to 500 characters')
    .option('--json', 'as one JSON object')
    .action(decide);
  withConnection(command.command('file'))
    .description('put on record that the repository has the reports')
    .argument('<reports...>', 'each <tradeId>=<reference of the repository>')
    .option('--json', 'as one JSON object')
    .action(file);
}

async function list({ limit, json = false, state = 'open', ...connection }: ReportsOptions): Promise<void> {
  if (!STATES.includes(state)) throw badUsage(`--state must be one of ${STATES.join(', ')}, was ${state}`);
  const answer = await withHttp(connection, 'compliance', (client) =>
    client.send({ method: 'GET', path: `/trade-reports?state=${state}&limit=${limit}`, data: TradeReportsPage }),
  );
  const { items, nextCursor } = granted(answer);
  printList({ items, hasMore: nextCursor !== null }, TABLE, { terminal: processTerminal(), json });
}

async function decide(tradeIds: readonly string[], { reportable, reason, ...options }: DecideOptions): Promise<void> {
  if (reportable !== 'yes' && reportable !== 'no') throw badUsage(`--reportable must be yes or no, was ${reportable}`);
  await put('decide', { tradeIds, reportable: reportable === 'yes', reason }, options);
}

async function file(reports: readonly string[], options: ConnectionOptions & { readonly json?: boolean }) {
  const parsed = reports.map((text) => {
    const [, tradeId, reference] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (tradeId === undefined) throw badUsage(`a report must be <tradeId>=<reference>, was ${text}`);
    return { tradeId, reference };
  });
  await put('file', { reports: parsed }, options);
}

async function put(
  step: string,
  body: object,
  { json = false, ...connection }: ConnectionOptions & { json?: boolean },
) {
  const answer = await withHttp(connection, 'compliance', (client) =>
    client.send({ method: 'POST', path: `/trade-reports/${step}`, body, data: TradeReportsAnswer }),
  );
  printList({ items: granted(answer).items, hasMore: false }, TABLE, { terminal: processTerminal(), json });
}

const TABLE: TableForm<TradeReportView> = {
  empty: 'no trades',
  columns: [
    { title: 'traded' },
    { title: 'trade' },
    { title: 'account' },
    { title: 'state' },
    { title: 'due' },
    { title: 'last' },
  ],
  row: ({ tradedAt, tradeId, accountId, state, decideBy, reportBy, late, steps }, paint) => {
    const last = steps.at(-1);
    const due = { pending: decideBy, reportable: reportBy, notReportable: null, reported: null }[state];
    return [
      instantText(tradedAt),
      tradeId,
      accountId,
      late ? paint('red', `${state}, late`) : paint(due === null ? 'green' : 'yellow', state),
      due === null ? '-' : instantText(due),
      last === undefined ? '-' : `${last.by}: ${last.reference ?? last.reason}`,
    ];
  },
};

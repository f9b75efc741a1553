import { type Command, Option } from 'commander';
import { z } from 'zod';
import {
  AccountLimitsView,
  LIMIT_KINDS,
  LIMIT_MEASURES,
  type LimitMeasure,
  type LimitPer,
  type LimitScope,
  LimitView,
  QuoteLimitsView,
} from '../contracts/limits.ts';
import type { Side } from '../contracts/scalars.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { granted } from './exit.ts';
import { printList, type TableForm } from './lists.ts';
import { grouped } from './numbers.ts';
import { processTerminal } from './terminal.ts';

interface JsonOptions extends ConnectionOptions {
  readonly json?: boolean;
}

const JSON_LINE = 'one JSON object a line';
const LimitPage = z.object({ items: z.array(LimitView) });

/** `otc limits`: caps and credit lines, what is taken of them, and their changes. */
export function limitsCommand(program: Command): void {
  const limits = program
    .command('limits')
    .description(
      'caps on notional and greeks, and credit lines: what tightens holds at once, what loosens waits for a second person of risk',
    );
  withConnection(limits.command('list'))
    .description('every bound, with its versions')
    .option('--all', 'also those that were declined, replaced or ended')
    .option('--json', JSON_LINE)
    .action(list);
  withConnection(limits.command('use'))
    .description('what is taken now: of an account’s bounds, or of the firm’s')
    .option('--account <id>', 'such as acc_…; clients see their own')
    .option('--json', 'the answer as a JSON object')
    .action(use);
  withConnection(limits.command('quote'))
    .description('what accepting a live quote would leave of each bound')
    .argument('<quoteId>', 'such as qt_…')
    .addOption(new Option('--side <side>', 'what the client would do').choices(['buy', 'sell']).makeOptionMandatory())
    .option('--json', 'the answer as a JSON object')
    .action(afterQuote);
  withSet(limits);
  withConnection(limits.command('credit'))
    .description('another credit line for one client')
    .requiredOption('--account <id>', 'such as acc_…')
    .requiredOption('--max <dollars>', 'US dollars of potential exposure at once, such as 5000000')
    .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
    .option('--json', 'the limit as a JSON object')
    .action(({ account, max, reason, ...rest }: CreditOptions) =>
      change(rest, '/limits/credit', { accountId: account, max, reason }),
    );
  for (const step of ['approve', 'decline'] as const) {
    withConnection(limits.command(step))
      .description(step === 'approve' ? 'be the second person on a change that waits' : 'turn down a change that waits')
      .argument('<limitId>', 'as in `otc limits list`')
      .requiredOption('--limit-version <n>', 'the version that waits', Number)
      .option('--json', 'the limit as a JSON object')
      .action((limitId: string, { limitVersion, ...rest }: JsonOptions & { readonly limitVersion: number }) =>
        change(rest, `/limits/${encodeURIComponent(limitId)}/${step}`, { version: limitVersion }),
      );
  }
}

function withSet(limits: Command): void {
  const command = withConnection(limits.command('set'))
    .description('a new bound, another one for a bound that is there, or with --end none any more')
    .argument('<limitId>', 'a name of 3 to 64 characters of a-z 0-9 . -')
    .addOption(
      new Option('--measure <what>', 'what it counts, in dollars').choices(LIMIT_MEASURES).makeOptionMandatory(),
    )
    .addOption(
      new Option('--per <whom>', 'over what it adds up')
        .choices(['trade', 'client', 'trader', 'firm'])
        .makeOptionMandatory(),
    );
  command
    .addOption(new Option('--max <dollars>', 'inclusive').conflicts('end'))
    .option('--end', 'no bound any more')
    .option('--account <id>', 'only of this client')
    .option('--trader <username>', 'only what this trader quotes')
    .option('--underlying <pair>', 'only of this one, such as BTC-USD')
    .addOption(new Option('--kind <kind>', 'only of this product').choices(LIMIT_KINDS))
    .option('--min-tenor-days <days>', 'only from so many days to expiry', Number)
    .option('--max-tenor-days <days>', 'only up to so many days to expiry', Number)
    .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
    .option('--json', 'the limit as a JSON object')
    .action((limitId: string, options: SetOptions) => set(limitId, options));
}

interface CreditOptions extends JsonOptions {
  readonly account: string;
  readonly max: string;
  readonly reason: string;
}

interface SetOptions extends JsonOptions, Omit<LimitScope, 'accountId'> {
  readonly account?: string;
  readonly measure: LimitMeasure;
  readonly per: LimitPer;
  readonly max?: string;
  readonly end?: boolean;
  readonly reason: string;
}

function set(limitId: string, { measure, per, max, end = false, reason, ...options }: SetOptions): Promise<void> {
  const { account: accountId, trader, underlying, kind, minTenorDays, maxTenorDays, ...rest } = options;
  const scope = { accountId, trader, underlying, kind, minTenorDays, maxTenorDays };
  return change(rest, '/limits', { limitId, scope, per, measure, max: end ? null : max, reason });
}

async function change({ json = false, ...connection }: JsonOptions, path: string, body: object): Promise<void> {
  const limit = granted(
    await withHttp(connection, 'risk', (client) => client.send({ method: 'POST', path, body, data: LimitView })),
  );
  const { limitId, version, status, max } = limit;
  const then =
    status === 'proposed'
      ? `: somebody else approves it with \`otc limits approve ${limitId} --limit-version ${version}\``
      : '';
  const text = `${limitId} v${version} ${max === null ? 'without a bound' : grouped(max)} is ${status}${then}`;
  processTerminal().out.write(`${json ? JSON.stringify(limit) : text}\n`);
}

async function list({
  all = false,
  json = false,
  ...connection
}: JsonOptions & { readonly all?: boolean }): Promise<void> {
  const { items } = granted(
    await withHttp(connection, 'risk', (client) => client.send({ method: 'GET', path: '/limits', data: LimitPage })),
  );
  const shown = all ? items : items.filter(isCurrent);
  printList({ items: shown, hasMore: false }, LIMIT_TABLE, { terminal: processTerminal(), json });
}

/** The newest in force, and what waits. Versions come newest first. */
function isCurrent(limit: LimitView, _index: number, all: readonly LimitView[]): boolean {
  if (limit.status === 'proposed') return true;
  const newest = all.find(
    ({ limitId, status }) => limitId === limit.limitId && (status === 'inForce' || status === 'ended'),
  );
  return newest === limit && limit.status === 'inForce';
}

async function use({
  account,
  json = false,
  ...connection
}: JsonOptions & { readonly account?: string }): Promise<void> {
  const query = account === undefined ? '' : `?accountId=${encodeURIComponent(account)}`;
  const view = granted(
    await withHttp(connection, 'risk', (client) =>
      client.send({ method: 'GET', path: `/limits/use${query}`, data: AccountLimitsView }),
    ),
  );
  const terminal = processTerminal();
  if (json) terminal.out.write(`${JSON.stringify(view)}\n`);
  else printList({ items: view.limits, hasMore: false }, USE_TABLE, { terminal, json });
}

async function afterQuote(
  quoteId: string,
  { side, json = false, ...connection }: JsonOptions & { readonly side: Side },
): Promise<void> {
  const path = `/quotes/${encodeURIComponent(quoteId)}/limits?side=${side}`;
  const view = granted(
    await withHttp(connection, 'risk', (client) => client.send({ method: 'GET', path, data: QuoteLimitsView })),
  );
  const terminal = processTerminal();
  if (json) terminal.out.write(`${JSON.stringify(view)}\n`);
  else printList({ items: view.limits, hasMore: false }, AFTER_TABLE, { terminal, json });
}

const LIMIT_TABLE: TableForm<LimitView> = {
  empty: 'no limit is set: credit lines alone bound what is traded',
  columns: [
    { title: 'limit' },
    { title: 'status' },
    { title: 'measure' },
    { title: 'per' },
    { title: 'of' },
    { title: 'max', align: 'right' },
    { title: 'by' },
    { title: 'why' },
  ],
  row: ({ limitId, version, status, measure, per, scope, max, proposedBy, decidedBy, reason }, paint) => [
    `${limitId} v${version}`,
    paint(status === 'inForce' ? 'green' : 'yellow', status),
    measure,
    per,
    scopeText(scope),
    max === null ? 'none' : grouped(max),
    decidedBy === null || decidedBy === proposedBy ? proposedBy : `${proposedBy}, ${decidedBy}`,
    reason,
  ],
};

function scopeText({ accountId, trader, underlying, kind, minTenorDays, maxTenorDays }: LimitScope): string {
  const days =
    minTenorDays === undefined && maxTenorDays === undefined
      ? []
      : [`${minTenorDays ?? 0}-${maxTenorDays ?? '…'} days`];
  const parts = [accountId, trader, underlying, kind].filter((part) => part !== undefined);
  return [...parts, ...days].join(', ') || 'all';
}

type Use = AccountLimitsView['limits'][number];
const USE_COLUMNS = [
  { title: 'limit' },
  { title: 'measure' },
  { title: 'per' },
  { title: 'used', align: 'right' as const },
  { title: 'max', align: 'right' as const },
];

const USE_TABLE: TableForm<Use> = {
  empty: 'no limit applies',
  columns: USE_COLUMNS,
  row: ({ limitId, measure, per, used, max }) => [limitId, measure, per, grouped(used), grouped(max)],
};

const AFTER_TABLE: TableForm<QuoteLimitsView['limits'][number]> = {
  empty: 'no limit applies',
  columns: [...USE_COLUMNS, { title: 'after', align: 'right' }, { title: '' }],
  row: ({ limitId, measure, per, used, max, after, within }, paint) => [
    limitId,
    measure,
    per,
    grouped(used),
    grouped(max),
    grouped(after),
    within ? paint('green', 'within') : paint('red', 'beyond'),
  ],
};

import type { Command } from 'commander';
import { z } from 'zod';
import { OverrideView } from '../contracts/limits.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { granted } from './exit.ts';
import { printList, type TableForm } from './lists.ts';
import { processTerminal } from './terminal.ts';
import { instantText } from './wording.ts';

interface JsonOptions extends ConnectionOptions {
  readonly json?: boolean;
}

interface ProposeOptions extends JsonOptions {
  readonly rule: string;
  readonly account: string;
  readonly rfq?: string;
  readonly until: string;
  readonly reason: string;
}

const OverridePage = z.object({ items: z.array(OverrideView) });

/** `otc overrides`: exceptions to a rule, rule TR-11. */
export function overridesCommand(program: Command): void {
  const overrides = program
    .command('overrides')
    .description('exceptions to a rule for one client: one person asks, another grants; the law cannot be excepted');
  withConnection(overrides.command('list'))
    .description('those that are, wait and were, the newest first')
    .option('--json', 'one JSON object a line')
    .action(list);
  withConnection(overrides.command('propose'))
    .description('ask for an exception')
    .requiredOption('--rule <id>', 'such as TR-01 (credit) or TR-02 (caps)')
    .requiredOption('--account <id>', 'the client, such as acc_…')
    .option('--rfq <id>', 'for this request alone')
    .requiredOption('--until <instant>', 'when it ends, such as 2026-12-01T08:00:00.000Z; 7 days ahead at most')
    .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
    .option('--json', 'the exception as a JSON object')
    .action(({ rule, account: accountId, rfq: rfqId, until: expiresAt, reason, ...rest }: ProposeOptions) =>
      step(rest, '/overrides', { rule, accountId, rfqId, expiresAt, reason }),
    );
  withConnection(overrides.command('grant'))
    .description('be the second person')
    .argument('<id>', 'such as ovr_…')
    .option('--json', 'the exception as a JSON object')
    .action((id: string, options: JsonOptions) => step(options, `/overrides/${encodeURIComponent(id)}/grant`, {}));
  withConnection(overrides.command('end'))
    .description('end an exception before its time, at once')
    .argument('<id>', 'such as ovr_…')
    .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
    .option('--json', 'the exception as a JSON object')
    .action((id: string, { reason, ...options }: JsonOptions & { readonly reason: string }) =>
      step(options, `/overrides/${encodeURIComponent(id)}/end`, { reason }),
    );
}

async function step({ json = false, ...connection }: JsonOptions, path: string, body: object): Promise<void> {
  const override = granted(
    await withHttp(connection, 'risk', (client) => client.send({ method: 'POST', path, body, data: OverrideView })),
  );
  const { overrideId, rule, accountId, status, expiresAt } = override;
  const then = status === 'proposed' ? `: somebody else grants it with \`otc overrides grant ${overrideId}\`` : '';
  const text = `${overrideId} of ${rule} for ${accountId} until ${instantText(expiresAt)} is ${status}${then}`;
  processTerminal().out.write(`${json ? JSON.stringify(override) : text}\n`);
}

async function list({ json = false, ...connection }: JsonOptions): Promise<void> {
  const { items } = granted(
    await withHttp(connection, 'risk', (client) =>
      client.send({ method: 'GET', path: '/overrides', data: OverridePage }),
    ),
  );
  printList({ items, hasMore: false }, TABLE, { terminal: processTerminal(), json });
}

const TABLE: TableForm<OverrideView> = {
  empty: 'no exception was ever asked for',
  columns: [
    { title: 'exception' },
    { title: 'status' },
    { title: 'rule' },
    { title: 'for' },
    { title: 'until' },
    { title: 'asked by' },
    { title: 'granted by' },
    { title: 'why' },
  ],
  row: ({ overrideId, status, rule, accountId, rfqId, expiresAt, proposedBy, grantedBy, reason }, paint) => [
    overrideId,
    paint(status === 'inForce' ? 'green' : 'yellow', status),
    rule,
    rfqId ?? accountId,
    instantText(expiresAt),
    proposedBy,
    grantedBy ?? '-',
    reason,
  ],
};

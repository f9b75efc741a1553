import type { Command } from 'commander';
import { z } from 'zod';
import { AddedApiKeyView, ApiKeyView } from '../contracts/api-keys.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { granted } from './exit.ts';
import { processTerminal } from './terminal.ts';
import { tableLines } from './text-table.ts';

interface Options extends ConnectionOptions {
  readonly json?: boolean;
}

interface AddOptions extends Options {
  readonly name: string;
  readonly scopes: string;
  readonly maxOrder?: string;
  readonly maxDay?: string;
  readonly expires?: string;
  readonly addresses?: string;
}

export function apikeyCommand(program: Command): void {
  const apikey = program.command('apikey').description("keys of clients' programs; signs in as an administrator");
  withConnection(apikey.command('list'))
    .description('every key, revoked ones too')
    .option('--json', 'as a JSON array')
    .action(list);
  withConnection(apikey.command('add'))
    .description('issue a key; its secret is shown once')
    .argument('<user>', 'whose programs')
    .requiredOption('--name <text>', 'what it is for')
    .option('--scopes <list>', 'read, or read,trade', 'read')
    .option('--max-order <usd>', 'notional of one request')
    .option('--max-day <usd>', 'notional accepted in one day, UTC')
    .option('--expires <instant>', 'such as 2027-01-31T00:00:00.000Z')
    .option('--addresses <list>', 'addresses or CIDR ranges it may come from, with commas')
    .option('--json', 'the key as a JSON object')
    .action(add);
  withConnection(apikey.command('revoke'))
    .description('end a key: its requests are refused and its sockets end')
    .argument('<key>', 'as in `otc apikey list`')
    .option('--json', 'the key as a JSON object')
    .action(revoke);
}

async function list({ json = false, ...connection }: Options): Promise<void> {
  const data = z.object({ items: z.array(ApiKeyView) });
  const listed = await withHttp(connection, 'administrator', (client) =>
    client.send({ method: 'GET', path: '/api-keys', data }),
  );
  const { items } = granted(listed);
  const { out } = processTerminal();
  if (json) return out.write(`${JSON.stringify(items)}\n`);
  const columns = ['key', 'user', 'name', 'scopes', 'state'].map((title) => ({ title }));
  const rows = items.map((key) => [
    key.apiKey,
    key.username,
    key.name,
    key.scopes.join(','),
    key.revokedAt === null ? '' : out.paint('dim', `revoked ${key.revokedAt}`),
  ]);
  out.write(`${tableLines(columns, rows, out.paint).join('\n')}\n`);
}

async function add(username: string, options: AddOptions): Promise<void> {
  const { json = false, name, scopes, maxOrder, maxDay, expires, addresses, ...connection } = options;
  const body = {
    username,
    name,
    scopes: scopes.split(','),
    ...(maxOrder === undefined ? {} : { maxOrderUsd: maxOrder }),
    ...(maxDay === undefined ? {} : { maxDayUsd: maxDay }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
    ...(addresses === undefined ? {} : { addresses: addresses.split(',') }),
  };
  const answered = await withHttp(connection, 'administrator', (client) =>
    client.send({ method: 'POST', path: '/api-keys', body, data: AddedApiKeyView }),
  );
  const added = granted(answered);
  const { out, err } = processTerminal();
  if (json) return out.write(`${JSON.stringify(added)}\n`);
  err.write(`Key ${added.key.apiKey} of ${username}. The secret, shown this once:\n`);
  out.write(`${added.secret}\n`);
}

async function revoke(apiKey: string, { json = false, ...connection }: Options): Promise<void> {
  const path = `/api-keys/${encodeURIComponent(apiKey)}`;
  const answered = await withHttp(connection, 'administrator', (client) =>
    client.send({ method: 'DELETE', path, data: ApiKeyView }),
  );
  const key = granted(answered);
  const { out } = processTerminal();
  out.write(json ? `${JSON.stringify(key)}\n` : `${key.apiKey} is revoked\n`);
}

import { z } from 'zod';
import type { HttpClient } from '../../client/http.ts';
import { ClientCatalogueView, ClientSummary, ClientView } from '../../contracts/client-answers.ts';
import { type ConnectionOptions, withHttp } from '../connection-options.ts';
import { badUsage, granted } from '../exit.ts';
import { printList } from '../lists.ts';
import { processTerminal } from '../terminal.ts';
import { CLIENT_TABLE, showLines, whyLines } from './texts.ts';

export interface JsonOptions extends ConnectionOptions {
  readonly json?: boolean;
}

const ClientPage = z.object({ items: z.array(ClientSummary) });

export async function listClients({ json = false, ...connection }: JsonOptions): Promise<void> {
  const items = await withHttp(connection, 'compliance', readClients);
  printList({ items, hasMore: false }, CLIENT_TABLE, { terminal: processTerminal(), json });
}

export async function showClient(account: string, { json = false, ...connection }: JsonOptions): Promise<void> {
  const view = await withHttp(connection, 'compliance', async (client) =>
    readClient(client, await accountNamed(client, account)),
  );
  const { out } = processTerminal();
  out.write(`${json ? JSON.stringify(view) : showLines(view, out.paint).join('\n')}\n`);
}

export async function whyNot(account: string, { json = false, ...connection }: JsonOptions): Promise<void> {
  const view = await withHttp(connection, 'compliance', async (client) => {
    const path = `/clients/${await accountNamed(client, account)}/catalogue`;
    return granted(await client.send({ method: 'GET', path, data: ClientCatalogueView }));
  });
  const { out } = processTerminal();
  out.write(`${json ? JSON.stringify(view) : whyLines(view, out.paint).join('\n')}\n`);
}

export async function readClient(client: HttpClient, accountId: string): Promise<ClientView> {
  return granted(await client.send({ method: 'GET', path: `/clients/${accountId}`, data: ClientView }));
}

async function readClients(client: HttpClient): Promise<ClientSummary[]> {
  return granted(await client.send({ method: 'GET', path: '/clients', data: ClientPage })).items;
}

/** An id as it is; otherwise the one client whose name has the text in it. */
export async function accountNamed(client: HttpClient, text: string): Promise<string> {
  if (text.startsWith('acc_')) return encodeURIComponent(text);
  const named = (await readClients(client)).filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  const [one, ...others] = named;
  if (one !== undefined && others.length === 0) return one.accountId;
  const found = named.length === 0 ? 'nobody' : named.map(({ name }) => name).join(', ');
  throw badUsage(`<account> must be an account id or part of one client's name, "${text}" is in the name of ${found}`);
}

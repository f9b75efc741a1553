import { readFileSync } from 'node:fs';
import type { HttpClient } from '../../client/http.ts';
import { ClientFileAnswer, ClientFileChanges } from '../../contracts/client-answers.ts';
import { parse } from '../../contracts/parse.ts';
import { withHttp } from '../connection-options.ts';
import { badUsage, granted } from '../exit.ts';
import { processTerminal } from '../terminal.ts';
import { accountNamed, type JsonOptions, readClient } from './read.ts';

export interface SetOptions extends JsonOptions {
  readonly reason: string;
}
export type DecideOptions = SetOptions;
export interface OpenOptions extends SetOptions {
  readonly name: string;
  readonly tier: string;
  readonly entityType: string;
}

export async function openClient({ name, tier, entityType, reason, json = false, ...connection }: OpenOptions) {
  const body = { name, tier, entityType, reason };
  const answer = await withHttp(connection, 'compliance', async (client) =>
    granted(await client.send({ method: 'POST', path: '/clients', body, data: ClientFileAnswer })),
  );
  print(answer, { json, text: `${answer.accountId} is open for ${name}; it can trade nothing yet` });
}

export async function setFile(asked: { account: string; file: string; options: SetOptions }): Promise<void> {
  const { account, file, options } = asked;
  await propose({ account, options, changesOf: () => readChanges(file) });
}

/** Asks for a change of the file as it stands now, and says whether it holds or waits. */
export async function propose(of: {
  readonly account: string;
  readonly options: SetOptions;
  readonly changesOf: (client: Awaited<ReturnType<typeof readClient>>, username: string) => ClientFileChanges;
}): Promise<void> {
  const { reason, json = false, ...connection } = of.options;
  const answer = await withHttp(connection, 'compliance', async (client, { username }) => {
    const accountId = await accountNamed(client, of.account);
    const view = await readClient(client, accountId);
    const body = { baseVersion: view.fileVersion, changes: of.changesOf(view, username), reason };
    return post(client, `/clients/${accountId}/file`, body);
  });
  const { accountId, version, proposal } = answer;
  const text =
    proposal === null
      ? `the file of ${accountId} is at version ${version}`
      : `the change waits: somebody else approves it with \`otc clients approve ${accountId} --reason …\``;
  print(answer, { json, text });
}

export async function decide(asked: { account: string; step: 'approve' | 'decline'; options: DecideOptions }) {
  const { account, step, options } = asked;
  const { reason, json = false, ...connection } = options;
  const answer = await withHttp(connection, 'compliance', async (client) => {
    const accountId = await accountNamed(client, account);
    const { proposal, name } = await readClient(client, accountId);
    if (proposal === null) throw badUsage(`no change of the file of ${name} waits for a second person`);
    return post(client, `/clients/${accountId}/file/${step}`, { proposalId: proposal.proposalId, reason });
  });
  print(answer, { json, text: `${step}d: the file of ${answer.accountId} is at version ${answer.version}` });
}

async function post(client: HttpClient, path: string, body: object): Promise<ClientFileAnswer> {
  return granted(await client.send({ method: 'POST', path, body, data: ClientFileAnswer }));
}

function readChanges(file: string): ClientFileChanges {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw badUsage(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw badUsage(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const changes = parse(ClientFileChanges, content);
  if (!changes.ok) throw badUsage(`${file}: ${changes.rejection.message}`);
  return changes.value;
}

function print(answer: ClientFileAnswer, { json, text }: { json: boolean; text: string }): void {
  processTerminal().out.write(`${json ? JSON.stringify(answer) : text}\n`);
}

import { readFileSync } from 'node:fs';
import { Argument, type Command } from 'commander';
import { z } from 'zod';
import {
  PolicyChangeView,
  PolicyCheckView,
  PolicyKindName,
  PolicyView,
  ProposedPolicyView,
} from '../../contracts/policy.ts';
import { type ConnectionOptions, withConnection, withHttp } from '../connection-options.ts';
import { badUsage, granted, RefusedError } from '../exit.ts';
import { type ListOptions, printList, readUpTo, withListOptions } from '../lists.ts';
import { processTerminal } from '../terminal.ts';
import { CHANGE_TABLE, changeLine, differenceLines, policyLines } from './texts.ts';

const HELP = `
Three policies: "desk" decides who prices a request and how the desk works on it, "spread" what lies between the model's
value and the price, "conduct" what clients are judged by: jurisdictions, suitability, shares of net worth, warnings. A change is a whole new version, proposed by one person and approved by another:
  otc policy show desk --json > desk.json          and edit the file
  otc policy check desk.json
  otc policy set desk.json --reason "smaller automatic size until Monday"
  otc policy approve pch_0190… --username risk
A file with "routing" is a desk policy, one with "tiers" a spread policy, one with "suitability" a conduct policy, which
compliance and risk change: --username compliance-1.

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

interface Options extends ConnectionOptions {
  readonly json?: boolean;
}

export function policyCommand(program: Command): void {
  const policy = program
    .command('policy')
    .description('the desk, spread and conduct policies: read, check and change them; signs in as a sales supervisor')
    .addHelpText('after', HELP);
  readCommands(policy);
  changeCommands(policy);
}

const kindArgument = () => new Argument('<policy>', 'which').choices(PolicyKindName.options);

function readCommands(policy: Command): void {
  withConnection(policy.command('show'))
    .description('the policy in force, or an older version')
    .addArgument(kindArgument())
    .option('--version <id>', 'as in `otc policy history`')
    .option('--json', 'the policy alone, as JSON: what `check` and `set` read')
    .action(async (kind: PolicyKindName, { version, json = false, ...connection }: Options & { version?: string }) => {
      const path = version === undefined ? '' : `/versions/${encodeURIComponent(version)}`;
      const shown = await asked(connection, { method: 'GET', path: `/policies/${kind}${path}`, data: PolicyView });
      say(json ? [JSON.stringify(shown.policy, null, 2)] : policyLines(shown));
    });
  withListOptions(withConnection(policy.command('history')))
    .description('who changed it, when and why; the newest first')
    .addArgument(kindArgument())
    .action(async (kind: PolicyKindName, { limit, json = false, ...connection }: Options & ListOptions) => {
      const listed = await withHttp(connection, 'sales-supervisor', (client) =>
        readUpTo(limit, ({ limit: size, cursor }) =>
          client.send({
            method: 'GET',
            path: `/policies/${kind}/changes?limit=${size}${cursor === undefined ? '' : `&cursor=${cursor}`}`,
            data: z.object({ items: z.array(PolicyChangeView), nextCursor: z.string().nullable() }),
          }),
        ),
      );
      printList(listed, CHANGE_TABLE, { terminal: processTerminal(), json });
    });
  withConnection(policy.command('check'))
    .description('what a file would change; nothing is stored')
    .argument('<file>', 'a whole policy, JSON')
    .option('--json', 'as one JSON object')
    .action(async (file: string, { json = false, ...connection }: Options) => {
      const { kind, policy: body } = readPolicyFile(file);
      const request = { method: 'POST', path: `/policies/${kind}/check`, body: { policy: body } } as const;
      const checked = await asked(connection, { ...request, data: PolicyCheckView });
      say(json ? [JSON.stringify(checked)] : [`${kind} policy ${checked.version}`, ...differenceLines(checked)]);
    });
}

interface SetOptions extends Options {
  readonly reason: string;
  readonly from?: string;
}

function changeCommands(policy: Command): void {
  withConnection(policy.command('set'))
    .description('propose a file as the next policy; somebody else approves it')
    .argument('<file>', 'a whole policy, JSON')
    .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
    .option('--from <instant>', 'when it begins, such as 2026-12-01T01:00:00.000Z; default: on approval')
    .option('--json', 'the proposal as a JSON object')
    .action(async (file: string, { reason, from, json = false, ...connection }: SetOptions) => {
      const { kind, policy: body } = readPolicyFile(file);
      const request = { policy: body, reason, ...(from === undefined ? {} : { effectiveFrom: from }) };
      const path = `/policies/${kind}`;
      const proposed = await asked(connection, { method: 'POST', path, body: request, data: ProposedPolicyView });
      const next = `somebody else: otc policy approve ${proposed.changeId}`;
      say(json ? [JSON.stringify(proposed)] : [changeLine(proposed), ...differenceLines(proposed), next]);
    });
  const decide = (name: 'approve' | 'decline', description: string) =>
    withConnection(policy.command(name))
      .description(description)
      .argument('<change>', 'as in `otc policy history`')
      .option('--json', 'the change as a JSON object');
  decide('approve', 'be the second person').action((changeId: string, options: Options) =>
    sayDecided(options, `/policies/changes/${encodeURIComponent(changeId)}/approve`, {}),
  );
  decide('decline', 'end a proposal, or take back what has not begun')
    .requiredOption('--reason <text>', 'why, for the record: 3 to 500 characters')
    .action((changeId: string, { reason, ...options }: Options & { reason: string }) =>
      sayDecided(options, `/policies/changes/${encodeURIComponent(changeId)}/decline`, { reason }),
    );
}

async function sayDecided({ json = false, ...connection }: Options, path: string, body: object): Promise<void> {
  const decided = await asked(connection, { method: 'POST', path, body, data: PolicyChangeView });
  say([json ? JSON.stringify(decided) : changeLine(decided)]);
}

async function asked<S extends z.ZodType>(
  connection: ConnectionOptions,
  request: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: unknown; readonly data: S },
): Promise<z.output<S>> {
  const answer = await withHttp(connection, 'sales-supervisor', (client) => client.send(request));
  if (!answer.ok && answer.rejection.code === 'FORBIDDEN') {
    throw new RefusedError(answer.rejection, ['sign in as somebody else with --username']);
  }
  return granted(answer);
}

function readPolicyFile(file: string): { kind: PolicyKindName; policy: object } {
  const policy = parsed(file, textOf(file));
  if (typeof policy === 'object' && policy !== null) {
    if ('routing' in policy) return { kind: 'desk', policy };
    if ('tiers' in policy) return { kind: 'spread', policy };
    if ('suitability' in policy) return { kind: 'conduct', policy };
  }
  throw badUsage(`${file} must hold a policy with "routing" (desk), "tiers" (spread) or "suitability" (conduct)`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw badUsage(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badUsage(`${file} must be JSON: ${(error as Error).message}`);
  }
}

function say(lines: readonly string[]): void {
  processTerminal().out.write(`${lines.join('\n')}\n`);
}

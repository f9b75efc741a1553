import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { ApprovalChanges, HttpClient } from '../../client/http.ts';
import type { ApprovalView } from '../../contracts/approval.ts';
import type { ApprovalImpactRequest } from '../../contracts/approval-answers.ts';
import type { EvidenceItem } from '../../contracts/approval-terms.ts';
import type { Result } from '../../contracts/result.ts';
import { type ConnectionOptions, withHttp } from '../connection-options.ts';
import { badUsage, CliError, granted, RefusedError } from '../exit.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import type { OneOptions } from './read.ts';
import { changedText, impactLines, recordLines } from './texts.ts';

export type PlainChange = Exclude<keyof ApprovalChanges, 'approve' | 'reinstate'>;

export interface ChangeOptions extends ConnectionOptions {
  readonly reason: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly evidence?: readonly string[];
}

interface Change {
  readonly approvalId: string;
  readonly change: keyof ApprovalChanges;
  readonly options: ChangeOptions;
}

/** Shows what a step would do, asks, and takes it. */
export async function changeApproval({ approvalId, change, options }: Change): Promise<void> {
  const { reason, json = false, yes = false, evidence = [], ...connection } = options;
  const terminal = processTerminal();
  if (!yes && !terminal.interactive) {
    throw badUsage('nobody can be asked here: --yes takes the step without a question');
  }
  const shown = await Promise.all(evidence.map(evidenceOf));
  const changed = await withHttp(connection, 'compliance', async (client) => {
    const record = granted(await client.getApproval(approvalId));
    if (!yes) await confirm(client, { record, change, terminal });
    return takeStep(client, { record, change, reason, evidence: shown });
  });
  if (!changed.ok && changed.rejection.code === 'FORBIDDEN') {
    throw new RefusedError(changed.rejection, ['sign in as somebody else with --username']);
  }
  const approval = granted(changed);
  terminal.out.write(`${json ? JSON.stringify(approval) : changedText(approval, terminal.out.paint)}\n`);
}

interface Step {
  readonly record: ApprovalView;
  readonly change: keyof ApprovalChanges;
  readonly reason: string;
  readonly evidence: EvidenceItem[];
}

function takeStep(client: HttpClient, { record, change, reason, evidence }: Step): Promise<Result<ApprovalView>> {
  const { approvalId, contentHash } = record;
  if (change === 'approve') return client.changeApproval(approvalId, change, { reason, contentHash });
  if (change === 'reinstate') return client.changeApproval(approvalId, change, { reason, evidence });
  return client.changeApproval(approvalId, change, { reason });
}

/** What is signed is read first, and what it does. @throws CliError when the answer is no. */
async function confirm(
  client: HttpClient,
  { record, change, terminal }: { record: ApprovalView; change: keyof ApprovalChanges; terminal: Terminal },
): Promise<void> {
  const { err } = terminal;
  if (change === 'approve') err.write(`${recordLines(record, err.paint).join('\n')}\n`);
  if (change === 'approve' || change === 'suspend' || change === 'reinstate' || change === 'revoke') {
    const impact = granted(await client.getApprovalImpact(record.approvalId, { change }));
    err.write(`${impactLines(impact).join('\n')}\n`);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${change} ${record.approvalId}? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CliError(`${record.approvalId} was left as it is`);
  } finally {
    prompt.close();
  }
}

async function evidenceOf(path: string): Promise<EvidenceItem> {
  try {
    const [bytes, { mtime }] = await Promise.all([readFile(path), stat(path)]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const name = basename(path);
    return { docId: name.slice(0, 64), sha256, title: name, date: mtime.toISOString().slice(0, 10) };
  } catch (error) {
    throw badUsage(`--evidence ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export async function showImpact(
  approvalId: string,
  change: ApprovalImpactRequest['change'],
  { json = false, ...connection }: OneOptions,
): Promise<void> {
  const impact = await withHttp(connection, 'compliance', async (client) =>
    granted(await client.getApprovalImpact(approvalId, { change })),
  );
  processTerminal().out.write(`${json ? JSON.stringify(impact) : impactLines(impact).join('\n')}\n`);
}

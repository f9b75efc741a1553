import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ApprovalView } from '../../contracts/approval.ts';
import { ApprovalTerms } from '../../contracts/approval-terms.ts';
import { parse } from '../../contracts/parse.ts';
import { type ConnectionOptions, withHttp } from '../connection-options.ts';
import { badUsage, granted } from '../exit.ts';
import { processTerminal } from '../terminal.ts';
import { changedText } from './texts.ts';

interface DraftOptions extends ConnectionOptions {
  readonly reason: string;
  readonly id?: string;
  readonly json?: boolean;
}

export async function draftApproval(file: string, options: DraftOptions): Promise<void> {
  const { reason, id, json = false, ...connection } = options;
  const terms = await readTerms(file);
  const request = { terms, reason, ...(id === undefined ? {} : { approvalId: id }) };
  const drafted = await withHttp(connection, 'compliance', async (client) =>
    granted(await client.draftApproval(request)),
  );
  tell(drafted, json);
}

export async function reviseApproval(approvalId: string, file: string, options: DraftOptions): Promise<void> {
  const { reason, json = false, ...connection } = options;
  const terms = await readTerms(file);
  const revised = await withHttp(connection, 'compliance', async (client) =>
    granted(await client.reviseApproval(approvalId, { terms, reason })),
  );
  tell(revised, json);
}

function tell(approval: ApprovalView, json: boolean): void {
  const { out } = processTerminal();
  out.write(`${json ? JSON.stringify(approval) : changedText(approval, out.paint)}\n`);
}

/** Terms, or a record that has them; evidence that names a `file` instead of its `sha256` is hashed. */
async function readTerms(path: string): Promise<ApprovalTerms> {
  const read = parseJson(path, path === '-' ? await text(process.stdin) : await readOrFail(path));
  const given = isObject(read) && 'terms' in read ? read['terms'] : read;
  const terms = parse(ApprovalTerms, await withHashes(given, path === '-' ? '.' : dirname(path)));
  if (!terms.ok) throw badUsage(`${path}: ${terms.rejection.message}`);
  return terms.value;
}

async function withHashes(terms: unknown, folder: string): Promise<unknown> {
  if (!isObject(terms) || !Array.isArray(terms['evidence'])) return terms;
  const evidence = await Promise.all(
    terms['evidence'].map(async (item: unknown) => {
      if (!isObject(item) || typeof item['file'] !== 'string') return item;
      const { file, ...rest } = item;
      return {
        ...rest,
        sha256: createHash('sha256')
          .update(await readFile(resolve(folder, String(file))))
          .digest('hex'),
      };
    }),
  );
  return { ...terms, evidence };
}

function readOrFail(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: Error) => {
    throw badUsage(`${path} cannot be read: ${error.message}`);
  });
}

function parseJson(path: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw badUsage(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

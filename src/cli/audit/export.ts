import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openLines } from '../../client/lines.ts';
import type { AuditFilter } from '../../contracts/audit.ts';
import { type ConnectionOptions, findService, withHttp } from '../connection-options.ts';
import { codeOf } from '../error-parts.ts';
import { badUsage, CliError, granted } from '../exit.ts';
import { queryOf } from './filters.ts';

interface ExportOptions extends ConnectionOptions, AuditFilter {
  readonly format: string;
  readonly out?: string;
}

export async function exportEvents({ format, out, ...options }: ExportOptions) {
  if (format !== 'csv' && format !== 'jsonl') throw badUsage(`--format must be csv or jsonl, was "${format}"`);
  await withHttp(options, 'compliance', async (_client, { token }) => {
    const { url } = findService(options);
    const path = `/audit/export${queryOf(options, { format })}`;
    const lines = granted(await openLines({ url, token, method: 'GET', path }));
    const text = Readable.from(ended(lines));
    if (out === undefined) await pipeline(text, process.stdout, { end: false });
    else await pipeline(text, createWriteStream(out, { flags: 'wx', mode: 0o600 })).catch(tellFile(out));
  });
}

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

function tellFile(out: string) {
  return (error: unknown): never => {
    if (codeOf(error) === 'EEXIST') throw new CliError(`--out ${out} is there already`, { cause: error });
    throw error;
  };
}

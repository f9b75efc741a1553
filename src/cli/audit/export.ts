import { openLines } from '../../client/lines.ts';
import type { AuditFilter } from '../../contracts/audit.ts';
import { type ConnectionOptions, findService, withHttp } from '../connection-options.ts';
import { badUsage, granted } from '../exit.ts';
import { writeLines } from '../write-lines.ts';
import { queryOf } from './filters.ts';

interface ExportOptions extends ConnectionOptions, AuditFilter {
  readonly format: string;
  readonly out?: string;
}

export async function exportEvents({ format, out, ...options }: ExportOptions) {
  if (!['csv', 'jsonl', 'blocks'].includes(format)) {
    throw badUsage(`--format must be csv, jsonl or blocks, was "${format}"`);
  }
  await withHttp(options, 'compliance', async (_client, { token }) => {
    const { url } = findService(options);
    const path = `/audit/export${queryOf(options, { format })}`;
    const lines = granted(await openLines({ url, token, method: 'GET', path }));
    await writeLines(lines, out);
  });
}

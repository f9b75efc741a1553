import type { Command } from 'commander';
import { checkInvariants } from '../audit/index.ts';
import { readConfig } from '../config.ts';
import type { InvariantFinding } from '../contracts/audit.ts';
import { type DataFolder, openDataFolder } from '../platform/data-folder.ts';
import { openDatabase } from '../platform/database/database.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { messageOf } from './error-parts.ts';
import { CliError, granted } from './exit.ts';
import { processTerminal, type Terminal } from './terminal.ts';

interface DoctorOptions extends ConnectionOptions {
  readonly direct?: boolean;
  readonly json?: boolean;
}

/** `otc doctor`: an independent check of the books. */
export function doctorCommand(program: Command): void {
  withConnection(program.command('doctor'))
    .description(
      'check that the database obeys every rule of the books: one terminal state, at most one trade, events without a gap, ' +
        'positions that add up; asks the running service, or with --direct the database itself; exit code 1 when a rule is broken',
    )
    .option('--direct', 'open the database of DATABASE_URL, or of the data folder of a stopped service')
    .option('--json', 'the findings as a JSON object')
    .action(async ({ direct = false, json = false, ...connection }: DoctorOptions) => {
      const findings = direct ? await askDatabase(connection.dataDir) : await askService(connection);
      tell(findings, { terminal: processTerminal(), json });
      const broken = findings.filter(({ rows }) => rows.length > 0).length;
      if (broken > 0) throw new CliError(`${broken} of ${findings.length} rules are broken`);
    });
}

async function askService(connection: ConnectionOptions): Promise<InvariantFinding[]> {
  const report = await withHttp(connection, 'risk', (client) => client.getInvariants());
  return granted(report).findings;
}

async function askDatabase(dataDir: string): Promise<InvariantFinding[]> {
  const { DATABASE_URL: url } = readConfig({ ...process.env, DATA_DIR: dataDir });
  const folder = url === undefined ? openStopped(dataDir) : null;
  try {
    const where = url === undefined ? { folder: folder?.path('pglite') ?? '' } : { url };
    const { db, close } = await openDatabase(where, () => {});
    try {
      return await checkInvariants(db);
    } finally {
      await close();
    }
  } finally {
    folder?.release();
  }
}

/** @throws CliError when a service still runs on it, or it cannot be opened. */
export function openStopped(dataDir: string): DataFolder {
  try {
    return openDataFolder(dataDir);
  } catch (error) {
    throw new CliError(`--data-dir ${dataDir} cannot be opened: ${messageOf(error)}`, {
      advice: ['ask the service that runs on it:   otc doctor'],
      cause: error,
    });
  }
}

function tell(findings: readonly InvariantFinding[], { terminal, json }: { terminal: Terminal; json: boolean }): void {
  const { out } = terminal;
  if (json) {
    out.write(`${JSON.stringify({ findings })}\n`);
    return;
  }
  for (const { rule, rows } of findings) {
    const mark = rows.length === 0 ? out.paint('green', 'ok    ') : out.paint('red', 'broken');
    out.write(`${mark}  ${rule}${rows.length === 0 ? '' : `: ${rows.slice(0, 10).join(', ')}`}\n`);
  }
}

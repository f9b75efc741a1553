import { join } from 'node:path';
import { z } from 'zod';
import { verifyLog as verifyDatabase } from '../../audit/index.ts';
import { openLines } from '../../client/lines.ts';
import { readConfig } from '../../config.ts';
import { type AuditProgress, AuditVerification } from '../../contracts/audit.ts';
import { parse } from '../../contracts/parse.ts';
import { systemClock } from '../../platform/clock.ts';
import { openDatabase } from '../../platform/database/database.ts';
import { type ConnectionOptions, findService, withHttp } from '../connection-options.ts';
import { openStopped } from '../doctor-command.ts';
import { CliError, granted } from '../exit.ts';
import { makeLiveLine } from '../live-line.ts';
import { grouped } from '../numbers.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { instantOf } from './filters.ts';

interface VerifyOptions extends ConnectionOptions {
  readonly from?: string;
  readonly to?: string;
  readonly direct?: boolean;
  readonly json?: boolean;
}

interface Asked {
  readonly from?: string;
  readonly to?: string;
  readonly onProgress: (progress: AuditProgress) => void;
}

export async function verifyLog({ from, to, direct = false, json = false, ...connection }: VerifyOptions) {
  const terminal = processTerminal();
  const line = makeLiveLine(terminal.err);
  const asked: Asked = {
    ...(from !== undefined && { from: instantOf(from) }),
    ...(to !== undefined && { to: instantOf(to) }),
    onProgress: ({ events, blocks, faults }) =>
      line.show(`${grouped(String(events))} events in ${grouped(String(blocks))} blocks, ${faults} faults so far`),
  };
  const report = direct ? await verifyDirectly(connection.dataDir, asked) : await askService(connection, asked);
  line.clear();
  tell(report, { terminal, json });
  if (!report.ok) throw new CliError(`the audit log has ${grouped(String(report.faultCount))} faults`);
}

const Progress = z.object({ progress: z.custom<AuditProgress>() });
const Answer = z.object({ ok: z.literal(true), data: AuditVerification });

/** The service answers with lines of progress, and the report in the last. */
async function askService(connection: ConnectionOptions, { onProgress, ...body }: Asked): Promise<AuditVerification> {
  return withHttp(connection, 'compliance', async (_client, { token }) => {
    const { url } = findService(connection);
    const lines = granted(await openLines({ url, token, method: 'POST', path: '/audit/verifications', body }));
    for await (const text of lines) {
      const said: unknown = JSON.parse(text);
      const progress = Progress.safeParse(said);
      if (progress.success) onProgress(progress.data.progress);
      else return granted(parse(Answer, said)).data;
    }
    throw new CliError('the service ended the verification before it was done');
  });
}

async function verifyDirectly(dataDir: string, { from, to, onProgress }: Asked): Promise<AuditVerification> {
  const { DATABASE_URL: url } = readConfig({ ...process.env, DATA_DIR: dataDir });
  const folder = url === undefined ? openStopped(dataDir) : null;
  try {
    const where = url === undefined ? { folder: folder?.path('pglite') ?? '' } : { url };
    const { db, close } = await openDatabase(where, () => {});
    try {
      const some = from !== undefined || to !== undefined;
      const range = { from: Date.parse(from ?? '1970-01-01'), to: Date.parse(to ?? '9999-12-31') };
      const deps = { db, clock: systemClock, rootsFolder: join(dataDir, 'audit-roots') };
      return await verifyDatabase(deps, { range: some ? range : null, onProgress });
    } finally {
      await close();
    }
  } finally {
    folder?.release();
  }
}

const SHOWN = 20;

function tell(report: AuditVerification, { terminal, json }: { terminal: Terminal; json: boolean }): void {
  const { out } = terminal;
  if (json) {
    out.write(`${JSON.stringify(report)}\n`);
    return;
  }
  for (const { fault, message } of report.faults.slice(0, SHOWN)) {
    out.write(`${out.paint('red', `AU-02 ${fault}`.padEnd(18))}${message}\n`);
  }
  const { events, blocks, facts, roots, unsealed, lastBlock } = report;
  const counted = `${grouped(String(events))} events in ${grouped(String(blocks))} blocks, ${grouped(String(facts))} rows, ${roots} daily roots`;
  out.write(
    `${report.ok ? out.paint('green', 'ok') : out.paint('red', 'broken')}  ${counted}; ${unsealed} not sealed yet\n`,
  );
  if (lastBlock !== null) out.write(`    last block ${lastBlock.number} of ${lastBlock.sealedAt}: ${lastBlock.hash}\n`);
}

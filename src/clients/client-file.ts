import type { ClientClass } from '../contracts/approval-terms.ts';
import { ClientFile, type ClientFileVersion } from '../contracts/client.ts';
import type { Executor } from '../platform/database/database.ts';

/** The latest version of every client's file. */
export async function loadClientFiles(db: Executor): Promise<Map<string, ClientFileVersion>> {
  const rows = await db
    .selectFrom('client_file')
    .distinctOn('account_id')
    .selectAll()
    .orderBy('account_id')
    .orderBy('version', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.account_id, toFileVersion(row)]));
}

/** The latest version of one client's file; null when there is none. */
export async function loadClientFile(db: Executor, accountId: string): Promise<ClientFileVersion | null> {
  const [latest = null] = await listFileVersions(db, accountId);
  return latest;
}

/**
 * The class that the file of one client gave it at an instant (UTC epoch ms); before the first file, the one of that. Null
 * without a file.
 */
export async function clientClassAt(db: Executor, accountId: string, at: number): Promise<ClientClass | null> {
  const versions = await listFileVersions(db, accountId);
  const then = versions.find(({ recordedAt }) => Date.parse(recordedAt) <= at) ?? versions.at(-1);
  return then?.file.clientClass ?? null;
}

/** Every version of one client's file, the newest first. */
export async function listFileVersions(db: Executor, accountId: string): Promise<ClientFileVersion[]> {
  const rows = await db
    .selectFrom('client_file')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('version', 'desc')
    .execute();
  return rows.map(toFileVersion);
}

/** Writes a new version; versions are never altered. The caller raised the epoch. */
export async function insertClientFile(db: Executor, version: ClientFileVersion, epoch: number): Promise<void> {
  await db
    .insertInto('client_file')
    .values({
      account_id: version.accountId,
      version: version.version,
      file: JSON.stringify(version.file),
      proposed_by: version.proposedBy,
      approved_by: version.approvedBy,
      reason: version.reason,
      recorded_at: version.recordedAt,
      epoch,
    })
    .execute();
}

function toFileVersion(row: {
  account_id: string;
  version: number;
  file: unknown;
  proposed_by: string;
  approved_by: string | null;
  reason: string;
  recorded_at: Date;
}): ClientFileVersion {
  return {
    accountId: row.account_id,
    version: row.version,
    file: ClientFile.parse(row.file),
    proposedBy: row.proposed_by,
    approvedBy: row.approved_by,
    reason: row.reason,
    recordedAt: row.recorded_at.toISOString(),
  };
}

import { Kysely, Migrator, PostgresDialect, type PostgresPool, type Transaction } from 'kysely';
import { up as firstJourney } from './migrations/0001-first-journey.ts';
import { up as snapshotParts } from './migrations/0002-snapshot-parts.ts';
import { up as desk } from './migrations/0003-desk.ts';
import { up as confirmations } from './migrations/0004-confirmations.ts';
import { up as sessionSafety } from './migrations/0005-session-safety.ts';
import { up as limitOrders } from './migrations/0006-limit-orders.ts';
import { up as unwinds } from './migrations/0007-unwinds.ts';
import { up as openRequests } from './migrations/0008-open-requests.ts';
import { up as quoteStreams } from './migrations/0009-quote-streams.ts';
import { up as slippage } from './migrations/0010-slippage.ts';
import { up as allocations } from './migrations/0011-allocations.ts';
import { up as approvalRecords } from './migrations/0013-approval-records.ts';
import { up as controlSwitches } from './migrations/0014-control-switches.ts';
import { up as clientFiles } from './migrations/0015-client-files.ts';
import { up as limits } from './migrations/0016-limits.ts';
import { up as access } from './migrations/0017-access.ts';
import { up as audit } from './migrations/0018-audit.ts';
import { up as policyChanges } from './migrations/0019-policy-changes.ts';
import { up as quoteInputs } from './migrations/0020-quote-inputs.ts';
import { up as replays } from './migrations/0021-replays.ts';
import { up as creditBound } from './migrations/0022-credit-bound.ts';
import { up as countAcceptances } from './migrations/0023-count-acceptances.ts';
import { up as boundsConductEntries } from './migrations/0024-bounds-conduct-entries.ts';
import { up as secondAdministrator } from './migrations/0025-second-administrator.ts';
import { up as riskScenarios } from './migrations/0026-risk-scenarios.ts';
import { up as whatIfs } from './migrations/0027-what-ifs.ts';
import { up as markUp } from './migrations/0029-mark-up.ts';
import { up as affirmations } from './migrations/0033-affirmations.ts';
import { up as eventDeletions } from './migrations/0034-event-deletions.ts';
import { up as sameTerms } from './migrations/0035-same-terms.ts';
import { up as tradeReports } from './migrations/0036-trade-reports.ts';
import { up as auditPendingOrder } from './migrations/0037-audit-pending-order.ts';
import { up as termsOfOpenRequests } from './migrations/0038-terms-of-open-requests.ts';
import { openPglite } from './pglite.ts';
import { type DatabaseTimeouts, openPostgres } from './postgres.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;
export type Tx = Transaction<Schema>;
/** What only reads, or writes one statement, takes either. */
export type Executor = Database | Tx;

export interface OpenDatabase {
  readonly db: Database;
  /** The same database, for what has a time to keep: where one connection is shared, it is served before all else. */
  readonly urgent: Database;
  close(): Promise<void>;
}

/** Forward only, in this order, each in a transaction of its own. */
const MIGRATIONS = {
  '0001-first-journey': { up: firstJourney },
  '0002-snapshot-parts': { up: snapshotParts },
  '0003-desk': { up: desk },
  '0004-confirmations': { up: confirmations },
  '0005-session-safety': { up: sessionSafety },
  '0006-limit-orders': { up: limitOrders },
  '0007-unwinds': { up: unwinds },
  '0008-open-requests': { up: openRequests },
  '0009-quote-streams': { up: quoteStreams },
  '0010-slippage': { up: slippage },
  '0011-allocations': { up: allocations },
  '0013-approval-records': { up: approvalRecords },
  '0015-client-files': { up: clientFiles },
  '0016-limits': { up: limits },
  '0020-quote-inputs': { up: quoteInputs },
  '0021-replays': { up: replays },
  '0014-control-switches': { up: controlSwitches },
  '0017-access': { up: access },
  '0018-audit': { up: audit },
  '0019-policy-changes': { up: policyChanges },
  '0022-credit-bound': { up: creditBound },
  '0023-count-acceptances': { up: countAcceptances },
  '0024-bounds-conduct-entries': { up: boundsConductEntries },
  '0025-second-administrator': { up: secondAdministrator },
  '0026-risk-scenarios': { up: riskScenarios },
  '0027-what-ifs': { up: whatIfs },
  '0029-mark-up': { up: markUp },
  '0033-affirmations': { up: affirmations },
  '0034-event-deletions': { up: eventDeletions },
  '0035-same-terms': { up: sameTerms },
  '0036-trade-reports': { up: tradeReports },
  '0037-audit-pending-order': { up: auditPendingOrder },
  '0038-terms-of-open-requests': { up: termsOfOpenRequests },
};

/** Postgres when a URL is given, otherwise PGlite in a folder: one dialect, one schema. */
export async function openDatabase(
  where: { readonly url: string; readonly timeouts?: DatabaseTimeouts } | { readonly folder: string },
  onError: (error: Error) => void,
): Promise<OpenDatabase> {
  if ('url' in where) {
    const db = through(openPostgres(where, onError));
    return { db, urgent: db, close: () => db.destroy() };
  }
  const pglite = await openPglite(where.folder);
  const db = through(pglite.pool);
  return { db, urgent: through(pglite.urgent), close: () => db.destroy() };
}

function through(pool: PostgresPool): Database {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** Brings the schema up to date, or as far as one migration; returns the names of those that ran. */
export async function migrate(db: Database, { upTo }: { readonly upTo?: string } = {}): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error, results } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

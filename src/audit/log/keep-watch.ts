import type { AuditVerification } from '../../contracts/audit.ts';
import { toInstant } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logging.ts';
import { listAudit } from './list.ts';
import { recordAudit } from './record.ts';
import { exportRoots } from './roots.ts';
import type { SealDeps } from './seal.ts';
import { countUnsealed, type VerifyDeps, verifyLog } from './verify.ts';

export interface WatchDeps extends SealDeps, VerifyDeps {
  readonly log: Logger;
  readonly onVerified: (report: AuditVerification) => void;
  readonly onUnsealed: (rows: number) => void;
}

/** The verification as it stands in the log. */
const VERIFY = 'audit.verify';
const CHAIN = { type: 'audit', id: 'chain' } as const;

/** Who asks for a verification. */
export type Verifier = Parameters<typeof recordAudit>[1]['actor'];

/** Verifies, and records that it was done and what came out: a break is an error, and stays one until a clean run. */
export async function verifyAndRecord(
  deps: WatchDeps,
  request: Parameters<typeof verifyLog>[1] & { readonly actor: Verifier },
): Promise<AuditVerification> {
  const { db, clock, log, onVerified } = deps;
  const report = await verifyLog(deps, request);
  const { faults, ...summary } = report;
  const details = { ...summary, faults: faults.slice(0, FAULTS_KEPT) };
  await recordAudit(db, { at: clock.now(), actor: request.actor, action: VERIFY, object: CHAIN, details });
  onVerified(report);
  if (!report.ok) {
    const [first] = faults;
    const rule = `AU-02 CHAIN_BREAK ${first?.seq === null ? `block ${first.block}` : `seq ${first?.seq}`}`;
    log.error({ rule, faults: report.faultCount, first: first?.message }, 'the audit log was tampered with');
  }
  return report;
}

const FAULTS_KEPT = 20;

/** The last verification of the whole log that is in it; null when there was none. */
export async function lastVerification({ db }: Pick<WatchDeps, 'db'>): Promise<AuditVerification | null> {
  const filter = { object: CHAIN.id, action: VERIFY };
  for (const { line } of await listAudit(db, { filter, order: 'newest', after: null, limit: 20 })) {
    const { details } = JSON.parse(line) as { details: AuditVerification };
    if (details.whole) return details;
  }
  return null;
}

/** A process that has just started has other work first. */
const SETTLE_MS = 60_000;

/**
 * What is due once a day, by UTC: the root of each day that is over is exported, and the whole log verified. Each process
 * exports into its own folder; whichever finds the verification of today missing makes it.
 */
export function makeDailyAudit(deps: WatchDeps) {
  const { db, clock, log, rootsFolder, onUnsealed } = deps;
  const notBefore = clock.now() + SETTLE_MS;
  let verifiedOn = '';
  return async function lookDaily(): Promise<void> {
    onUnsealed(await countUnsealed(db));
    const today = toInstant(clock.now()).slice(0, 10);
    if (verifiedOn === today || clock.now() < notBefore) return;
    for (const root of await exportRoots(db, { folder: rootsFolder, today })) {
      log.info({ ...root }, 'the root of a day of the audit log was exported');
    }
    const last = await lastVerification(deps);
    if (last?.endedAt.slice(0, 10) !== today) {
      await verifyAndRecord(deps, { range: null, actor: { kind: 'system', id: 'service' } });
    }
    verifiedOn = today;
  };
}

/** What to say of the log where readiness is asked; null when the last verification found nothing. */
export async function auditNote(deps: Pick<WatchDeps, 'db'>): Promise<string | null> {
  const last = await lastVerification(deps);
  return last === null || last.ok ? null : `AU-02 CHAIN_BREAK: the last verification found ${last.faultCount} faults`;
}

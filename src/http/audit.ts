import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  AUDIT_CSV_COLUMNS,
  checkInvariants,
  dailyRoots,
  exportAudit,
  exportBlocks,
  lastVerification,
  listAudit,
  recordAudit,
  toAuditView,
  toCsvLine,
  verifyAndRecord,
  type WatchDeps,
} from '../audit/index.ts';
import { requireStaff, type User } from '../clients/index.ts';
import { AuditFilter } from '../contracts/audit.ts';
import { parse } from '../contracts/parse.ts';
import { ok, reject, toAnswer } from '../contracts/result.ts';
import { Instant } from '../contracts/scalars.ts';
import { PageRequest, toPage } from './pages.ts';
import { send, userOf } from './respond.ts';
import { written } from './written.ts';

export interface AuditRoutesDeps {
  readonly auditLog: WatchDeps;
}

const ListRequest = z.strictObject({ ...AuditFilter.shape, ...PageRequest.shape });
const ExportRequest = z.strictObject({
  ...AuditFilter.shape,
  format: z.enum(['csv', 'jsonl', 'blocks']).default('jsonl'),
});
const VerifyRequest = z.strictObject({ from: Instant.optional(), to: Instant.optional() });
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-11-22');
const RootsRequest = z.strictObject({ from: Day.default('2000-01-01'), to: Day.default('9999-12-31') });

/** What risk, compliance and auditors ask to trust the books, and to see who did what. */
export function auditRoutes({ auditLog }: AuditRoutesDeps): Router {
  const { db } = auditLog;
  const router = Router();

  router.get('/audit/invariants', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'verifyBooks');
    send(res, staff.ok ? ok({ findings: await checkInvariants(db) }) : staff);
  });

  router.get('/audit', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewAudit');
    const query = staff.ok ? parse(ListRequest, req.query) : staff;
    if (!query.ok) return send(res, query);
    const { cursor, limit, ...filter } = query.value;
    const after = cursor === undefined ? null : Number(cursor);
    if (after !== null && !Number.isSafeInteger(after)) return send(res, reject('VALIDATION_FAILED', CURSOR));
    const events = await listAudit(db, { filter, order: 'newest', after, limit: limit + 1 });
    send(res, ok(toPage(events.map(toAuditView), limit, ({ seq }) => String(seq))));
  });

  router.get('/audit/export', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewAudit');
    const query = staff.ok ? parse(ExportRequest, req.query) : staff;
    if (!query.ok) return send(res, query);
    const { format, ...filter } = query.value;
    if (format === 'blocks' && Object.keys(filter).length > 0) return send(res, reject('VALIDATION_FAILED', WHOLE));
    await tellExport(auditLog, userOf(res), query.value);
    await (format === 'blocks' ? sendBlocks(res, auditLog) : sendExport(res, { auditLog, filter, format }));
  });

  router.get('/audit/roots', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewAudit');
    const query = staff.ok ? parse(RootsRequest, req.query) : staff;
    send(res, query.ok ? ok({ items: await dailyRoots(db, query.value), nextCursor: null }) : query);
  });

  router.get('/audit/verification', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'verifyBooks');
    if (!staff.ok) return send(res, staff);
    const last = await lastVerification(auditLog);
    send(res, last === null ? reject('NOT_FOUND', 'the audit log has not been verified yet') : ok(last));
  });

  router.post('/audit/verifications', verifyNow(auditLog));

  return router;
}

const WHOLE = 'format=blocks is of the whole chain: no filter may be given with it';
const CURSOR = 'cursor must be the nextCursor of the page before';

/** Who took what out of the log is in the log. */
async function tellExport({ db, clock }: WatchDeps, { userId, role }: User, asked: object): Promise<void> {
  await recordAudit(db, {
    at: clock.now(),
    actor: { kind: 'user', id: userId, role },
    action: 'audit.export',
    object: { type: 'audit', id: 'chain' },
    details: { ...asked },
  });
}

interface Export {
  readonly auditLog: WatchDeps;
  readonly filter: AuditFilter;
  readonly format: 'csv' | 'jsonl';
}

/** A page in memory at a time, however slowly the reader reads. */
async function sendExport(res: Response, { auditLog: { db }, filter, format }: Export): Promise<void> {
  res.type(format === 'csv' ? 'text/csv' : 'application/x-ndjson');
  res.set('Content-Disposition', `attachment; filename="audit.${format}"`);
  if (format === 'csv') res.write(`${AUDIT_CSV_COLUMNS.join(',')}\n`);
  for await (const page of exportAudit(db, filter)) {
    const lines = format === 'csv' ? page.map((event) => toCsvLine(toAuditView(event))) : page.map(({ line }) => line);
    if (!(await written(res, `${lines.join('\n')}\n`))) return;
  }
  res.end();
}

/** All that is sealed of each event but its line: with the lines, everything that a verification by others needs. */
async function sendBlocks(res: Response, { db }: WatchDeps): Promise<void> {
  res.type('application/x-ndjson');
  res.set('Content-Disposition', 'attachment; filename="audit-blocks.jsonl"');
  for await (const page of exportBlocks(db)) {
    if (!(await written(res, `${page.map((block) => JSON.stringify(block)).join('\n')}\n`))) return;
  }
  res.end();
}

/** One at a time: JSON lines of progress, then one of the answer. */
function verifyNow(auditLog: WatchDeps) {
  let running = false;
  return async (req: { readonly body: unknown }, res: Response): Promise<void> => {
    const staff = requireStaff(userOf(res), 'verifyBooks');
    const request = staff.ok ? parse(VerifyRequest, req.body ?? {}) : staff;
    if (!request.ok) return send(res, request);
    if (running) return send(res, reject('RATE_LIMITED', 'a verification of the audit log is running already'));
    running = true;
    try {
      await sendVerification(res, auditLog, rangeOf(request.value));
    } finally {
      running = false;
    }
  };
}

type Range = Parameters<typeof verifyAndRecord>[1]['range'];

async function sendVerification(res: Response, auditLog: WatchDeps, range: Range): Promise<void> {
  const { userId, role } = userOf(res);
  res.type('application/x-ndjson');
  const report = await verifyAndRecord(auditLog, {
    range,
    actor: { kind: 'user', id: userId, role },
    onProgress: (progress) => res.write(`${JSON.stringify({ progress })}\n`),
  });
  res.end(`${JSON.stringify(toAnswer(ok(report)))}\n`);
}

/** Null for the whole log, which also looks for what no event tells of. */
function rangeOf({ from, to }: z.infer<typeof VerifyRequest>): Range {
  if (from === undefined && to === undefined) return null;
  return { from: from === undefined ? 0 : Date.parse(from), to: Date.parse(to ?? FAR_AHEAD) };
}

const FAR_AHEAD = '9999-12-31T00:00:00.000Z';

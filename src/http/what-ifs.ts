import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { requireStaff, type User } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { WhatIfRequest, type WhatIfResult } from '../contracts/what-if.ts';
import { toWhatIfCsvLine, WHAT_IF_CSV_COLUMNS, type WhatIfs, whatIfPage } from '../risk/index.ts';
import { send, userOf } from './respond.ts';
import { recordTaken, type ViewsDeps } from './views.ts';
import { written } from './written.ts';

export interface WhatIfRoutesDeps {
  readonly whatIfs: Omit<WhatIfs, 'work' | 'takeUp'>;
}

const CREATED = 201;
const LISTED = 100;
const EXPORT_PAGE = 500;
/** Of changed requests, in the report for people. */
const SHOWN = 200;

const PageQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'must be the nextCursor of the page before')
    .optional(),
  limit: z
    .string()
    .regex(/^([1-9]|[1-9]\d|[1-4]\d\d|500)$/, 'must be a whole number from 1 to 500')
    .default('100'),
  changed: z.enum(['true', 'false']).default('false'),
});
const ExportQuery = z.strictObject({ format: z.enum(['jsonl', 'csv']).default('jsonl') });

const allowed = (res: Response): Result<User> => requireStaff(userOf(res), 'runWhatIfs');

/** History decided again under other settings. */
export function whatIfRoutes(deps: WhatIfRoutesDeps & ViewsDeps): Router {
  const { whatIfs } = deps;
  const router = Router();
  router.post('/risk/what-ifs', async (req, res) => {
    const staff = allowed(res);
    if (!staff.ok) return send(res, staff);
    const request = parse(WhatIfRequest, req.body);
    send(res, request.ok ? await whatIfs.start(request.value, staff.value.username) : request, CREATED);
  });
  router.get('/risk/what-ifs', async (_req, res) => {
    const staff = allowed(res);
    send(res, staff.ok ? ok({ items: await whatIfs.list(LISTED), nextCursor: null }) : staff);
  });
  router.get('/risk/what-ifs/:id', async (req, res) => {
    const staff = allowed(res);
    send(res, staff.ok ? await whatIfs.find(req.params.id) : staff);
  });
  router.post('/risk/what-ifs/:id/cancel', async (req, res) => {
    const staff = allowed(res);
    send(res, staff.ok ? await whatIfs.cancel(req.params.id, staff.value.username) : staff);
  });
  router.get('/risk/what-ifs/:id/results', async (req, res) => {
    const staff = allowed(res);
    const query = staff.ok ? parse(PageQuery, req.query) : staff;
    send(res, query.ok ? await resultsPage(whatIfs, req.params.id, query.value) : query);
  });
  router.get('/risk/what-ifs/:id/export', async (req, res) => {
    const staff = allowed(res);
    const query = staff.ok ? parse(ExportQuery, req.query) : staff;
    if (!query.ok) return send(res, query);
    await sendExport({ req, res }, { ...deps, whatIfId: req.params.id, format: query.value.format });
  });
  router.get('/risk/what-ifs/:id/report', async (req, res) => {
    const staff = allowed(res);
    if (!staff.ok) return send(res, staff);
    await sendReport(res, whatIfs, req.params.id);
  });
  return router;
}

async function resultsPage(
  whatIfs: WhatIfRoutesDeps['whatIfs'],
  whatIfId: string,
  { cursor, limit, changed }: z.output<typeof PageQuery>,
) {
  const asked = Number(limit);
  const after = cursor === undefined ? null : Number(cursor);
  const found = await whatIfs.results(whatIfId, { after, limit: asked, changedOnly: changed === 'true' });
  if (!found.ok) return found;
  const items: WhatIfResult[] = found.value.map(({ result }) => result);
  const nextCursor = items.length < asked ? null : String(found.value.at(-1)?.n);
  return ok({ items, nextCursor });
}

interface Export extends WhatIfRoutesDeps, ViewsDeps {
  readonly whatIfId: string;
  readonly format: 'jsonl' | 'csv';
}

/** A page in memory at a time, however slowly the reader reads. */
async function sendExport(
  { req, res }: { readonly req: Request; readonly res: Response },
  { whatIfs, whatIfId, format, ...deps }: Export,
): Promise<void> {
  const run = await whatIfs.find(whatIfId);
  if (!run.ok) return send(res, run);
  if (run.value.state === 'running') return send(res, reject('UNAVAILABLE', `${whatIfId} is still running`));
  await recordTaken(deps, { req, res, action: 'whatIf.export', object: { type: 'whatIf', id: whatIfId } });
  res.type(format === 'csv' ? 'text/csv' : 'application/x-ndjson');
  res.set('Content-Disposition', `attachment; filename="${whatIfId}.${format}"`);
  if (format === 'csv') res.write(`${WHAT_IF_CSV_COLUMNS.join(',')}\n`);
  const toLine = format === 'csv' ? toWhatIfCsvLine : (result: WhatIfResult) => JSON.stringify(result);
  for await (const page of pagesOf(whatIfs, whatIfId)) {
    if (!(await written(res, `${page.map(toLine).join('\n')}\n`))) return;
  }
  res.end();
}

async function* pagesOf(whatIfs: WhatIfRoutesDeps['whatIfs'], whatIfId: string): AsyncGenerator<WhatIfResult[]> {
  for (let after: number | null = null; ; ) {
    const page = await whatIfs.results(whatIfId, { after, limit: EXPORT_PAGE, changedOnly: false });
    if (!page.ok || page.value.length === 0) return;
    yield page.value.map(({ result }) => result);
    after = page.value.at(-1)?.n ?? null;
  }
}

async function sendReport(res: Response, whatIfs: WhatIfRoutesDeps['whatIfs'], whatIfId: string): Promise<void> {
  const run = await whatIfs.find(whatIfId);
  if (!run.ok) return send(res, run);
  const changed = await whatIfs.results(whatIfId, { after: null, limit: SHOWN, changedOnly: true });
  if (!changed.ok) return send(res, changed);
  res.type('html').send(
    whatIfPage(
      run.value,
      changed.value.map(({ result }) => result),
    ),
  );
}

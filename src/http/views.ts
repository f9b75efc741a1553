import { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type AuditEntry, makeViewsOnce, recordAudit, type ViewsOnce } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { userOf } from './respond.ts';

export interface ViewsDeps {
  readonly db: Database;
  readonly clock: Clock;
}

interface Shown {
  readonly path: string;
  readonly action: string;
  readonly type: string;
  /** Of a list: what names each thing on it. */
  readonly idOf?: string;
}

/** What shows prices, and how the audit log calls it: one record a reading, of a list as of one thing. */
const VIEWS: readonly Shown[] = [
  { path: '/quotes/:id', action: 'quote.view', type: 'quote' },
  { path: '/rfqs/:id/events', action: 'rfq.viewEvents', type: 'rfq' },
  { path: '/trades/:id', action: 'trade.view', type: 'trade' },
  { path: '/trades/:id/confirmation', action: 'confirmation.view', type: 'trade' },
  { path: '/trades/:id/contract-note', action: 'contractNote.view', type: 'trade' },
  { path: '/desk/rfqs/:id', action: 'desk.view', type: 'rfq' },
  { path: '/trades', action: 'trade.list', type: 'trades', idOf: 'tradeId' },
  { path: '/risk/what-ifs/:id/results', action: 'whatIf.view', type: 'whatIf' },
  { path: '/risk/what-ifs/:id/report', action: 'whatIf.view', type: 'whatIf' },
];

/** Records who was shown a price before the answer leaves: what cannot be recorded is not shown (AU-01). */
export function viewsRecorded(deps: ViewsDeps): Router {
  const router = Router();
  const views = makeViewsOnce();
  for (const { path, action, type, idOf } of VIEWS) {
    router.get(path, (req: Request<{ id?: string }>, res: Response, next: NextFunction) => {
      const send = res.send.bind(res);
      res.send = (body: unknown) => {
        res.send = send;
        if (res.statusCode >= 400) return send(body);
        const object = { type, id: req.params.id ?? 'list' };
        const details = idOf === undefined ? undefined : listed(body, idOf);
        const view = { req, res, action, object, details, body };
        recordView({ ...deps, views }, view).then(() => send(body), next);
        return res;
      };
      next();
    });
  }
  return router;
}

interface View {
  readonly req: Request;
  readonly res: Response;
  readonly action: string;
  readonly object: { readonly type: string; readonly id: string };
  readonly details: Readonly<Record<string, unknown>> | undefined;
  /** The answer, as it is sent. */
  readonly body: unknown;
}

const OPENING = /^[A-Za-z0-9._:-]{1,64}$/;

/** A page that reads the desk again and again says which opening of it asks; nothing else does. */
function openingOf({ query }: Request, action: string): string | undefined {
  const { opening } = query;
  return action === 'desk.view' && typeof opening === 'string' && OPENING.test(opening) ? opening : undefined;
}

const Quoted = z.object({ data: z.object({ item: z.object({ quoteId: z.string(), quoteVersion: z.int() }) }) });

/** The quote that the answer shows, if it shows one. */
function quotesIn(body: unknown): string[] {
  const read = Quoted.safeParse(typeof body === 'string' ? JSON.parse(body) : body);
  return read.success ? [`${read.data.data.item.quoteId} ${read.data.data.item.quoteVersion}`] : [];
}

/** How many things a list held, and the first and the last of them: pages are in order, so these name what was shown. */
function listed(body: unknown, idOf: string): Readonly<Record<string, unknown>> {
  const { data } = JSON.parse(String(body)) as { data: { items?: readonly Readonly<Record<string, unknown>>[] } };
  const items = data.items ?? [];
  return { count: items.length, first: items[0]?.[idOf] ?? null, last: items.at(-1)?.[idOf] ?? null };
}

function recordView({ db, clock, views }: ViewsDeps & { readonly views: ViewsOnce }, view: View): Promise<void> {
  const { req, action, body } = view;
  const opening = openingOf(req, action);
  const shown = opening === undefined ? [] : quotesIn(body);
  return views.record(db, entryOf(view, clock), { viewer: userOf(view.res).userId, opening, shown });
}

/** Records who takes prices away, before the first line of a file leaves: what is streamed has no one answer to wait for. */
export function recordTaken({ db, clock }: ViewsDeps, taken: Omit<View, 'details' | 'body'>): Promise<void> {
  return recordAudit(db, entryOf({ ...taken, details: undefined }, clock));
}

function entryOf({ req, res, action, object, details }: Omit<View, 'body'>, clock: Clock): AuditEntry {
  const { userId, role, accountId, entry } = userOf(res);
  const by = entry?.kind === 'apiKey' ? { apiKey: entry.keyId } : { session: entry?.sessionId ?? '' };
  const via = { ...by, ...(req.ip !== undefined && { ip: req.ip }) };
  return {
    at: clock.now(),
    actor: { kind: 'user', id: userId, role, via },
    action,
    object,
    accountId,
    ...(details !== undefined && { details }),
    ...(object.type === 'rfq' && { rfqId: object.id }),
  };
}

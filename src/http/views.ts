import { type NextFunction, type Request, type Response, Router } from 'express';
import { recordAudit } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { userOf } from './respond.ts';

export interface ViewsDeps {
  readonly db: Database;
  readonly clock: Clock;
}

/** What shows a price to whoever asks for one thing, and how the audit log calls it. */
const VIEWS: readonly { readonly path: string; readonly action: string; readonly type: string }[] = [
  { path: '/quotes/:id', action: 'quote.view', type: 'quote' },
  { path: '/rfqs/:id/events', action: 'rfq.viewEvents', type: 'rfq' },
  { path: '/trades/:id', action: 'trade.view', type: 'trade' },
  { path: '/trades/:id/confirmation', action: 'confirmation.view', type: 'trade' },
  { path: '/trades/:id/contract-note', action: 'contractNote.view', type: 'trade' },
  { path: '/desk/rfqs/:id', action: 'desk.view', type: 'rfq' },
];

/** Records who was shown a price before the answer leaves: what cannot be recorded is not shown (AU-01). */
export function viewsRecorded(deps: ViewsDeps): Router {
  const router = Router();
  for (const { path, action, type } of VIEWS) {
    router.get(path, (req: Request<{ id: string }>, res: Response, next: NextFunction) => {
      const send = res.send.bind(res);
      res.send = (body: unknown) => {
        res.send = send;
        if (res.statusCode >= 400) return send(body);
        recordView(deps, { req, res, action, object: { type, id: req.params.id } }).then(() => send(body), next);
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
}

function recordView({ db, clock }: ViewsDeps, { req, res, action, object }: View): Promise<void> {
  const { userId, role, accountId, entry } = userOf(res);
  const by = entry?.kind === 'apiKey' ? { apiKey: entry.keyId } : { session: entry?.sessionId ?? '' };
  const via = { ...by, ...(req.ip !== undefined && { ip: req.ip }) };
  return recordAudit(db, {
    at: clock.now(),
    actor: { kind: 'user', id: userId, role, via },
    action,
    object,
    accountId,
    ...(object.type === 'rfq' && { rfqId: object.id }),
  });
}

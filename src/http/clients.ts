import { type Request, type Response, Router } from 'express';
import type { z } from 'zod';
import { may, type Permission, requireStaff, type User } from '../clients/index.ts';
import type { ClientCatalogueView, ClientFileAnswer, ClientSummary, ClientView } from '../contracts/client-answers.ts';
import { ChangeClientFileRequest, DecideClientFileRequest, NewClientRequest } from '../contracts/client-answers.ts';
import type { ConductPolicyView } from '../contracts/conduct.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { send, userOf } from './respond.ts';

type Reader = { readonly seesHolds: boolean };
type Of<T> = T & { readonly accountId: string };
type Change<T> = (request: T, by: User) => Promise<Result<ClientFileAnswer>>;

export interface ClientRoutesDeps {
  readonly clients: {
    list(): Promise<ClientSummary[]>;
    find(accountId: string, who: Reader): Promise<ClientView | null>;
    conduct(): Promise<ConductPolicyView>;
    explain(accountId: string, who: Reader): Promise<Result<ClientCatalogueView>>;
    readonly open: Change<NewClientRequest>;
    readonly change: Change<Of<ChangeClientFileRequest>>;
    readonly approve: Change<Of<DecideClientFileRequest>>;
    readonly decline: Change<Of<DecideClientFileRequest>>;
  };
}

/** Clients and what they may do: read by staff, changed by compliance. */
export function clientRoutes({ clients }: ClientRoutesDeps): Router {
  const router = Router();
  router.get('/clients', (_req, res) =>
    asStaff(res, 'viewClients', async () => ok({ items: await clients.list(), nextCursor: null })),
  );
  router.post('/clients', (req, res) =>
    asStaff(res, 'changeClients', (by) => parsed(NewClientRequest, req.body, (request) => clients.open(request, by))),
  );
  router.get('/conduct-policy', (_req, res) => asStaff(res, 'viewClients', async () => ok(await clients.conduct())));
  router.get('/clients/:id', (req, res) =>
    asStaff(res, 'viewClients', async (by) => {
      const found = await clients.find(req.params.id, readerOf(by));
      return found === null ? reject('NOT_FOUND', `account ${req.params.id} was not found`) : ok(found);
    }),
  );
  router.get('/clients/:id/catalogue', (req, res) =>
    asStaff(res, 'viewClients', (by) => clients.explain(req.params.id, readerOf(by))),
  );
  router.post('/clients/:id/file', onFile(ChangeClientFileRequest, clients.change));
  router.post('/clients/:id/file/approve', onFile(DecideClientFileRequest, clients.approve));
  router.post('/clients/:id/file/decline', onFile(DecideClientFileRequest, clients.decline));
  return router;
}

function onFile<S extends z.ZodType<object>>(schema: S, use: Change<Of<z.output<S>>>) {
  return (req: Request<{ id: string }>, res: Response): Promise<void> =>
    asStaff(res, 'changeClients', (by) =>
      parsed(schema, req.body, (request) => use({ ...request, accountId: req.params.id }, by)),
    );
}

async function asStaff<T>(res: Response, permission: Permission, use: (by: User) => Promise<Result<T>>): Promise<void> {
  const staff = requireStaff(userOf(res), permission);
  send(res, staff.ok ? await use(staff.value) : staff);
}

async function parsed<S extends z.ZodType, T>(
  schema: S,
  body: unknown,
  use: (request: z.output<S>) => Promise<Result<T>>,
): Promise<Result<T>> {
  const request = parse(schema, body);
  return request.ok ? use(request.value) : request;
}

function readerOf(user: User): Reader {
  return { seesHolds: may(user, 'viewHolds') };
}

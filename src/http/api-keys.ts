import { Router } from 'express';
import { z } from 'zod';
import { type ApiKeyChanges, may, type User } from '../clients/index.ts';
import { AddApiKeyRequest } from '../contracts/api-keys.ts';
import { parse } from '../contracts/parse.ts';
import { ok, reject } from '../contracts/result.ts';
import { send, userOf } from './respond.ts';

export interface ApiKeyRoutesDeps {
  readonly apiKeys: ApiKeyChanges;
}

const ListRequest = z.strictObject({ username: z.string().min(1).max(64).optional() });

/** Keys of programs: a client's own, or any client's for administrators. Who may is decided with whose they are. */
export function apiKeyRoutes({ apiKeys }: ApiKeyRoutesDeps): Router {
  const router = Router();

  router.get('/api-keys', async (req, res) => {
    const user = userOf(res);
    if (!may(user, 'viewUsers') && !mayManage(user)) return send(res, forbidden(user));
    const query = parse(ListRequest, req.query);
    if (!query.ok) return send(res, query);
    const listed = await apiKeys.list(user, query.value.username);
    send(res, listed.ok ? ok({ items: listed.value, nextCursor: null }) : listed);
  });

  router.post('/api-keys', async (req, res) => {
    const user = userOf(res);
    if (!mayManage(user)) return send(res, forbidden(user));
    const request = parse(AddApiKeyRequest, req.body);
    send(res, request.ok ? await apiKeys.add(request.value, user) : request, 201);
  });

  router.delete('/api-keys/:id', async (req, res) => {
    send(res, await apiKeys.revoke(req.params.id, userOf(res)));
  });

  return router;
}

function mayManage(user: User): boolean {
  return may(user, 'manageKeys') || may(user, 'manageOwnKeys');
}

function forbidden({ role }: User) {
  return reject('FORBIDDEN', `the role ${role} may not do this`);
}

import { Router } from 'express';
import { listUsers, requireStaff, type UserChanges } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok } from '../contracts/result.ts';
import { AddUserRequest, ChangeRoleRequest, ResetPasswordRequest } from '../contracts/users.ts';
import type { Database } from '../platform/database/database.ts';
import { send, userOf } from './respond.ts';

export interface UserRoutesDeps {
  readonly db: Database;
  readonly users: UserChanges;
}

/** Changes that need nothing said but whose they are. */
export const USER_CHANGES = {
  disable: 'disable',
  enable: 'enable',
  unlock: 'unlock',
  'reset-totp': 'resetSecondFactor',
  'end-sessions': 'endSessions',
} as const;

/** People who may sign in, for administrators. */
export function userRoutes({ db, users }: UserRoutesDeps): Router {
  const router = Router();

  router.get('/users', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'viewUsers');
    send(res, staff.ok ? ok({ items: await listUsers(db), nextCursor: null }) : staff);
  });

  router.post('/users', async (req, res) => {
    const by = requireStaff(userOf(res), 'manageUsers');
    if (!by.ok) return send(res, by);
    const request = parse(AddUserRequest, req.body);
    send(res, request.ok ? await users.add(request.value, by.value) : request, 201);
  });

  router.post('/users/:name/reset-password', async (req, res) => {
    const by = requireStaff(userOf(res), 'manageUsers');
    if (!by.ok) return send(res, by);
    const request = parse(ResetPasswordRequest, req.body ?? {});
    if (!request.ok) return send(res, request);
    send(res, await users.resetPassword(req.params.name, request.value.password, by.value));
  });

  router.post('/users/:name/role', async (req, res) => {
    const by = requireStaff(userOf(res), 'manageUsers');
    if (!by.ok) return send(res, by);
    const request = parse(ChangeRoleRequest, req.body);
    send(res, request.ok ? await users.changeRole(req.params.name, request.value.role, by.value) : request);
  });

  for (const [path, change] of Object.entries(USER_CHANGES)) {
    router.post(`/users/:name/${path}`, async (req, res) => {
      const by = requireStaff(userOf(res), 'manageUsers');
      send(res, by.ok ? await users[change](req.params['name'] ?? '', by.value) : by);
    });
  }

  return router;
}

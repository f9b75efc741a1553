import { type Request, type Response, Router } from 'express';
import { listUsers, requireStaff, type Sessions, type UserChanges } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, reject } from '../contracts/result.ts';
import {
  AddUserRequest,
  ChangeRoleRequest,
  EnableUserRequest,
  ResetPasswordRequest,
  ResetTotpRequest,
} from '../contracts/users.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { send, userOf } from './respond.ts';

export interface UserRoutesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly users: UserChanges;
  readonly sessions: Sessions;
}

/** People who may sign in, for administrators. */
export function userRoutes({ db, clock, users, sessions }: UserRoutesDeps): Router {
  const router = Router();

  router.get('/users', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'viewUsers');
    send(res, staff.ok ? ok({ items: await listUsers(db, { at: clock.now() }), nextCursor: null }) : staff);
  });

  router.get('/users/:name/sessions', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewUsers');
    if (!staff.ok) return send(res, staff);
    const { name } = req.params;
    const [found] = await listUsers(db, { at: clock.now(), username: name });
    if (found === undefined) return send(res, reject('NOT_FOUND', `user ${name} was not found`));
    send(res, ok({ items: await sessions.list(found.userId), nextCursor: null }));
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
    send(res, await users.resetPassword(req.params.name, { ...request.value, by: by.value }));
  });

  router.post('/users/:name/role', async (req, res) => {
    const by = requireStaff(userOf(res), 'manageUsers');
    if (!by.ok) return send(res, by);
    const request = parse(ChangeRoleRequest, req.body);
    send(res, request.ok ? await users.changeRole(req.params.name, { ...request.value, by: by.value }) : request);
  });

  /** A change that takes nothing but a reason. */
  const explained =
    (name: 'enable' | 'resetSecondFactor', schema: typeof EnableUserRequest) =>
    async (req: Request<{ name: string }>, res: Response): Promise<void> => {
      const by = requireStaff(userOf(res), 'manageUsers');
      if (!by.ok) return send(res, by);
      const request = parse(schema, req.body);
      send(res, request.ok ? await users[name](req.params.name, { ...request.value, by: by.value }) : request);
    };
  router.post('/users/:name/enable', explained('enable', EnableUserRequest));
  router.post('/users/:name/reset-totp', explained('resetSecondFactor', ResetTotpRequest));

  /** A change that needs nothing said but whose it is. */
  const change =
    (name: 'disable' | 'unlock' | 'endSessions') =>
    async (req: Request<{ name: string }>, res: Response): Promise<void> => {
      const by = requireStaff(userOf(res), 'manageUsers');
      send(res, by.ok ? await users[name](req.params.name, by.value) : by);
    };
  router.post('/users/:name/disable', change('disable'));
  router.post('/users/:name/unlock', change('unlock'));
  router.post('/users/:name/end-sessions', change('endSessions'));

  return router;
}

import { type RequestHandler, Router } from 'express';
import { type Permission, requireStaff, type User } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { CheckPolicyRequest, DeclinePolicyRequest, PolicyKindName, ProposePolicyRequest } from '../contracts/policy.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Database } from '../platform/database/database.ts';
import { listPolicyChanges, type PolicyChanges, policyKindOf, showPolicy, showPolicyVersion } from '../rfq/index.ts';
import { PageRequest, toPage } from './pages.ts';
import { send, userOf } from './respond.ts';

export interface PolicyRoutesDeps {
  readonly db: Database;
  readonly policies: PolicyChanges;
}

const CREATED = 201;

/** The desk, spread and conduct policies: read by staff, proposed by one person, approved by another. */
export function policyRoutes(deps: PolicyRoutesDeps): Router {
  const { policies } = deps;
  const router = Router();
  router.post('/policies/changes/:id/approve', async (req, res) => {
    const staff = await whoDecides(deps, userOf(res), req.params.id);
    send(res, staff.ok ? await policies.approve(req.params.id, staff.value.username) : staff);
  });
  router.post('/policies/changes/:id/decline', async (req, res) => {
    const staff = await whoDecides(deps, userOf(res), req.params.id);
    if (!staff.ok) return send(res, staff);
    const request = parse(DeclinePolicyRequest, req.body);
    if (!request.ok) return send(res, request);
    const { reason } = request.value;
    send(res, await policies.decline({ changeId: req.params.id, reason, by: staff.value.username }));
  });
  router.get('/policies/:kind', ofKind('viewPolicies', inForce(deps)));
  router.get('/policies/:kind/changes', ofKind('viewPolicies', changesPage(deps)));
  router.get('/policies/:kind/versions/:version', ofKind('viewPolicies', oneVersion(deps)));
  router.post('/policies/:kind/check', ofKind('viewPolicies', check(deps)));
  router.post('/policies/:kind', ofKind('change', propose(deps), CREATED));
  return router;
}

/** Who changes what prices are made by, and who what clients are judged by. */
const CHANGERS = {
  desk: 'changePolicies',
  spread: 'changePolicies',
  conduct: 'changeConduct',
} as const satisfies Record<PolicyKindName, Permission>;

/** Whoever may change a policy of this kind; of one that there is not, whoever may change any. */
function mayChange(user: User, kind: PolicyKindName | null): ReturnType<typeof requireStaff> {
  if (kind !== null) return requireStaff(user, CHANGERS[kind]);
  const conduct = requireStaff(user, 'changeConduct');
  return conduct.ok ? conduct : requireStaff(user, 'changePolicies');
}

async function whoDecides({ db }: PolicyRoutesDeps, user: User, changeId: string) {
  return mayChange(user, await policyKindOf(db, changeId));
}

interface Asked {
  readonly kind: PolicyKindName;
  readonly user: User;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}

type Work = (asked: Asked) => Promise<Result<unknown>>;

/** Who may, then which policy, then the work. */
function ofKind(permission: 'viewPolicies' | 'change', work: Work, okStatus?: number): RequestHandler {
  return async ({ params, query, body }, res) => {
    const kind = PolicyKindName.safeParse(params['kind']);
    const user = userOf(res);
    const named = kind.success ? kind.data : null;
    const staff = permission === 'change' ? mayChange(user, named) : requireStaff(user, permission);
    if (!staff.ok) return send(res, staff);
    if (!kind.success)
      return send(res, reject('NOT_FOUND', `policy ${params['kind']} is none of ${PolicyKindName.options.join(', ')}`));
    const asked = { kind: kind.data, user: staff.value, params: params as Asked['params'], query, body };
    send(res, await work(asked), okStatus);
  };
}

function inForce({ db }: PolicyRoutesDeps): Work {
  return async ({ kind }) => ok(await showPolicy(db, kind));
}

function check({ policies }: PolicyRoutesDeps): Work {
  return async ({ kind, body }) => {
    const request = parse(CheckPolicyRequest, body);
    return request.ok ? policies.check({ kind, policy: request.value.policy }) : request;
  };
}

function propose({ policies }: PolicyRoutesDeps): Work {
  return async ({ kind, body, user }) => {
    const request = parse(ProposePolicyRequest, body);
    return request.ok ? policies.propose({ ...request.value, kind }, user.username) : request;
  };
}

function changesPage({ db }: PolicyRoutesDeps): Work {
  return async ({ kind, query }) => {
    const page = parse(PageRequest, query);
    if (!page.ok) return page;
    const { cursor, limit } = page.value;
    const items = await listPolicyChanges(db, { kind, before: cursor ?? null, limit: limit + 1 });
    return ok(toPage(items, limit, ({ changeId }) => changeId));
  };
}

function oneVersion({ db }: PolicyRoutesDeps): Work {
  return async ({ kind, params }) => {
    const version = params['version'] ?? '';
    const found = await showPolicyVersion(db, { kind, version });
    return found === null ? reject('NOT_FOUND', `${kind} policy ${version} was not found`) : ok(found);
  };
}

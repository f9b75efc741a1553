import { conductPolicyVersion } from '../../clients/index.ts';
import { ConductPolicy } from '../../contracts/conduct.ts';
import { parse } from '../../contracts/parse.ts';
import { ok, type Result } from '../../contracts/result.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { type PolicyKind, type PolicyText, policyVersion, SpreadPolicy } from '../../quoting/index.ts';
import { DeskPolicy, deskPolicyVersion } from '../desk/policy.ts';
import { conductPolicyFault, deskPolicyFault, spreadPolicyFault } from './rules.ts';

/** Reads a policy that somebody wrote; a fault names the field within the policy, the value and the rule. Pure. */
export function readPolicy(kind: PolicyKind, raw: unknown, accountIds: ReadonlySet<string>): Result<PolicyText> {
  switch (kind) {
    case 'desk':
      return readDesk(raw, accountIds);
    case 'spread':
      return readSpread(raw);
    case 'conduct':
      return readConduct(raw);
  }
}

function readDesk(raw: unknown, accountIds: ReadonlySet<string>): Result<PolicyText> {
  const policy = parse(DeskPolicy, raw);
  if (!policy.ok) return policy;
  const fault = deskPolicyFault(policy.value, accountIds);
  if (fault !== null) return { ok: false, rejection: fault };
  return ok({ kind: 'desk', version: deskPolicyVersion(policy.value), body: canonicalJson(policy.value) });
}

function readSpread(raw: unknown): Result<PolicyText> {
  const policy = parse(SpreadPolicy, raw);
  if (!policy.ok) return policy;
  const fault = spreadPolicyFault(policy.value);
  if (fault !== null) return { ok: false, rejection: fault };
  return ok({ kind: 'spread', version: policyVersion(policy.value), body: canonicalJson(policy.value) });
}

function readConduct(raw: unknown): Result<PolicyText> {
  const policy = parse(ConductPolicy, raw);
  if (!policy.ok) return policy;
  const fault = conductPolicyFault(policy.value);
  if (fault !== null) return { ok: false, rejection: fault };
  return ok({ kind: 'conduct', version: conductPolicyVersion(policy.value), body: canonicalJson(policy.value) });
}

import { parse } from '../../contracts/parse.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { WhatIfRequest } from '../../contracts/what-if.ts';
import type { Executor } from '../../platform/database/database.ts';
import { findPolicy, policyVersion, SpreadPolicy, type VersionedPolicy } from '../../quoting/index.ts';
import { openModels } from '../replay/models.ts';
import { settingsOf, type WhatIfSettings } from './settings.ts';

const models = openModels();

/** What a request names, found; or the field that names what is not there. */
export async function resolveSettings(db: Executor, request: WhatIfRequest): Promise<Result<WhatIfSettings>> {
  const { modelVersion, spreadPolicy } = request.change;
  if (modelVersion !== undefined && (await models.find(modelVersion)) === null) {
    return refused('change.modelVersion', modelVersion, 'must be a version that was kept');
  }
  if (spreadPolicy === undefined || 'multiply' in spreadPolicy) return ok(settingsOf(request, null));
  const other = 'version' in spreadPolicy ? await byVersion(db, spreadPolicy.version) : inFull(spreadPolicy.policy);
  return other.ok ? ok(settingsOf(request, other.value)) : other;
}

async function byVersion(db: Executor, version: string): Promise<Result<VersionedPolicy>> {
  const found = await findPolicy(db, { kind: 'spread', version });
  return found === null
    ? refused('change.spreadPolicy.version', version, 'must be a spread policy that is stored')
    : ok({ version, policy: SpreadPolicy.parse(JSON.parse(found.body)) });
}

function inFull(given: unknown): Result<VersionedPolicy> {
  const policy = parse(SpreadPolicy, given);
  if (policy.ok) return ok({ version: policyVersion(policy.value), policy: policy.value });
  const { code, message, details } = policy.rejection;
  const at = 'change.spreadPolicy.policy';
  return reject(code, `${at}.${message}`, { ...details, path: `${at}.${String(details?.['path'] ?? '')}` });
}

function refused(path: string, value: string, rule: string) {
  return reject('VALIDATION_FAILED', `${path} ${rule}, was ${JSON.stringify(value)}`, { path, value, rule });
}

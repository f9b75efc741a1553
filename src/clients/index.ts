export { type Account, hasAccount, insertAccount, loadAccounts, TIERS, type Tier } from './accounts.ts';
export {
  httpSubject,
  insertApiKey,
  makeVerifySignature,
  readStandingKeys,
  type Signed,
  signHandshake,
} from './api-keys.ts';
export { makeChangeClientFile } from './change-file.ts';
export { clientClassAt, insertClientFile, loadClientFiles } from './client-file.ts';
export { findClient, listClients } from './client-views.ts';
export { conductPolicyVersion, loadConductPolicy, type VersionedConductPolicy } from './conduct-policy.ts';
export { creditUsedUsd, creditUseUsd } from './credit.ts';
export { DEFAULT_CONDUCT_POLICY } from './default-conduct.ts';
export type { EligibilityAnswer, EligibilityBasis } from './eligibility/question.ts';
export { askEligibility, treatmentFor } from './eligibility.ts';
export type { Entry } from './entry.ts';
export { hidesHolds } from './holds.ts';
export { type KeyEntry, type KeyUse, makeKeyCaps } from './key-caps.ts';
export { makeLockOut } from './lock-out.ts';
export { type ApiKeyChanges, makeApiKeyChanges } from './manage-api-keys.ts';
export { makeUserChanges, type UserChanges } from './manage-users.ts';
export { makeOpenClient } from './new-client.ts';
export { nextFileChangeAt } from './next-change.ts';
export { makeOwnAccess, type OwnAccess } from './own-access.ts';
export { may, PERMISSIONS, type Permission, readScope, requireAccount, requireStaff } from './permissions.ts';
export { REQUIREMENTS } from './requirements.ts';
export { makeSessions, type Sessions } from './sessions.ts';
export { makeSignIn, type SignIn } from './sign-in.ts';
export { insertSubAccount, listSubAccounts } from './sub-accounts.ts';
export { cpiCategoryOf } from './treated-as.ts';
export { listTraders, listUsers } from './user-views.ts';
export { findUser, insertUser, type User } from './users.ts';
export { type Warning, warningsFor } from './warnings.ts';

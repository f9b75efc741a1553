export { type Account, insertAccount, loadAccounts, TIERS, type Tier } from './accounts.ts';
export { insertApiKey, makeVerifySignature, type Signed, signHandshake } from './api-keys.ts';
export { creditUsedUsd, creditUseUsd } from './credit.ts';
export { eligibilityFailures } from './eligibility.ts';
export { may, PERMISSIONS, type Permission, readScope, requireAccount, requireStaff } from './permissions.ts';
export { makeSessions, type Sessions } from './sessions.ts';
export { insertSubAccount, listSubAccounts } from './sub-accounts.ts';
export { findUser, insertUser, type User } from './users.ts';

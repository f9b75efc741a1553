import type { RejectCode } from '../contracts/errors.ts';
import type { Account } from './accounts.ts';

/** Professional investors only: retail, and any class that is not known, is refused. */
const PROFESSIONAL = new Set<string>(['IPI', 'QCPI', 'CPI', 'IND_PI']);

export interface EligibilityFailure {
  readonly rule: string;
  readonly code: RejectCode;
  readonly message: string;
}

/** Rule CL-01, and the account's own standing. */
export function eligibilityFailures(account: Account): EligibilityFailure[] {
  const failures: EligibilityFailure[] = [];
  if (!PROFESSIONAL.has(account.clientClass)) {
    failures.push({ rule: 'CL-01', code: 'CLIENT_NOT_ELIGIBLE', message: `NOT_PI class=${account.clientClass}` });
  }
  if (account.status !== 'active') {
    failures.push({
      rule: 'CL-12',
      code: 'CLIENT_NOT_ELIGIBLE',
      message: `account ${account.accountId} is ${account.status}`,
    });
  }
  return failures;
}

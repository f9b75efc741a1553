import type { RejectCode } from '../contracts/errors.ts';

/** A rule that failed: what staff see. */
export interface RuleFailure {
  readonly rule: string;
  readonly code: RejectCode;
  readonly message: string;
}

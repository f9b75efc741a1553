import { PricingError, type PricingErrorCode } from '../../../pricing/index.ts';
import type { RejectCode } from '../../contracts/errors.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';

/** A line that contradicts itself or leaves something out; `rule` reads on after the path. */
export function fault(path: string, value: unknown, rule: string): Result<never> {
  const shown = value === undefined ? 'absent' : JSON.stringify(value);
  return reject('VALIDATION_FAILED', `${path} ${rule}, was ${shown}`, { path, value: shown, rule });
}

const CODE_OF = {
  INVALID_INPUT: 'MODEL_RANGE',
  MISSING_DATA: 'VALIDATION_FAILED',
  NOT_APPLICABLE: 'MODEL_RANGE',
} as const satisfies Record<PricingErrorCode, RejectCode>;

/** Runs a part of a valuation; where the model refuses, the answer names the part of the line that it was about. */
export function priced<T>(
  path: string,
  work: () => T,
  codeOf: Readonly<Record<PricingErrorCode, RejectCode>> = CODE_OF,
): Result<T> {
  try {
    return ok(work());
  } catch (error) {
    if (!(error instanceof PricingError)) throw error;
    const value = Object.entries(error.context).map(([name, number]) => `${name} ${number}`);
    return reject(codeOf[error.code], `${path}: ${error.message}`, {
      path,
      value: value.join(', '),
      rule: error.message,
    });
  }
}

import { PricingError, type PricingErrorCode } from '../../../pricing/index.ts';
import type { RejectCode } from '../../contracts/errors.ts';
import { type Result, reject } from '../../contracts/result.ts';

/** A line that contradicts itself or leaves something out; `rule` reads on after the path. */
export function fault(path: string, value: unknown, rule: string): Result<never> {
  const shown = value === undefined ? 'absent' : value;
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return reject('VALIDATION_FAILED', `${path} ${rule}, was ${text}`, { path, value: shown, rule });
}

const CODE_OF = {
  INVALID_INPUT: 'MODEL_RANGE',
  MISSING_DATA: 'VALIDATION_FAILED',
  NOT_APPLICABLE: 'MODEL_RANGE',
} as const satisfies Record<PricingErrorCode, RejectCode>;

/** Runs a part of a valuation; where the model refuses, the answer names the part of the line that it was about. */
export function priced<T>(path: string, work: () => T): Result<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (!(error instanceof PricingError)) throw error;
    const { code, message, context } = error;
    return reject(CODE_OF[code], `${path}: ${message}`, { path, value: context, rule: message });
  }
}

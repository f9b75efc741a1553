import { REJECT_CODES, type RejectCode, type WireError } from './errors.ts';

/** An expected refusal: a value, never an exception. Bugs and outages throw. */
export type Rejection = WireError;

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: Rejection };

/** What every acknowledgement and every HTTP body looks like. */
export type Answer<T> = { ok: true; data: T } | { ok: false; error: WireError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function reject(
  code: RejectCode,
  message: string,
  details?: Record<string, unknown>,
): { readonly ok: false; readonly rejection: Rejection } {
  return { ok: false, rejection: rejection(code, message, details) };
}

export function rejection(code: RejectCode, message: string, details?: Record<string, unknown>): Rejection {
  const { retryable } = REJECT_CODES[code];
  return details === undefined ? { code, message, retryable } : { code, message, retryable, details };
}

export function toAnswer<T>(result: Result<T>): Answer<T> {
  return result.ok ? { ok: true, data: result.value } : { ok: false, error: result.rejection };
}

import type { Rejection, Result } from '../contracts/result.ts';

/** 0 done, 1 refused or failed, 2 bad usage. */
export type ExitCode = 0 | 1 | 2;

interface CliErrorOptions {
  readonly exitCode?: ExitCode;
  readonly advice?: readonly string[];
  readonly cause?: unknown;
}

/** What a command says when it cannot go on: one line that names the cause, and lines that say what to do. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly advice: readonly string[];

  constructor(message: string, { exitCode = 1, advice = [], cause }: CliErrorOptions = {}) {
    super(message, { cause });
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

export function badUsage(message: string, ...advice: readonly string[]): CliError {
  return new CliError(message, { exitCode: 2, advice });
}

/** The service said no: its code and words reach the reader, or with --json the whole error. */
export class RefusedError extends CliError {
  readonly rejection: Rejection;

  constructor(rejection: Rejection, advice: readonly string[] = []) {
    super(`${rejection.code}: ${rejection.message}`, { advice });
    this.name = 'RefusedError';
    this.rejection = rejection;
  }
}

/** @throws RefusedError when the service refused. */
export function granted<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new RefusedError(result.rejection);
}

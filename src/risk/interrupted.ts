import { isOutage } from '../platform/database/errors.ts';

/** This process ends, and its threads with it: whoever takes the run up goes on where it stands. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(cause: unknown) {
    super('the threads of this process have ended', { cause });
  }
}

/** Nothing that the run itself is the cause of: it is not failed by it, and is taken up later. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Interrupted || isOutage(error);
}

/** What a run is told to have failed of. */
export function faultOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

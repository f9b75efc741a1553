import { constants, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

/** A thread of runs steps back behind whatever answers clients: on Linux a priority is the thread's own. */
export function stepBack(): void {
  if (isMainThread) return;
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // A system that does not let a thread step back runs it as it is.
  }
}

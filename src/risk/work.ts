import { reviseChunk } from './history/revise-chunk.ts';
import { replayChunk } from './replay/replay-chunk.ts';
import { stepBack } from './step-back.ts';

stepBack();

/** What threads do, by name: each takes plain data and gives plain data, so that it does not matter where it runs. */
const WORK = { replayChunk, reviseChunk } as const;

export type Work = typeof WORK;

/** One piece of work of a thread. */
export interface Task {
  readonly name: keyof Work;
  readonly chunk: unknown;
}

export async function riskWork({ name, chunk }: Task): Promise<unknown> {
  // The name pairs the work with its own chunk, which the compiler cannot follow through a message.
  return (WORK[name] as (chunk: unknown) => Promise<unknown>)(chunk);
}

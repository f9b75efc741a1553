import { type Answer, type Result, rejection, toAnswer } from '../contracts/result.ts';
import { isOutage } from '../platform/database/errors.ts';
import type { Logger } from '../platform/logging.ts';

export interface AnswerDeps {
  readonly log: Logger;
  readonly onAnswered: (name: string, outcome: string, seconds: number) => void;
}

/** Runs `work` and acknowledges exactly once. A bug is logged here and leaves as INTERNAL, an outage as UNAVAILABLE. */
export async function answer<T>(
  { log, onAnswered }: AnswerDeps,
  { name, ack }: { name: string; ack: (answer: Answer<T>) => void },
  work: () => Promise<Result<T>>,
): Promise<void> {
  const startedAt = performance.now();
  let reply: Answer<T>;
  try {
    reply = toAnswer(await work());
  } catch (error) {
    log.error({ err: error, request: name }, 'socket request failed');
    reply = isOutage(error)
      ? { ok: false, error: rejection('UNAVAILABLE', 'the service cannot answer now; ask again with the same id') }
      : { ok: false, error: rejection('INTERNAL', 'internal error') };
  }
  ack(reply);
  onAnswered(name, reply.ok ? 'OK' : reply.error.code, (performance.now() - startedAt) / 1000);
}

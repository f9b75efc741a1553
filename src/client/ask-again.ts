import { type Result, reject } from '../contracts/result.ts';
import type { ClientAnswer, ClientRequestInput, ClientRequestName } from '../contracts/socket.ts';
import type { ClientConnection } from './connect.ts';

export interface AskAgainOptions {
  /** How often at most. */
  readonly tries: number;
  readonly pauseMs: number;
  /** Resolves after that long. */
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Asks until the service has answered: a lost connection or an overload is waited out, and the same payload, whose id
 * makes it one request however often it arrives, is sent again.
 */
export async function askAgain<N extends ClientRequestName>(
  { request }: Pick<ClientConnection, 'request'>,
  { name, payload }: { readonly name: N; readonly payload: ClientRequestInput<N> },
  { tries, pauseMs, wait }: AskAgainOptions,
): Promise<Result<ClientAnswer<N>>> {
  let answer: Result<ClientAnswer<N>> = reject('UNAVAILABLE', `${name} was not asked`);
  for (let tried = 0; tried < tries; tried += 1) {
    if (tried > 0) await wait(pauseMs);
    answer = await request(name, payload);
    if (answer.ok || answer.rejection.code !== 'UNAVAILABLE') return answer;
  }
  return answer;
}

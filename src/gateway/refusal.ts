import type { Result } from '../contracts/result.ts';

/** Refuses a handshake: socket.io hands `data` to the client's connect_error. */
export function refusalOf({ rejection }: Extract<Result<never>, { ok: false }>): Error {
  return Object.assign(new Error(rejection.message), { data: rejection });
}

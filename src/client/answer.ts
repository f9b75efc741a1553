import { z } from 'zod';
import { WireError } from '../contracts/errors.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';

const AnyAnswer = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** Reads what the service answered to `name`. An answer that this client cannot read is INTERNAL, naming the field. */
export function readAnswer<S extends z.ZodType>(name: string, data: S, raw: unknown): Result<z.output<S>> {
  const answer = AnyAnswer.safeParse(raw);
  if (!answer.success) return reject('INTERNAL', `${name} was answered with neither data nor an error`);
  if (!answer.data.ok) return refused((raw as { error: unknown }).error, answer.data.error);
  const read = parse(data, answer.data.data);
  return read.ok
    ? ok(read.value)
    : reject('INTERNAL', `${name} was answered with data this client cannot read: ${read.rejection.message}`);
}

/** A newer service may refuse with a code that this client does not know: its words still reach the reader. */
function refused(raw: unknown, { code, message }: { code: string; message: string }): Result<never> {
  const known = WireError.safeParse(raw);
  return known.success ? { ok: false, rejection: known.data } : reject('INTERNAL', `${code}: ${message}`);
}

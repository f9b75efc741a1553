import { z } from 'zod';

/**
 * Reads one of several forms, chosen by a look at the input: a fault then names the exact path inside the form meant,
 * where a union could only say that nothing fits.
 */
export function oneForm<S extends z.ZodType>(choose: (input: unknown) => S) {
  return z.unknown().transform((input, context): z.output<S> => {
    const read = choose(input).safeParse(input);
    if (read.success) return read.data;
    for (const issue of read.error.issues) {
      const unknown = issue.code === 'unrecognized_keys';
      const path = unknown ? [...issue.path, ...issue.keys.slice(0, 1)] : [...issue.path];
      context.issues.push({ code: 'custom', path, message: unknown ? 'is not a known field' : issue.message, input });
    }
    return z.NEVER;
  });
}

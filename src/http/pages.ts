import { z } from 'zod';

const PAGE_MAX = 500;

/** Query of every list: newest first, `cursor` from the page before. */
export const PageRequest = z.strictObject({
  cursor: z.string().min(1).max(64).optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `must be a whole number from 1 to ${PAGE_MAX}`)
    .transform(Number)
    .refine((limit) => limit <= PAGE_MAX, `must be a whole number from 1 to ${PAGE_MAX}`)
    .default(50),
});

/** A page as it is sent; one item more than `limit` was read to know whether another page follows. */
export function toPage<T>(
  items: readonly T[],
  limit: number,
  idOf: (item: T) => string,
): { items: T[]; nextCursor: string | null } {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, nextCursor: items.length > limit && last !== undefined ? idOf(last) : null };
}

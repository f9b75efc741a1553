/** An id made by this page: a retry under the same one is the same request. */
export function freshId(prefix: string): string {
  return `${prefix}-${crypto.randomUUID()}`;
}

/** What a field for date and time gives, read as UTC; as it was entered where it is no date, for the service to refuse. */
export function instantOf(entered: string): string {
  const at = Date.parse(`${entered}Z`);
  return Number.isFinite(at) ? new Date(at).toISOString() : entered;
}

/** The other way: what such a field shows of an instant, to the second. */
export function enteredOf(instant: string): string {
  return instant.slice(0, 19);
}

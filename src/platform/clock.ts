/** The one source of time: UTC epoch milliseconds. Tests put their own in. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export function toInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

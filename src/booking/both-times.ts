import { toInstant } from '../platform/clock.ts';

/** Hong Kong has no daylight saving. */
const HONG_KONG_AHEAD_MS = 8 * 3_600_000;

/** One instant as both sides read it. */
export function bothTimes(at: number): { utc: string; hongKong: string } {
  return { utc: toInstant(at), hongKong: toInstant(at + HONG_KONG_AHEAD_MS).replace('Z', '+08:00') };
}

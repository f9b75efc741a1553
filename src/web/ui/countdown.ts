/** What is left of something that ends at the service's word. */
export interface Remaining {
  readonly ms: number;
  /** 1 at the start, 0 at the end. */
  readonly share: number;
  readonly text: string;
  readonly urgency: 'calm' | 'soon' | 'last' | 'over';
}

/** Buttons go dead so long before the end: a click must still reach the service in time, and never after. */
export const CLOSING_MS = 150;
const SOON_MS = 10_000;
const LAST_MS = 4_000;

/** @param nowMs The service's time, UTC epoch ms: the local clock corrected by the offset that was measured. */
export function remaining(
  { validUntil, ttlMs }: { readonly validUntil: string; readonly ttlMs: number },
  nowMs: number,
): Remaining {
  const ms = Math.max(0, Date.parse(validUntil) - nowMs);
  const share = ttlMs > 0 ? Math.min(1, ms / ttlMs) : 0;
  return { ms, share, text: clockText(ms), urgency: urgencyOf(ms) };
}

/** Whether an acceptance sent now can still arrive in time. */
export function canAccept(left: Remaining): boolean {
  return left.ms > CLOSING_MS;
}

function urgencyOf(ms: number): Remaining['urgency'] {
  if (ms <= 0) return 'over';
  if (ms <= LAST_MS) return 'last';
  return ms <= SOON_MS ? 'soon' : 'calm';
}

/** Tenths below a minute, and rounded down: what it shows is there. */
export function clockText(ms: number): string {
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

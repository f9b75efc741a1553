import type { DeskItem } from '../../contracts/desk.ts';

export interface Sla {
  readonly look: 'calm' | 'soon' | 'missed';
  /** Left, or how long ago it was due. */
  readonly ms: number;
}

const SOON_MS = 20_000;

/** How an answer that is due stands, at the service's time. */
export function slaOf({ slaDueAt, slaMissed }: Pick<DeskItem, 'slaDueAt' | 'slaMissed'>, nowMs: number): Sla {
  const ms = Date.parse(slaDueAt) - nowMs;
  if (slaMissed || ms <= 0) return { look: 'missed', ms };
  return { look: ms <= SOON_MS ? 'soon' : 'calm', ms };
}

/** The request before or after the chosen one; the first when none is chosen. */
export function neighbour(items: readonly DeskItem[], chosen: string | null, step: 1 | -1): string | null {
  const at = items.findIndex(({ rfqId }) => rfqId === chosen);
  const next = at === -1 ? 0 : Math.min(Math.max(at + step, 0), items.length - 1);
  return items[next]?.rfqId ?? null;
}

/** What wants a sound: a request that is new in the queue, or one whose time is nearly over. */
export function isNews(before: readonly DeskItem[], after: readonly DeskItem[]): readonly DeskItem[] {
  const known = new Set(before.map(({ rfqId, state }) => `${rfqId} ${state === 'queued'}`));
  return after.filter(({ rfqId, state }) => state === 'queued' && !known.has(`${rfqId} true`));
}

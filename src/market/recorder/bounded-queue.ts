import type { Gap } from './lines.ts';

export type Queued<Item> = { readonly item: Item } | { readonly gap: Gap };

export interface QueueOptions<Item> {
  /** UTC epoch ms; what is earlier than the one before is dropped: a recording is in order of time. */
  readonly timeOf: (item: Item) => number;
  readonly weightOf: (item: Item) => number;
  /** What may wait at most, by weight. */
  readonly weightMax: number;
}

export interface BoundedQueue<Item> {
  /** Never waits: what does not fit is dropped, and the gap takes its place in the order. */
  offer(item: Item): void;
  take(): Queued<Item> | null;
  /** The gap that no later item has followed yet. */
  takeGap(): Gap | null;
  /** What was taken and could not be written. */
  lose(taken: Queued<Item>): void;
  dropped(): number;
}

export function boundedQueue<Item>({ timeOf, weightOf, weightMax }: QueueOptions<Item>): BoundedQueue<Item> {
  const waiting: Queued<Item>[] = [];
  let weight = 0;
  let gap: Gap | null = null;
  let dropped = 0;
  let last = -Infinity;

  const miss = (more: Gap) => {
    gap = {
      dropped: (gap?.dropped ?? 0) + more.dropped,
      from: Math.min(gap?.from ?? more.from, more.from),
      until: Math.max(gap?.until ?? more.until, more.until),
    };
  };
  const drop = (item: Item) => {
    dropped += 1;
    miss({ dropped: 1, from: timeOf(item), until: timeOf(item) });
  };

  return {
    offer(item) {
      const at = timeOf(item);
      const added = weightOf(item);
      if (at < last || weight + added > weightMax) return drop(item);
      last = at;
      if (gap !== null) waiting.push({ gap });
      gap = null;
      weight += added;
      waiting.push({ item });
    },
    take() {
      const next = waiting.shift();
      if (next !== undefined && 'item' in next) weight -= weightOf(next.item);
      return next ?? null;
    },
    takeGap() {
      const taken = gap;
      gap = null;
      return taken;
    },
    lose: (taken) => ('item' in taken ? drop(taken.item) : miss(taken.gap)),
    dropped: () => dropped,
  };
}

import type { DeskItem, DeskSnapshot } from '../../contracts/desk.ts';

const WAITING: ReadonlySet<DeskItem['state']> = new Set(['queued', 'pickedUp', 'onHold']);

/** The desk with the newest form of one request: in its place, at the end when it is new, gone when nobody waits any more. */
export function withItem(desk: DeskSnapshot, item: DeskItem): DeskSnapshot {
  const waits = WAITING.has(item.state);
  const isKnown = desk.items.some(({ rfqId }) => rfqId === item.rfqId);
  const items = desk.items.flatMap((one) => {
    if (one.rfqId !== item.rfqId) return [one];
    return waits ? [item] : [];
  });
  return { ...desk, items: waits && !isKnown ? [...items, item] : items };
}

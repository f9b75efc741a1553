export interface WaitingLineBounds {
  readonly max: number;
  readonly maxPerAccount: number;
}

/** What became of one that came: `accountFull` is the account's own doing, `full` is everybody's. */
export type Joined<T> =
  | { readonly kind: 'waits' /** Sent away to make room. */; readonly displaced: T | null }
  | { readonly kind: 'accountFull' }
  | { readonly kind: 'full' };

/** The account whose turn is next comes first. No lane is empty. */
type Lanes<T> = Map<string, T[]>;

/**
 * A bounded line in which accounts take turns: each in its own order, none ahead of another for having sent more. When
 * the line is full, whoever has fewer waiting takes the place of the last one of whoever has most.
 */
export function makeWaitingLine<T>({ max, maxPerAccount }: WaitingLineBounds) {
  const lanes: Lanes<T> = new Map();
  let size = 0;

  return {
    join(accountId: string, one: T): Joined<T> {
      const lane = lanes.get(accountId) ?? [];
      if (lane.length >= maxPerAccount) return { kind: 'accountFull' };
      let displaced: T | null = null;
      if (size >= max) {
        const longest = longestOf(lanes);
        if (longest.length <= lane.length + 1) return { kind: 'full' };
        displaced = longest.pop() ?? null;
        size -= 1;
      }
      lane.push(one);
      size += 1;
      lanes.set(accountId, lane);
      return { kind: 'waits', displaced };
    },

    /** One of each account in turn, until there are `most`; of each only what `fits` the first one taken. */
    take(most: number, fits: (first: T, next: T) => boolean): T[] {
      const taken = takeInTurn(lanes, most, fits);
      size -= taken.length;
      return taken;
    },
  };
}

function longestOf<T>(lanes: Lanes<T>): T[] {
  let longest: T[] = [];
  for (const lane of lanes.values()) if (lane.length > longest.length) longest = lane;
  return longest;
}

function takeInTurn<T>(lanes: Lanes<T>, most: number, fits: (first: T, next: T) => boolean): T[] {
  const taken: T[] = [];
  // A lane that is put back at the end is met again: the loop ends when none has anything that fits.
  for (const [accountId, lane] of lanes) {
    if (taken.length >= most) break;
    const next = lane[0];
    if (next === undefined || !fits(taken[0] ?? next, next)) continue;
    taken.push(next);
    lane.shift();
    lanes.delete(accountId);
    if (lane.length > 0) lanes.set(accountId, lane);
  }
  return taken;
}

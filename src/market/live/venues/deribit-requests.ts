/** Requests over JSON-RPC, sent slowly enough for the venue: it hangs up on who asks faster. */
export interface DeribitRequests {
  listInstruments(): void;
  subscribe(channels: readonly string[]): void;
  /** The requests that are due by `elapsed` (ms, any origin): at most one. */
  due(elapsed: number): readonly string[];
}

/** Of an answer, what was asked is known by the range of its id. */
export const INSTRUMENTS_ID = 1_000;

/** Under the 500 channels of one request, and the 3.3 requests a second of `public/subscribe`. */
const CHANNELS_PER_REQUEST = 250;
const SUBSCRIBE_SPACING_MS = 500;
/** `public/get_instruments`: 5 at once, then one in 10 s. */
const LIST_BURST = 4;
const LIST_SPACING_MS = 10_000;
const KINDS = ['option', 'future'] as const;

/**
 * `currencies` e.g. BTC and ETH. The first few lists are asked for at once, later ones one by one; a list that is asked
 * for again before it was sent is sent once, so the queue is bounded by the number of lists and of channels.
 */
export function makeDeribitRequests(currencies: readonly string[]): DeribitRequests {
  const lists = currencies.flatMap((currency) => KINDS.map((kind) => ({ currency, kind, expired: false })));
  const listsDue = new Set<number>();
  const channelsDue: string[] = [];
  let listsSent = 0;
  let listedAt = -Infinity;
  let subscribedAt = -Infinity;
  let subscriptions = 0;

  const nextList = (elapsed: number): string | null => {
    const [at] = listsDue;
    const mayAsk = listsSent < LIST_BURST || elapsed - listedAt >= LIST_SPACING_MS;
    if (at === undefined || !mayAsk) return null;
    listsDue.delete(at);
    listsSent += 1;
    listedAt = elapsed;
    return request('public/get_instruments', { id: INSTRUMENTS_ID + at, params: lists[at] ?? {} });
  };

  const nextSubscription = (elapsed: number): string | null => {
    if (channelsDue.length === 0 || elapsed - subscribedAt < SUBSCRIBE_SPACING_MS) return null;
    subscribedAt = elapsed;
    subscriptions += 1;
    const channels = channelsDue.splice(0, CHANNELS_PER_REQUEST);
    return request('public/subscribe', { id: 2 * INSTRUMENTS_ID + subscriptions, params: { channels } });
  };

  return {
    listInstruments() {
      for (const at of lists.keys()) listsDue.add(at);
    },
    subscribe(channels) {
      channelsDue.push(...channels);
    },
    due(elapsed) {
      const text = nextList(elapsed) ?? nextSubscription(elapsed);
      return text === null ? [] : [text];
    },
  };
}

export function request(method: string, { id, params }: { readonly id: number; readonly params: object }): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

import { type LocalVenue, type Peer, startLocalVenue } from './local-venue.ts';

/** An instrument as `public/get_instruments` lists it; whatever a test puts in is sent as it is. */
export type ListedInstrument = Readonly<Record<string, unknown>> & {
  readonly instrument_name: string;
  readonly kind: string;
  readonly base_currency: string;
};

export interface DeribitVenue extends LocalVenue {
  /** Adds to what is listed, and tells so who subscribed to `instrument_state`. */
  list(...instruments: readonly ListedInstrument[]): void;
  /** The data of a `ticker` notification; what is not given is as the venue sends it for a quiet instrument. */
  publishTicker(instrument: string, fields?: Readonly<Record<string, unknown>>): void;
  publishIndex(currency: string, price: unknown): void;
  /** Says that an instrument is in another state, e.g. `closed`. */
  changeState(instrument: string, state: string): void;
  /** Requests it was asked, by method. */
  readonly asked: ReadonlyMap<string, number>;
}

const MOST_CHANNELS = 500;

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: {
    readonly channels?: readonly string[];
    readonly currency?: string;
    readonly kind?: string;
    readonly interval?: number;
  };
}

/** JSON-RPC 2.0. `beatMs` stands for a second: after `set_heartbeat` it tests, and hangs up when the next beat finds no answer. */
export async function startDeribit({ beatMs = 1_000 }: { readonly beatMs?: number } = {}): Promise<DeribitVenue> {
  const listed = new Map<string, ListedInstrument>();
  const tickers = new Map<string, object>();
  const intervals = new WeakMap<Peer, number>();
  const testedAt = new WeakMap<Peer, number>();
  const asked = new Map<string, number>();

  const notify = (peer: Peer, channel: string, given: object | undefined) => {
    if (given === undefined || !peer.subscriptions.has(channel)) return;
    peer.send(JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data: given } }));
  };
  const notifyAll = (channel: string, given: object) => {
    for (const peer of venue.peers) notify(peer, channel, given);
  };

  const methods: Readonly<Record<string, (peer: Peer, params: Request['params']) => unknown>> = {
    'public/test': (peer) => {
      peer.lastAnswerAt = Date.now();
      return venue.heartbeats ? { version: '1.2.26' } : undefined;
    },
    'public/set_heartbeat': (peer, { interval = 10 }) => {
      intervals.set(peer, interval * beatMs);
      return 'ok';
    },
    'public/get_instruments': (_, { currency, kind }) =>
      [...listed.values()].filter((one) => one.base_currency === currency && one.kind === kind),
    'public/subscribe': (peer, { channels = [] }) => {
      if (channels.length > MOST_CHANNELS) throw new Error('too many channels');
      for (const channel of channels) peer.subscriptions.add(channel);
      setImmediate(() => {
        for (const channel of channels) notify(peer, channel, tickers.get(channel));
      });
      return channels;
    },
  };

  const venue = await startLocalVenue({
    path: '/ws/api/v2',
    beatMs,
    answer(peer, text) {
      const { id, method, params } = JSON.parse(text) as Request;
      asked.set(method, (asked.get(method) ?? 0) + 1);
      try {
        const result = methods[method]?.(peer, params);
        if (result !== undefined)
          peer.send(JSON.stringify({ jsonrpc: '2.0', id, result, usIn: 1, usOut: 2, usDiff: 1 }));
      } catch (error) {
        peer.send(JSON.stringify({ jsonrpc: '2.0', id, error: { code: 10_000, message: `${error}` } }));
      }
    },
    beat(peer, now) {
      const interval = intervals.get(peer);
      if (interval === undefined || now - (testedAt.get(peer) ?? peer.connectedAt) < interval || !venue.heartbeats)
        return;
      const tested = testedAt.get(peer);
      if (tested !== undefined && peer.lastAnswerAt < tested) return peer.close('test_request was not answered');
      testedAt.set(peer, now);
      peer.send('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}');
      peer.send('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}');
    },
  });

  return Object.assign(venue, {
    asked,
    list(...instruments: readonly ListedInstrument[]) {
      for (const instrument of instruments) listed.set(instrument.instrument_name, instrument);
      for (const { kind, base_currency, instrument_name } of instruments) {
        notifyAll(`instrument_state.${kind}.${base_currency}`, {
          instrument_name,
          state: 'created',
          timestamp: Date.now(),
        });
      }
    },
    publishTicker(instrument: string, fields: Readonly<Record<string, unknown>> = {}) {
      const channel = `ticker.${instrument}.100ms`;
      const given = { ...QUIET_TICKER, timestamp: Date.now(), instrument_name: instrument, ...fields };
      tickers.set(channel, given);
      notifyAll(channel, given);
    },
    publishIndex(currency: string, price: unknown) {
      const index_name = `${currency.toLowerCase()}_usd`;
      const given = { timestamp: Date.now(), price, index_name };
      tickers.set(`deribit_price_index.${index_name}`, given);
      notifyAll(`deribit_price_index.${index_name}`, given);
    },
    changeState(instrument: string, state: string) {
      const { kind, base_currency } = listed.get(instrument) ?? { kind: 'option', base_currency: 'BTC' };
      listed.delete(instrument);
      notifyAll(`instrument_state.${kind}.${base_currency}`, {
        instrument_name: instrument,
        state,
        timestamp: Date.now(),
      });
    },
  });
}

const QUIET_TICKER = {
  state: 'open',
  stats: { volume: 0, price_change: null, low: null, high: null },
  open_interest: 0,
  best_bid_price: 0,
  best_bid_amount: 0,
  best_ask_price: 0,
  best_ask_amount: 0,
  last_price: null,
  greeks: { vega: 0, theta: 0, rho: 0, gamma: 0, delta: 0 },
};

import type { VenueStatus, VenueSymbolStatus } from '../status.ts';
import type { MarketTick } from '../ticks.ts';
import { symbolOf } from './tick-order.ts';

const RATE_SECONDS = 10;

interface ShownSymbol extends VenueSymbolStatus {
  readonly connectionId: string | null;
}

/** What is told of one venue: counts since the start, over all its connections, and the last prices. */
export class VenueRecord {
  readonly #venue: string;
  readonly #symbols = new Map<string, ShownSymbol>();
  readonly #rejected = new Map<string, number>();
  /** Messages by second, in a ring; a cell holds the second it counts. */
  readonly #seconds = Array.from({ length: RATE_SECONDS }, () => ({ second: -1, messages: 0 }));
  #state: VenueStatus['state'] = 'connecting';
  #since: number;
  #lastFault: string | null = null;
  #connects = 0;
  #messages = 0;
  #gaps = 0;

  constructor({
    venue,
    symbols,
    now,
  }: { readonly venue: string; readonly symbols: readonly string[]; readonly now: number }) {
    this.#venue = venue;
    this.#since = now;
    for (const symbol of symbols) this.#symbols.set(symbol, silent(symbol));
  }

  enter(state: VenueStatus['state'], now: number): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#since = now;
  }

  connected(): void {
    this.#connects += 1;
  }

  faulted(reason: string): void {
    this.#lastFault = reason;
  }

  message(now: number): void {
    this.#messages += 1;
    const second = Math.floor(now / 1_000);
    const cell = this.#seconds[second % RATE_SECONDS];
    if (cell === undefined) return;
    if (cell.second !== second) {
      cell.second = second;
      cell.messages = 0;
    }
    cell.messages += 1;
  }

  rejected(reason: string): void {
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + 1);
  }

  gap(): void {
    this.#gaps += 1;
  }

  /** Options are too many to be shown one by one. */
  shows(tick: MarketTick): void {
    if (tick.kind === 'option') return;
    const { exchangeAt, receivedAt, connectionId } = tick;
    const symbol = symbolOf(tick);
    const prices = tick.kind === 'index' ? { bid: tick.price, ask: tick.price } : { bid: tick.bid, ask: tick.ask };
    this.#symbols.set(symbol, { symbol, ...prices, exchangeAt, receivedAt, connectionId });
  }

  /** Its prices are no longer used; when they came stays to be seen. */
  forgets(connectionId: string): void {
    for (const [symbol, shown] of this.#symbols) {
      if (shown.connectionId === connectionId) this.#symbols.set(symbol, { ...shown, bid: null, ask: null });
    }
  }

  status(now: number): VenueStatus {
    return {
      venue: this.#venue,
      state: this.#state,
      since: this.#since,
      lastFault: this.#lastFault,
      connects: this.#connects,
      messages: this.#messages,
      messagesPerSecond: this.#messagesPerSecond(now),
      rejected: Object.fromEntries(this.#rejected),
      sequenceGaps: this.#gaps,
      symbols: [...this.#symbols.values()].map(({ symbol, bid, ask, exchangeAt, receivedAt }) => ({
        symbol,
        bid,
        ask,
        exchangeAt,
        receivedAt,
      })),
    };
  }

  #messagesPerSecond(now: number): number {
    const oldest = Math.floor(now / 1_000) - RATE_SECONDS;
    const recent = this.#seconds.filter(({ second }) => second > oldest);
    return recent.reduce((sum, { messages }) => sum + messages, 0) / RATE_SECONDS;
  }
}

function silent(symbol: string): ShownSymbol {
  return { symbol, bid: null, ask: null, exchangeAt: null, receivedAt: null, connectionId: null };
}

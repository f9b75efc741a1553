import type { RandomSource } from '../random.ts';
import type { MarketTick } from '../ticks.ts';
import { type Backoff, backoffMs } from './backoff.ts';
import type { VenueProtocol } from './protocol.ts';
import { type SessionEvents, type SessionWorld, VenueSession } from './session.ts';
import { symbolOf } from './tick-order.ts';

export interface VenueConnectionOptions {
  readonly protocol: VenueProtocol;
  readonly url: string;
  readonly world: SessionWorld & { readonly random: Pick<RandomSource, 'uniform'> };
  readonly onTick: (tick: MarketTick) => void;
  /** Every price that this connection brought is to be forgotten. */
  readonly onLost: (connectionId: string) => void;
}

const BACKOFF: Backoff = { baseMs: 1_000, capMs: 30_000 };
/** A connection that gave prices for so long was no failure: the next one is tried quickly again. */
const STABLE_MS = 30_000;
/** How long a successor may take to its first tick before another one is tried. */
const SUCCESSOR_MS = 30_000;
/** How long the old connection goes on, from the successor's first tick, for symbols the successor has not shown yet. */
const OVERLAP_MS = 10_000;

/** A connection and the symbols it has shown. */
interface Line {
  readonly session: VenueSession;
  readonly shown: Set<string>;
  /** When it showed the first of them. */
  firstTickAt: number | null;
}

/**
 * Keeps one venue connected: waits with growing, random delays between attempts, and replaces a connection whose time
 * is up without losing a tick. Then both are open until the successor has shown every symbol; of each symbol one of the
 * two is heard, from the successor's first tick on the successor.
 */
export class VenueConnection {
  readonly #options: VenueConnectionOptions;
  #current: Line | null = null;
  #successor: Line | null = null;
  #failures = 0;
  #opened = 0;
  #lastAttemptAt = -Infinity;
  #cancelAttempt = () => {};
  #cancelHandover = () => {};
  #stopped = false;

  constructor(options: VenueConnectionOptions) {
    this.#options = options;
    this.#current = this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelAttempt();
    this.#cancelHandover();
    this.#successor?.session.end();
    this.#current?.session.end();
    this.#enter('stopped');
  }

  #connect(): Line {
    const { protocol, url, world } = this.#options;
    this.#opened += 1;
    this.#lastAttemptAt = world.timers.elapsed();
    world.record.connected();
    const events: SessionEvents = {
      onOpen: () => this.#showState(),
      onTick: (tick) => this.#heard(line, tick),
      onMove: () => this.#moveFrom(line),
      onEnd: (reason) => this.#ended(line, reason),
    };
    const connectionId = `${protocol.venue}-${this.#opened}`;
    const session = new VenueSession({ protocol, url, connectionId, world, events });
    const line: Line = { session, shown: new Set(), firstTickAt: null };
    return line;
  }

  #heard(line: Line, tick: MarketTick): void {
    const symbol = symbolOf(tick);
    line.shown.add(symbol);
    if (line === this.#successor) {
      this.#heardSuccessor(line, tick);
      return;
    }
    line.firstTickAt ??= this.#options.world.timers.elapsed();
    if (this.#successor?.shown.has(symbol) !== true) this.#pass(tick);
  }

  #heardSuccessor(line: Line, tick: MarketTick): void {
    if (line.firstTickAt === null) {
      line.firstTickAt = this.#options.world.timers.elapsed();
      this.#inHandover(OVERLAP_MS, () => this.#handOver());
    }
    this.#pass(tick);
    if (this.#current === null || shows(line, this.#current.shown)) this.#handOver();
  }

  #pass(tick: MarketTick): void {
    this.#options.world.record.shows(tick);
    this.#options.onTick(tick);
  }

  /** The successor is the connection from here on. What only the old one showed is lost. */
  #handOver(): void {
    const old = this.#current;
    this.#promote();
    if (old === null) return;
    old.session.end();
    if (this.#current !== null && !shows(this.#current, old.shown)) this.#lose(old);
  }

  #moveFrom(line: Line): void {
    if (line !== this.#current || this.#successor !== null) return; // a successor is heard when it is the current one
    this.#attempt(this.#spacingMs(), () => {
      if (this.#current === null || this.#successor !== null) return;
      this.#successor = this.#connect();
      this.#inHandover(SUCCESSOR_MS, () => this.#giveSuccessorUp());
    });
  }

  #giveSuccessorUp(): void {
    const successor = this.#successor;
    if (successor === null) return;
    successor.session.end();
    this.#ended(successor, `no price within ${SUCCESSOR_MS} ms of taking over`);
  }

  #ended(line: Line, reason: string): void {
    const { world } = this.#options;
    world.record.faulted(reason);
    const givenFor = line.firstTickAt === null ? 0 : world.timers.elapsed() - line.firstTickAt;
    this.#failures = givenFor >= STABLE_MS ? 1 : this.#failures + 1;
    if (line.shown.size > 0) this.#lose(line);
    if (line === this.#successor) this.#retrySuccessor();
    else if (this.#successor !== null) this.#promote();
    else this.#reconnect();
  }

  #reconnect(): void {
    this.#current = null;
    this.#enter('waiting');
    this.#attempt(this.#retryMs(), () => {
      this.#current = this.#connect();
      this.#showState();
    });
  }

  #retrySuccessor(): void {
    this.#successor = null;
    this.#cancelHandover();
    const current = this.#current;
    if (current !== null) this.#attempt(this.#retryMs(), () => this.#moveFrom(current));
  }

  #promote(): void {
    this.#cancelHandover();
    this.#current = this.#successor;
    this.#successor = null;
    this.#showState();
    if (this.#current?.session.mustMove === true) this.#moveFrom(this.#current);
  }

  #lose(line: Line): void {
    this.#options.world.record.forgets(line.session.connectionId);
    this.#options.onLost(line.session.connectionId);
  }

  #showState(): void {
    this.#enter(this.#current?.session.isOpen === true ? 'open' : 'connecting');
  }

  #enter(state: 'connecting' | 'open' | 'waiting' | 'stopped'): void {
    this.#options.world.record.enter(state, this.#options.world.clock.now());
  }

  #spacingMs(): number {
    const { protocol, world } = this.#options;
    return Math.max(0, this.#lastAttemptAt + protocol.connectSpacingMs - world.timers.elapsed());
  }

  #retryMs(): number {
    const { random } = this.#options.world;
    return Math.max(this.#spacingMs(), backoffMs(this.#failures, { ...BACKOFF, random }));
  }

  #attempt(delayMs: number, work: () => void): void {
    this.#cancelAttempt();
    this.#cancelAttempt = this.#options.world.timers.after(delayMs, () => {
      if (!this.#stopped) work();
    });
  }

  #inHandover(delayMs: number, work: () => void): void {
    this.#cancelHandover();
    this.#cancelHandover = this.#options.world.timers.after(delayMs, work);
  }
}

function shows({ shown }: Line, symbols: ReadonlySet<string>): boolean {
  return shown.size >= symbols.size && [...symbols].every((symbol) => shown.has(symbol));
}

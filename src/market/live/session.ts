import type { Clock } from '../../platform/clock.ts';
import type { ReportError } from '../publisher.ts';
import type { MarketTick } from '../ticks.ts';
import { type Conversation, rejected, type Said, type VenueProtocol } from './protocol.ts';
import type { OpenSocket, VenueSocket } from './socket.ts';
import { makeTickOrder, type TickOrder } from './tick-order.ts';
import type { Timers } from './timers.ts';
import type { VenueRecord } from './venue-record.ts';

/** A frame as it came, before anything reads it. */
export interface RawFrame {
  readonly venue: string;
  readonly connectionId: string;
  /** UTC epoch ms. */
  readonly receivedAt: number;
  readonly text: string;
}

export interface SessionWorld {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly openSocket: OpenSocket;
  readonly reportError: ReportError;
  readonly record: VenueRecord;
  readonly onFrame: ((frame: RawFrame) => void) | null;
}

export interface SessionEvents {
  onOpen(): void;
  onTick(tick: MarketTick): void;
  /** A new connection should take over while this one goes on: its time is up, or the venue says so. Once. */
  onMove(reason: string): void;
  /** Once, unless `end` was called. */
  onEnd(reason: string): void;
}

export interface SessionOptions {
  readonly protocol: VenueProtocol;
  readonly url: string;
  readonly connectionId: string;
  readonly world: SessionWorld;
  readonly events: SessionEvents;
}

/** How often deadlines are looked at; ms. */
const BEAT_MS = 250;

/**
 * One connection to a venue from its opening to its end: it subscribes, keeps the venue's rules of staying connected,
 * reads frames into ticks in order, and gives the connection up when a deadline passes.
 */
export class VenueSession {
  readonly connectionId: string;
  readonly #protocol: VenueProtocol;
  readonly #world: SessionWorld;
  readonly #events: SessionEvents;
  readonly #conversation: Conversation;
  readonly #orderOf: (tick: MarketTick) => TickOrder = makeTickOrder();
  #startedAt: number;
  #lastBeatAt: number;
  readonly #socket: VenueSocket;
  #cancelBeat: () => void;
  #openedAt: number | null = null;
  #lastFrameAt = 0;
  #lastHeartbeatAt = 0;
  #probedAt = -Infinity;
  #mustMove = false;
  #ended = false;

  constructor({ protocol, url, connectionId, world, events }: SessionOptions) {
    this.connectionId = connectionId;
    this.#protocol = protocol;
    this.#world = world;
    this.#events = events;
    this.#conversation = protocol.converse(connectionId);
    this.#startedAt = world.timers.elapsed();
    this.#lastBeatAt = this.#startedAt;
    this.#cancelBeat = world.timers.after(BEAT_MS, () => this.#beat());
    this.#socket = world.openSocket(
      { url, maxFrameBytes: protocol.maxFrameBytes },
      {
        onOpen: () => this.#open(),
        onText: (text) => this.#hear(text),
        onPing: () => this.#pinged(),
        onClosed: (reason) => this.#giveUp(reason),
      },
    );
  }

  get isOpen(): boolean {
    return this.#openedAt !== null;
  }

  get mustMove(): boolean {
    return this.#mustMove;
  }

  end(): void {
    this.#ended = true;
    this.#cancelBeat();
    this.#socket.end();
  }

  #open(): void {
    const now = this.#world.timers.elapsed();
    this.#openedAt = now;
    this.#lastFrameAt = now;
    this.#lastHeartbeatAt = now;
    this.#events.onOpen();
    for (const text of this.#conversation.greeting()) this.#socket.send(text);
  }

  #pinged(): void {
    this.#lastFrameAt = this.#world.timers.elapsed();
    this.#lastHeartbeatAt = this.#lastFrameAt;
  }

  #hear(text: string): void {
    const { clock, timers, record, onFrame } = this.#world;
    const receivedAt = clock.now();
    this.#lastFrameAt = timers.elapsed();
    record.message(receivedAt);
    onFrame?.({ venue: this.#protocol.venue, connectionId: this.connectionId, receivedAt, text });
    for (const said of this.#read(text, receivedAt)) {
      if (this.#ended) return;
      this.#take(said);
    }
  }

  #read(text: string, receivedAt: number): readonly Said[] {
    try {
      return this.#conversation.read({ text, receivedAt });
    } catch (error) {
      return rejected(error instanceof SyntaxError ? 'not JSON' : 'unreadable');
    }
  }

  #take(said: Said): void {
    if (said.kind === 'tick') this.#takeTick(said.tick);
    else if (said.kind === 'heartbeat') this.#lastHeartbeatAt = this.#lastFrameAt;
    else if (said.kind === 'reply') this.#socket.send(said.text);
    else if (said.kind === 'move') this.#move(said.reason);
    else this.#count(said);
  }

  #count(said: Extract<Said, { kind: 'rejected' | 'gap' | 'refused' }>): void {
    const { record, reportError } = this.#world;
    if (said.kind === 'gap') record.gap();
    else record.rejected(said.kind === 'rejected' ? said.reason : 'refused by the venue');
    if (said.kind !== 'refused') return;
    reportError(new Error(`${this.#protocol.venue} refused what ${this.connectionId} asked: ${said.message}`));
  }

  #takeTick(tick: MarketTick): void {
    const order = this.#orderOf(tick);
    if (order === 'next') this.#events.onTick(tick);
    else this.#world.record.rejected(order);
  }

  #beat(): void {
    const now = this.#world.timers.elapsed();
    this.#excuse(now - this.#lastBeatAt - BEAT_MS);
    this.#lastBeatAt = now;
    const fault = this.#overdue(now);
    if (fault !== null) this.#giveUp(fault);
    else if (this.#openedAt !== null) this.#keepUp({ now, openedAt: this.#openedAt });
    if (this.#ended) return;
    this.#cancelBeat = this.#world.timers.after(BEAT_MS, () => this.#beat());
  }

  /** While this process did not run at all, nobody can say that the venue was silent. */
  #excuse(lateMs: number): void {
    if (lateMs < BEAT_MS) return;
    this.#startedAt += lateMs;
    this.#lastFrameAt += lateMs;
    this.#lastHeartbeatAt += lateMs;
  }

  #overdue(now: number): string | null {
    const { connectMs, messageMs, heartbeatMs } = this.#protocol.deadlines;
    if (this.#openedAt === null) return now - this.#startedAt >= connectMs ? `not open after ${connectMs} ms` : null;
    if (now - this.#lastFrameAt >= messageMs) return `nothing came for ${messageMs} ms`;
    if (heartbeatMs === null || now - this.#lastHeartbeatAt < heartbeatMs) return null;
    return `no heartbeat for ${heartbeatMs} ms`;
  }

  #keepUp({ now, openedAt }: { readonly now: number; readonly openedAt: number }): void {
    const { probe, maxLifeMs } = this.#protocol;
    if (probe !== null && now - Math.max(this.#lastFrameAt, this.#probedAt) >= probe.afterQuietMs) {
      this.#probedAt = now;
      this.#socket.send(probe.frame);
    }
    for (const text of this.#conversation.due?.(now) ?? []) this.#socket.send(text);
    if (maxLifeMs !== null && now - openedAt >= maxLifeMs) this.#move(`open for ${maxLifeMs} ms`);
  }

  #move(reason: string): void {
    if (this.#mustMove) return;
    this.#mustMove = true;
    this.#events.onMove(reason);
  }

  #giveUp(reason: string): void {
    if (this.#ended) return;
    this.end();
    this.#events.onEnd(reason);
  }
}

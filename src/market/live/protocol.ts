import type { MarketTick } from '../ticks.ts';

/** How to talk to one venue, and when to give a connection to it up. Frames are the text of websocket messages. */
export interface VenueProtocol {
  readonly venue: string;
  readonly deadlines: VenueDeadlines;
  /** Asked whenever nothing came for so long, so that a quiet venue can be told from a dead one; null when its heartbeats do that. */
  readonly probe: { readonly afterQuietMs: number; readonly frame: string } | null;
  /** When to move to a new connection, before the venue ends the old one; null when it never does. */
  readonly maxLifeMs: number | null;
  /** Least time between two attempts to connect, under the venue's own limit. */
  readonly connectSpacingMs: number;
  /** A larger frame ends the connection unread. */
  readonly maxFrameBytes: number;
  /** What is said and known on one connection. */
  converse(connectionId: string): Conversation;
}

export interface VenueDeadlines {
  /** Until the websocket is open. */
  readonly connectMs: number;
  /** Between any two frames. */
  readonly messageMs: number;
  /** Between two heartbeats, on a venue that sends them whatever else it says; null on others. */
  readonly heartbeatMs: number | null;
}

export interface Conversation {
  /** Sent as soon as the connection is open. */
  greeting(): readonly string[];
  /** May throw for text that is no JSON or lacks what the venue always sends: the connection counts that and goes on. */
  read(frame: Frame): readonly Said[];
  /** What is due by now, asked several times a second. `elapsed` is in milliseconds, from any origin. */
  due?(elapsed: number): readonly string[];
}

export interface Frame {
  readonly text: string;
  /** UTC epoch ms. */
  readonly receivedAt: number;
}

/** One thing a frame says. A frame that says nothing of use (an acknowledgement) says nothing here. */
export type Said =
  | { readonly kind: 'tick'; readonly tick: MarketTick }
  | { readonly kind: 'heartbeat' }
  /** To be sent back. */
  | { readonly kind: 'reply'; readonly text: string }
  /** It could not be read as a price. The reasons are a fixed few: they are counted. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** The venue shows that a message of its was lost. */
  | { readonly kind: 'gap' }
  /** The venue refuses something that was asked; the rest goes on. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The venue is about to end this connection: move now. */
  | { readonly kind: 'move'; readonly reason: string };

export const HEARTBEAT: readonly Said[] = [{ kind: 'heartbeat' }];

export function rejected(reason: string): readonly Said[] {
  return [{ kind: 'rejected', reason }];
}

export function ticked(tick: MarketTick): readonly Said[] {
  return [{ kind: 'tick', tick }];
}

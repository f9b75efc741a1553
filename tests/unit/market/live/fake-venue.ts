import { VenueConnection } from '../../../../src/market/live/connection.ts';
import { type Frame, rejected, type Said, ticked, type VenueProtocol } from '../../../../src/market/live/protocol.ts';
import type { SocketEvents, VenueSocket } from '../../../../src/market/live/socket.ts';
import type { Timers } from '../../../../src/market/live/timers.ts';
import { VenueRecord } from '../../../../src/market/live/venue-record.ts';
import type { MarketTick } from '../../../../src/market/ticks.ts';

/** Time that passes by hand, for the wall clock and for timers alike. */
function fakeTime(start: number) {
  let elapsed = 0;
  let due: { readonly at: number; readonly work: () => void }[] = [];
  const timers: Timers = {
    elapsed: () => elapsed,
    after(delayMs, work) {
      const timer = { at: elapsed + delayMs, work };
      due.push(timer);
      return () => {
        due = due.filter((other) => other !== timer);
      };
    },
  };
  return {
    timers,
    clock: { now: () => start + elapsed },
    /** Runs every timer that falls due, in order. */
    pass(ms: number) {
      const until = elapsed + ms;
      for (;;) {
        const next = due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        due = due.filter((other) => other !== next);
        elapsed = Math.max(elapsed, next.at);
        next.work();
      }
      elapsed = until;
    },
    /** The process stands still: no timer runs in time. */
    standStill(ms: number) {
      elapsed += ms;
    },
    pending: () => due.length,
  };
}

export interface FakeSocket extends VenueSocket {
  readonly events: SocketEvents;
  readonly sent: string[];
  ended: boolean;
}

const START = Date.UTC(2026, 10, 22, 8);

const PROTOCOL: Omit<VenueProtocol, 'converse'> = {
  venue: 'somewhere',
  deadlines: { connectMs: 10_000, messageMs: 5_000, heartbeatMs: null },
  probe: null,
  maxLifeMs: null,
  connectSpacingMs: 1_000,
  maxFrameBytes: 65_536,
};

/** A connection whose sockets, time and chance are in the test's hand. It reads "<symbol> <bid> [<sequence>]", "heartbeat" and "move". */
export function aConnection({
  protocol = {},
  uniform = () => 1,
}: {
  readonly protocol?: Partial<VenueProtocol>;
  readonly uniform?: () => number;
} = {}) {
  const time = fakeTime(START);
  const sockets: FakeSocket[] = [];
  const ticks: MarketTick[] = [];
  const lost: string[] = [];
  const errors: unknown[] = [];
  const record = new VenueRecord({ venue: 'somewhere', symbols: ['BTC-USD'], now: START });
  const connection = new VenueConnection({
    protocol: { ...PROTOCOL, converse: (id) => ({ greeting: () => ['hello'], read: reader(id) }), ...protocol },
    url: 'ws://127.0.0.1/',
    world: {
      clock: time.clock,
      timers: time.timers,
      random: { uniform },
      record,
      onFrame: null,
      reportError: (error) => errors.push(error),
      openSocket(_, events) {
        const socket: FakeSocket = {
          events,
          sent: [],
          ended: false,
          send: (text) => socket.sent.push(text),
          end() {
            socket.ended = true;
          },
        };
        sockets.push(socket);
        return socket;
      },
    },
    onTick: (tick) => ticks.push(tick),
    onLost: (connectionId) => lost.push(connectionId),
  });
  const socket = (number: number): FakeSocket => {
    const found = sockets[number - 1];
    if (found === undefined) throw new Error(`there are ${sockets.length} sockets, none is number ${number}`);
    return found;
  };
  return { connection, time, sockets, socket, ticks, lost, errors, status: () => record.status(time.clock.now()) };
}

const NOTICES: Readonly<Record<string, readonly Said[]>> = {
  heartbeat: [{ kind: 'heartbeat' }],
  move: [{ kind: 'move', reason: 'asked' }],
  question: [{ kind: 'reply', text: 'answer' }],
  no: [{ kind: 'refused', message: 'no such symbol' }],
};

function reader(connectionId: string) {
  return ({ text, receivedAt }: Frame): readonly Said[] => {
    const [symbol = '', bid, sequence] = text.split(' ');
    if (bid === undefined) return NOTICES[text] ?? rejected('not a price');
    const origin = { venue: 'somewhere', connectionId, exchangeAt: null, receivedAt };
    const number = sequence === undefined ? null : Number(sequence);
    return ticked({ kind: 'spot', ...origin, symbol, bid: Number(bid), ask: Number(bid) + 1, sequence: number });
  };
}

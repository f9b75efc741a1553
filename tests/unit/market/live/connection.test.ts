import { aConnection, type FakeSocket } from './fake-venue.ts';

const HOUR_MS = 3_600_000;
const bidsOf = ({ ticks }: ReturnType<typeof aConnection>) =>
  ticks.map((tick) => [tick.connectionId, tick.kind === 'spot' ? tick.bid : null]);
const opened = (socket: FakeSocket) => {
  socket.events.onOpen();
  return socket;
};

describe('a connection to a venue', () => {
  it('greets when it is open, and shows what it is', () => {
    const { socket, status } = aConnection();
    expect(status()).toMatchObject({ state: 'connecting', connects: 1 });

    opened(socket(1));

    expect(socket(1).sent).toEqual(['hello']);
    expect(status().state).toBe('open');
  });

  it.each([
    { deadline: 'connect', wait: 9_750, open: false, fault: 'not open after 10000 ms' },
    { deadline: 'message', wait: 4_750, open: true, fault: 'nothing came for 5000 ms' },
  ])('is given up at its $deadline deadline and no sooner', ({ wait, open, fault }) => {
    const { connection, socket, time, status } = aConnection();
    if (open) opened(socket(1));

    time.pass(wait);
    expect(socket(1).ended).toBe(false);
    time.pass(250);

    expect(socket(1).ended).toBe(true);
    expect(status()).toMatchObject({ state: 'waiting', lastFault: fault });
    connection.stop();
    expect(time.pending()).toBe(0);
  });

  it.each(['ping', 'text'] as const)('lives on by a %s from the venue', (sign) => {
    const { socket, time } = aConnection();
    const { events } = opened(socket(1));

    for (let second = 0; second < 20; second += 4) {
      time.pass(4_000);
      if (sign === 'ping') events.onPing();
      else events.onText('BTC-USD 100');
    }

    expect(socket(1).ended).toBe(false);
  });

  it('is given up without heartbeats, whatever else comes', () => {
    const protocol = { deadlines: { connectMs: 10_000, messageMs: 5_000, heartbeatMs: 8_000 } };
    const { socket, time, status } = aConnection({ protocol });
    const { events } = opened(socket(1));

    events.onText('heartbeat');
    for (let second = 0; second < 8; second += 1) {
      events.onText('BTC-USD 100');
      time.pass(1_000);
    }

    expect(status().lastFault).toBe('no heartbeat for 8000 ms');
  });

  it('asks a quiet venue whether it is there, once per silence', () => {
    const { socket, time } = aConnection({ protocol: { probe: { afterQuietMs: 2_000, frame: 'ping' } } });
    const { events, sent } = opened(socket(1));

    time.pass(1_750);
    expect(sent).toEqual(['hello']);
    time.pass(2_000);
    expect(sent).toEqual(['hello', 'ping']);
    events.onText('heartbeat');
    time.pass(2_000);

    expect(sent).toEqual(['hello', 'ping', 'ping']);
  });

  it('does not take its own standstill for the silence of the venue', () => {
    const { socket, time } = aConnection();
    opened(socket(1));

    time.standStill(60_000);
    time.pass(250);
    expect(socket(1).ended).toBe(false);
    time.pass(5_000);

    expect(socket(1).ended).toBe(true);
  });

  it('answers what it is asked, counts what it cannot read and reports what is refused', () => {
    const { socket, status, errors } = aConnection();
    const { events, sent } = opened(socket(1));

    for (const text of ['question', 'nonsense', 'no']) events.onText(text);

    expect(sent).toEqual(['hello', 'answer']);
    expect(status()).toMatchObject({ messages: 3, rejected: { 'not a price': 1, 'refused by the venue': 1 } });
    expect(errors).toEqual([new Error('somewhere refused what somewhere-1 asked: no such symbol')]);
  });

  it('survives a reader that throws', () => {
    const reasons = [new SyntaxError('Unexpected token'), new TypeError('of undefined')];
    const converse = () => ({
      greeting: () => [],
      read: () => {
        throw reasons.shift();
      },
    });
    const { socket, status } = aConnection({ protocol: { converse } });
    const { events } = opened(socket(1));

    events.onText('{');
    events.onText('{}');

    expect(status()).toMatchObject({ state: 'open', rejected: { 'not JSON': 1, unreadable: 1 } });
  });
});

describe('a lost connection', () => {
  it('is told at once, and another one has another id', () => {
    const world = aConnection();
    opened(world.socket(1)).events.onText('BTC-USD 100');

    world.socket(1).events.onClosed('the venue closed the connection: 1006');
    expect(world.lost).toEqual(['somewhere-1']);
    expect(world.status().symbols).toMatchObject([{ symbol: 'BTC-USD', bid: null, ask: null }]);
    world.time.pass(1_000);
    opened(world.socket(2)).events.onText('BTC-USD 101');

    expect(bidsOf(world)).toEqual([
      ['somewhere-1', 100],
      ['somewhere-2', 101],
    ]);
  });

  it('is replaced after delays that double up to half a minute, with full jitter', () => {
    const { socket, sockets, time } = aConnection({ uniform: () => 0.5 });
    const delays = [1_000, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]; // half the bound, and a second at least

    for (const [failed, delay] of delays.entries()) {
      socket(failed + 1).events.onClosed('refused');
      time.pass(delay - 1);
      expect(sockets).toHaveLength(failed + 1);
      time.pass(1);
      expect(sockets).toHaveLength(failed + 2);
    }
  });

  it('never comes back faster than the venue allows', () => {
    const { socket, sockets, time } = aConnection({ uniform: () => 0, protocol: { connectSpacingMs: 1_500 } });

    for (let failed = 1; failed <= 200; failed += 1) {
      socket(failed).events.onClosed('refused');
      time.pass(1_500);
      expect(sockets).toHaveLength(failed + 1);
    }
  });

  it('is no failure after it has given prices for half a minute', () => {
    const { socket, sockets, time } = aConnection({ protocol: { connectSpacingMs: 0 } });
    for (const [failed, delay] of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000].entries()) {
      socket(failed + 1).events.onClosed('refused');
      time.pass(delay);
    }
    const { events } = opened(socket(7));
    for (let second = 0; second <= 30; second += 1) {
      events.onText('BTC-USD 100');
      time.pass(1_000);
    }

    events.onClosed('bye');
    time.pass(1_000);

    expect(sockets).toHaveLength(8);
  });

  it('does not come back after a stop, and leaves no timer', () => {
    const { connection, socket, sockets, time, status } = aConnection();
    opened(socket(1)).events.onText('move');
    time.pass(1_000);

    connection.stop();
    time.pass(HOUR_MS);

    expect(sockets.map(({ ended }) => ended)).toEqual([true, true]);
    expect(status().state).toBe('stopped');
    expect(time.pending()).toBe(0);
  });
});

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
    const { socket, time, status } = aConnection();
    if (open) opened(socket(1));

    time.pass(wait);
    expect(socket(1).ended).toBe(false);
    time.pass(250);

    expect(socket(1).ended).toBe(true);
    expect(status()).toMatchObject({ state: 'waiting', lastFault: fault });
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

describe('a connection whose time is up', () => {
  const aMovingConnection = () => {
    const world = aConnection();
    const old = opened(world.socket(1)).events;
    for (const text of ['BTC-USD 100', 'ETH-USD 10', 'move']) old.onText(text);
    world.time.pass(1_000);
    const successor = opened(world.socket(2)).events;
    return { ...world, old, successor };
  };

  it('is replaced before the venue ends it', () => {
    const { socket, sockets, time } = aConnection({ protocol: { maxLifeMs: 23 * HOUR_MS } });
    const { events } = opened(socket(1));

    for (let seconds = 0; seconds < 23 * 3_600; seconds += 4) {
      expect(sockets).toHaveLength(1);
      events.onText('BTC-USD 100');
      time.pass(4_000);
    }

    expect(sockets).toHaveLength(2);
    expect(socket(1).ended).toBe(false);
  });

  it('goes on until the successor has shown every symbol; each symbol is heard on one of the two', () => {
    const world = aMovingConnection();
    const { old, successor } = world;

    old.onText('BTC-USD 101');
    successor.onText('BTC-USD 102');
    old.onText('BTC-USD 103'); // the successor has it
    old.onText('ETH-USD 11');
    expect(world.socket(1).ended).toBe(false);
    successor.onText('ETH-USD 12');

    expect(world.socket(1).ended).toBe(true);
    expect(bidsOf(world)).toEqual([
      ['somewhere-1', 100],
      ['somewhere-1', 10],
      ['somewhere-1', 101],
      ['somewhere-2', 102],
      ['somewhere-1', 11],
      ['somewhere-2', 12],
    ]);
    expect(world.lost).toEqual([]);
    expect(world.status()).toMatchObject({ state: 'open', connects: 2, lastFault: null });
  });

  it('ends ten seconds after the first tick of its successor, and what only it showed is lost', () => {
    const { old, successor, socket, time, lost } = aMovingConnection();

    successor.onText('BTC-USD 102');
    for (let second = 0; second < 10; second += 1) {
      expect(socket(1).ended).toBe(false);
      old.onText('ETH-USD 11');
      successor.onText('BTC-USD 102');
      time.pass(1_000);
    }

    expect(socket(1).ended).toBe(true);
    expect(lost).toEqual(['somewhere-1']);
  });

  it('goes on when its successor fails, and another one is tried', () => {
    const world = aMovingConnection();
    const { old, successor } = world;
    successor.onText('BTC-USD 102');

    successor.onClosed('bye');
    expect(world.lost).toEqual(['somewhere-2']);
    old.onText('BTC-USD 103');
    world.time.pass(1_000);
    world.socket(3).events.onOpen();
    for (const text of ['BTC-USD 104', 'ETH-USD 12']) world.socket(3).events.onText(text);

    expect(bidsOf(world).slice(2)).toEqual([
      ['somewhere-2', 102],
      ['somewhere-1', 103],
      ['somewhere-3', 104],
      ['somewhere-3', 12],
    ]);
    expect(world.socket(1).ended).toBe(true);
  });

  it('does not wait for a successor that says nothing of use', () => {
    const { old, successor, socket, sockets, time } = aMovingConnection();

    for (let second = 0; second < 31; second += 1) {
      old.onText('BTC-USD 101');
      successor.onText('heartbeat');
      time.pass(1_000);
    }

    expect(socket(1).ended).toBe(false);
    expect(socket(2).ended).toBe(true);
    expect(sockets).toHaveLength(3);
  });

  it('hands over at once when it is lost while its successor is opening', () => {
    const { old, successor, lost, sockets, time, status } = aMovingConnection();

    old.onClosed('bye');
    successor.onText('BTC-USD 102');
    time.pass(4_000);

    expect(lost).toEqual(['somewhere-1']);
    expect(sockets).toHaveLength(2);
    expect(status()).toMatchObject({ state: 'open', symbols: [{ bid: 102 }, { bid: null }] });
  });
});

import { aConnection, type FakeSocket } from './fake-venue.ts';

const HOUR_MS = 3_600_000;
const bidsOf = ({ ticks }: ReturnType<typeof aConnection>) =>
  ticks.map((tick) => [tick.connectionId, tick.kind === 'spot' ? tick.bid : null]);
const opened = (socket: FakeSocket) => {
  socket.events.onOpen();
  return socket;
};

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

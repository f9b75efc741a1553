import { EventEmitter } from 'node:events';
import { makeSocketPlaces } from '../../../src/gateway/socket-places.ts';

const aSocket = () => Object.assign(new EventEmitter(), { conn: new EventEmitter() });
const places = (open = 0) => makeSocketPlaces({ perOwner: 2, perNode: 3 }, () => open);

describe('places for connections', () => {
  it('TR-15: are so many for one account, and another account has its own', () => {
    const { take } = places();

    const [first, second, third] = [take(aSocket(), 'acc_1'), take(aSocket(), 'acc_1'), take(aSocket(), 'acc_1')];

    expect([first?.ok, second?.ok]).toEqual([true, true]);
    expect(third).toMatchObject({
      ok: false,
      rejection: { code: 'RATE_LIMITED', retryable: true, details: { rule: 'SOCKETS_PER_ACCOUNT', limit: 2 } },
    });
    expect(take(aSocket(), 'acc_2').ok).toBe(true);
  });

  it.each([
    { what: 'leaves its namespace', end: (socket: ReturnType<typeof aSocket>) => socket.emit('disconnect') },
    { what: 'is gone before it was let in', end: (socket: ReturnType<typeof aSocket>) => socket.conn.emit('close') },
  ])('are free again, once, when a connection $what', ({ end }) => {
    const { take } = places();
    const leaving = aSocket();
    take(leaving, 'acc_1');
    take(aSocket(), 'acc_1');

    end(leaving);
    leaving.emit('disconnect');
    leaving.conn.emit('close');

    expect([take(aSocket(), 'acc_1').ok, take(aSocket(), 'acc_1').ok]).toEqual([true, false]);
  });

  it.each([
    { open: 3, ok: true },
    { open: 4, ok: false },
  ])('of a node with $open of 3 open, the one that asks among them, are left: $ok', ({ open, ok }) => {
    const room = places(open).hasRoom();

    expect(room.ok).toBe(ok);
    if (!room.ok) expect(room.rejection).toMatchObject({ code: 'RATE_LIMITED', details: { rule: 'SOCKETS_PER_NODE' } });
  });
});

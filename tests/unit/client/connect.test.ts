import { once } from 'node:events';
import { type ClientConnection, type ClientOptions, connectClient } from '../../../src/client/connect.ts';
import type { ClientEvent } from '../../../src/client/events.ts';
import { rejection } from '../../../src/contracts/result.ts';
import { freePort } from '../../support/free-port.ts';
import { type PretendBehaviour, type PretendService, pretendService } from './pretend-service.ts';

const AT = '2026-11-22T08:00:00.000Z';
const held = (seq: number) => ({
  seq,
  type: 'trade.held',
  at: AT,
  rfqId: 'rfq_1',
  data: { tradeId: `trd_${seq}`, reason: 'limit' },
});

let service: PretendService;
let connection: ClientConnection | undefined;

afterEach(async () => {
  connection?.close();
  connection = undefined;
  await service.stop();
});

/** Connects and remembers what comes in; `until` resolves once something it was given is true. */
async function connected(behaviour: PretendBehaviour = {}, options: Partial<ClientOptions> = {}) {
  service = await pretendService(behaviour);
  const events: ClientEvent[] = [];
  const faults: string[] = [];
  const said: string[] = [];
  const waiting = new Set<() => void>();
  const noting =
    <T extends unknown[]>(note: (...args: T) => unknown) =>
    (...args: T): void => {
      note(...args);
      for (const check of waiting) check();
    };
  const result = await connectClient({
    url: service.url,
    auth: () => ({ token: 'a-token' }),
    now: Date.now,
    onEvent: noting((event) => events.push(event)),
    onHello: noting(() => said.push('hello')),
    onDisconnect: noting(() => said.push('lost')),
    onRefused: noting(({ code }) => said.push(`refused ${code}`)),
    onFault: noting(({ message }) => faults.push(message)),
    ...options,
  });
  if (result.ok) connection = result.value;
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!isTrue()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { result, events, faults, said, until, seqs: () => events.map(({ seq }) => seq) };
}

function live(): ClientConnection {
  if (connection === undefined) throw new Error('the test has no connection');
  return connection;
}

describe('connecting a client', () => {
  it('resolves when the service has greeted, and follows its clock', async () => {
    const { result, said } = await connected({ serverTime: () => Date.now() + 60_000 });

    expect(result.ok).toBe(true);
    expect(said).toEqual(['hello']);
    expect(Math.abs(live().serverTime.offsetMs() - 60_000)).toBeLessThan(5_000);
  });

  it('hands the reason on when the service does not let it in', async () => {
    const why = rejection('UNAUTHENTICATED', 'the session token is wrong or has expired');
    const { result } = await connected({ refuse: () => Object.assign(new Error(why.message), { data: why }) });

    expect(result).toEqual({ ok: false, rejection: why });
  });

  it('says UNAVAILABLE and the address when nobody answers in time', async () => {
    service = await pretendService();
    const url = `http://127.0.0.1:${await freePort()}`;

    const result = await connectClient({
      url,
      auth: () => ({ token: 'a-token' }),
      now: Date.now,
      onEvent: () => undefined,
      connectTimeoutMs: 300,
    });

    expect(result).toMatchObject({
      ok: false,
      rejection: { code: 'UNAVAILABLE', message: expect.stringContaining(`no service at ${url}: `) },
    });
  });

  it('asks for the handshake anew at every connection', async () => {
    let count = 0;
    const { until, said } = await connected({}, { auth: () => ({ token: `token-${++count}` }) });

    service.sockets[0]?.conn.close();
    await until(() => said.filter((word) => word === 'hello').length === 2);

    expect(service.handshakes).toEqual([{ token: 'token-1' }, { token: 'token-2' }]);
  });
});

describe('asking the service', () => {
  it('types the answer by the name of the request', async () => {
    const data = { rfqId: 'rfq_1', state: 'cancelled' };
    await connected({ answer: () => ({ ok: true, data }) });

    expect(await live().request('rfq.cancel', { rfqId: 'rfq_1' })).toEqual({ ok: true, value: data });
  });

  it('says UNAVAILABLE when there is no answer in time', async () => {
    await connected({ answer: () => undefined });

    const answer = await live().request('rfq.cancel', { rfqId: 'rfq_1' }, { timeoutMs: 50 });

    expect(answer).toMatchObject({ ok: false, rejection: { code: 'UNAVAILABLE', retryable: true } });
  });

  it('says UNAVAILABLE at once when the connection breaks before the answer', async () => {
    await connected({ answer: () => void service.sockets[0]?.conn.close() });

    const answer = await live().request('rfq.cancel', { rfqId: 'rfq_1' }, { timeoutMs: 60_000 });

    expect(answer).toMatchObject({ ok: false, rejection: { code: 'UNAVAILABLE' } });
  });

  it('keeps nothing back to be sent later when there is no connection', async () => {
    const asked: string[] = [];
    const { until, said } = await connected({ answer: (name) => void asked.push(name) });
    service.sockets[0]?.conn.close();
    await until(() => said.includes('lost'));

    const answer = await live().request('rfq.cancel', { rfqId: 'rfq_1' });
    await until(() => said.filter((word) => word === 'hello').length === 2);

    expect(answer).toMatchObject({ ok: false, rejection: { code: 'UNAVAILABLE' } });
    expect(asked).toEqual([]);
  });
});

describe('following the events of an account', () => {
  it('brings what was missed while the connection was broken', async () => {
    const { until, events, seqs } = await connected();
    service.emit(held(1));
    await until(() => events.length === 1);

    service.sockets[0]?.conn.close();
    service.emit(held(2), { lose: true });
    service.emit(held(3), { lose: true });
    await until(() => events.length === 3);

    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('notices a gap by itself and has it filled', async () => {
    const { until, events, seqs } = await connected();

    service.emit(held(1), { lose: true });
    service.emit(held(2));
    await until(() => events.length === 2);

    expect(seqs()).toEqual([1, 2]);
  });

  it('comes back when the service has closed the socket on purpose', async () => {
    const { until, events, said } = await connected();

    service.sockets[0]?.disconnect(true);
    await until(() => said.length === 3);
    service.emit(held(1));
    await until(() => events.length === 1);

    expect(said).toEqual(['hello', 'lost', 'hello']);
  });

  it('says so when it is not let in again', async () => {
    let isOpen = true;
    const why = rejection('UNAUTHENTICATED', 'signed out');
    const { until, said } = await connected({
      refuse: () => (isOpen ? undefined : Object.assign(new Error(why.message), { data: why })),
    });

    isOpen = false;
    service.sockets[0]?.conn.close();
    await until(() => said.includes('refused UNAUTHENTICATED'));

    expect(said).toEqual(['hello', 'lost', 'refused UNAUTHENTICATED']);
  });

  it('passes over an event it cannot read, says so, and goes on', async () => {
    const { until, events, faults, seqs } = await connected();

    service.emit({ seq: 1, type: 'quote.sung' } as { seq: number });
    service.emit(held(2));
    await until(() => events.length === 1);

    expect(seqs()).toEqual([2]);
    expect(faults).toHaveLength(1);
  });

  it('stays closed once the program has closed it', async () => {
    const { said } = await connected();
    const socket = service.sockets[0];
    if (socket === undefined) throw new Error('the service saw no socket');
    const gone = once(socket, 'disconnect');

    live().close();
    await gone;

    expect(said).toEqual(['hello']);
    expect(live().isConnected()).toBe(false);
  });
});

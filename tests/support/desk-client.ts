import { io, type Socket } from 'socket.io-client';
import type { DeskValuation, SendQuoteAnswer } from '../../src/contracts/desk.ts';
import type {
  DeskAnswer,
  DeskEvent,
  DeskHello,
  DeskNotice,
  DeskRequestInput,
  DeskRequestName,
} from '../../src/contracts/desk-socket.ts';
import type { Answer } from '../../src/contracts/result.ts';
import { anRfq, signIn, type TestClient } from './client.ts';
import type { TestService } from './service.ts';
import { waitFor } from './wait-for.ts';

const WAIT_MS = 30_000;

/** A bare socket.io program on `/v1/desk`: what a trader's screen could be written from. */
export interface TestDesk {
  readonly socket: Socket;
  readonly hello: DeskHello;
  readonly events: readonly DeskEvent[];
  readonly notices: readonly DeskNotice[];
  readonly valuations: readonly DeskValuation[];
  request<N extends DeskRequestName>(name: N, payload: DeskRequestInput<N>): Promise<Answer<DeskAnswer<N>>>;
  /** What `request` was answered with; throws the refusal. */
  done<N extends DeskRequestName>(name: N, payload: DeskRequestInput<N>): Promise<DeskAnswer<N>>;
  close(): void;
}

/** @throws the server's refusal when the handshake is not admitted. */
export async function deskAs(service: Pick<TestService, 'url' | 'credentials'>, username: string): Promise<TestDesk> {
  const { token } = await signIn(service, username);
  const socket = io(`${service.url}/v1/desk`, {
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
  });
  const events: DeskEvent[] = [];
  const notices: DeskNotice[] = [];
  const valuations: DeskValuation[] = [];
  socket.on('event', (event: DeskEvent) => events.push(event));
  socket.on('notice', (notice: DeskNotice) => notices.push(notice));
  socket.on('valuation', (valuation: DeskValuation) => valuations.push(valuation));
  const hello = await new Promise<DeskHello>((resolve, reject) => {
    socket.once('hello', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject('data' in error ? error.data : error);
    });
  });
  const request: TestDesk['request'] = (name, payload) => socket.timeout(WAIT_MS).emitWithAck(name, payload);
  return {
    socket,
    hello,
    events,
    notices,
    valuations,
    request,
    async done(name, payload) {
      const answer = await request(name, payload);
      if (!answer.ok) throw new Error(`${name} was refused: ${answer.error.code} ${answer.error.message}`);
      return answer.data;
    },
    close: () => socket.close(),
  };
}

/** Asks for a person, and waits until the client has been told that the request is queued. */
export async function queuedRfq(client: TestClient, changes: Parameters<typeof anRfq>[0] = {}): Promise<string> {
  const answer = await client.request('rfq.create', anRfq({ manual: true, ...changes }));
  if (!answer.ok) throw new Error(`the request was refused: ${answer.error.code} ${answer.error.message}`);
  const { rfqId } = answer.data;
  await waitFor(`rfq.queued of ${rfqId}`, () =>
    client.events.some((event) => event.rfqId === rfqId && event.type === 'rfq.queued'),
  );
  return rfqId;
}

/** A price for both sides that nobody else has to approve, on a request that this trader has picked up. */
export async function sendSpread(
  desk: TestDesk,
  rfqId: string,
  more: Partial<DeskRequestInput<'quote.send'>> = {},
): Promise<SendQuoteAnswer> {
  return desk.done('quote.send', { rfqId, spread: '200', ...more });
}

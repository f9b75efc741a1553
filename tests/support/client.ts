import { io, type Socket } from 'socket.io-client';
import type { EventData, EventEnvelope, EventType } from '../../src/contracts/events.ts';
import type { QuoteView } from '../../src/contracts/quote.ts';
import type { Answer } from '../../src/contracts/result.ts';
import type { Hello, SessionView } from '../../src/contracts/session.ts';
import type { ClientAnswer, ClientRequestInput, ClientRequestName } from '../../src/contracts/socket.ts';
import type { Database } from '../../src/platform/database/database.ts';
import type { TestService } from './service.ts';

const WAIT_MS = 30_000;

/** A bare socket.io program on `/v1/client`: what an outside client could write from the contract alone. */
export interface TestClient {
  readonly socket: Socket;
  readonly hello: Hello;
  /** Every event received, in the order of arrival. */
  readonly events: readonly EventEnvelope[];
  request<N extends ClientRequestName>(name: N, payload: ClientRequestInput<N>): Promise<Answer<ClientAnswer<N>>>;
  /** The first event of the type that satisfies `where`, received already or still to come. */
  event<T extends EventType>(type: T, where?: (data: EventData<T>) => boolean): Promise<EventData<T>>;
  close(): void;
}

export async function signIn(
  service: Pick<TestService, 'url' | 'credentials'>,
  username: string,
): Promise<SessionView> {
  const password = service.credentials.users.find((user) => user.username === username)?.password;
  const answer = await call<SessionView>(service.url, {
    method: 'POST',
    path: '/sessions',
    body: { username, password },
  });
  if (!answer.ok) throw new Error(`${username} could not sign in: ${answer.error.message}`);
  return answer.data;
}

export async function call<T>(
  url: string,
  { method = 'GET', path, token, body }: { method?: string; path: string; token?: string; body?: unknown },
): Promise<Answer<T>> {
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Answer<T>;
}

export async function connectAs(
  service: Pick<TestService, 'url' | 'credentials'>,
  username: string,
): Promise<TestClient> {
  const { token } = await signIn(service, username);
  return connect(service.url, { token });
}

/** @throws the server's refusal when the handshake is not admitted. */
export async function connect(url: string, auth: object): Promise<TestClient> {
  const socket = io(`${url}/v1/client`, { transports: ['websocket'], auth, reconnection: false, forceNew: true });
  const events: EventEnvelope[] = [];
  const watchers = new Set<() => void>();
  socket.on('event', (envelope: EventEnvelope) => {
    events.push(envelope);
    for (const watcher of [...watchers]) watcher();
  });
  const hello = await new Promise<Hello>((resolve, reject) => {
    socket.once('hello', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject('data' in error ? error.data : error);
    });
  });
  return {
    socket,
    hello,
    events,
    request: (name, payload) => socket.timeout(WAIT_MS).emitWithAck(name, payload),
    event: (type, where) => awaitEvent({ events, watchers }, { type, where }),
    close: () => socket.close(),
  };
}

function awaitEvent<T extends EventType>(
  { events, watchers }: { events: readonly EventEnvelope[]; watchers: Set<() => void> },
  { type, where }: { type: T; where: ((data: EventData<T>) => boolean) | undefined },
): Promise<EventData<T>> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = events.find((event) => event.type === type && (where?.(event.data as EventData<T>) ?? true));
      if (found === undefined) return;
      clearTimeout(timer);
      watchers.delete(look);
      resolve(found.data as EventData<T>);
    };
    const timer = setTimeout(() => {
      watchers.delete(look);
      const seen = events.map((event) => `${event.seq} ${event.type}`).join(', ');
      reject(new Error(`${type} did not come within ${WAIT_MS} ms; seen: ${seen || 'nothing'}`));
    }, WAIT_MS);
    watchers.add(look);
    look();
  });
}

let counter = 0;
/** An id no other test of this process uses. */
export function freshId(prefix: string): string {
  counter += 1;
  return `${prefix}-${counter}`;
}

type Request = ClientRequestInput<'rfq.create'>;

/** A dollar-settled BTC call, two-way, 1 BTC, a few months out, with whatever a test changes. */
export function anRfq(changes: Partial<Request> = {}): Request {
  return {
    clientRfqId: freshId('rfq'),
    legs: [aLeg()],
    side: 'two-way',
    quantity: '1',
    premiumCurrency: 'USD',
    ...changes,
  };
}

type LegInput = Request['legs'][number];

export function aLeg(
  instrument: Partial<Extract<LegInput['instrument'], { kind: 'option' }>> = {},
  leg: Partial<LegInput> = {},
): LegInput {
  return {
    instrument: {
      kind: 'option',
      underlying: 'BTC-USD',
      optionType: 'call',
      strike: '105000',
      exercise: 'european',
      expiry: expiryInDays(60),
      settlement: { method: 'cash', style: 'linear', currency: 'USD', fixing: 'DERIBIT_TWAP30' },
      ...instrument,
    },
    ...leg,
  };
}

export function aForward(strike?: string): LegInput {
  return {
    instrument: {
      kind: 'forward',
      underlying: 'BTC-USD',
      expiry: expiryInDays(60),
      ...(strike === undefined ? {} : { strike }),
      settlement: { method: 'cash', style: 'linear', currency: 'USD', fixing: 'DERIBIT_TWAP30' },
    },
  };
}

/** 08:00 UTC, so many days after today. */
export function expiryInDays(days: number): string {
  const today = new Date();
  today.setUTCHours(8, 0, 0, 0);
  return new Date(today.getTime() + days * 86_400_000).toISOString();
}

/** Asks and waits for the live quote. */
export async function quoteFor(client: TestClient, changes: Partial<Request> = {}): Promise<QuoteView> {
  const answer = await client.request('rfq.create', anRfq(changes));
  if (!answer.ok) throw new Error(`the request was refused: ${answer.error.code} ${answer.error.message}`);
  return client.event('quote.live', (quote) => quote.rfqId === answer.data.rfqId);
}

/** An acceptance that echoes the quote as it must, with whatever a test changes. */
/** The id of what is to be confirmed; nothing for a quote without warnings. */
export function confirmed({ warnings }: Pick<QuoteView, 'warnings'>): { acknowledgedWarningId?: string } {
  const [warning] = warnings;
  return warning === undefined ? {} : { acknowledgedWarningId: warning.id };
}

export function anAcceptance(
  quote: QuoteView,
  changes: Partial<ClientRequestInput<'quote.accept'>> = {},
): ClientRequestInput<'quote.accept'> {
  const side = changes.side ?? (quote.offer === null ? 'sell' : 'buy');
  return {
    clientAcceptId: freshId('accept'),
    rfqId: quote.rfqId,
    quoteId: quote.quoteId,
    version: quote.version,
    side,
    price: (side === 'buy' ? quote.offer : quote.bid) ?? '0',
    quantity: quote.quantity,
    ...confirmed(quote),
    ...changes,
  };
}

/** What the database says, which is what counts. */
export async function stateOf(db: Database, rfqId: string): Promise<string> {
  const row = await db.selectFrom('rfq').select('state').where('rfq_id', '=', rfqId).executeTakeFirstOrThrow();
  return row.state;
}

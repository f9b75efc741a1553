import { io, type Socket } from 'socket.io-client';
import type { DemoCredentials } from '../../src/demo/seed.ts';

interface Desk {
  readonly url: string;
  readonly credentials: DemoCredentials;
  readonly loseBookings: (lose: boolean) => void;
}

type Json = Readonly<Record<string, unknown>>;
interface Quote {
  readonly rfqId: string;
  readonly quoteId: string;
  readonly version: number;
  readonly offer: string;
  readonly quantity: string;
}

const CALL = {
  instrument: {
    kind: 'option',
    underlying: 'BTC-USD',
    optionType: 'call',
    strike: '105000',
    exercise: 'european',
    expiry: '2027-03-26T08:00:00.000Z',
    settlement: { method: 'cash', style: 'linear', currency: 'USD', fixing: 'DERIBIT_TWAP30' },
  },
};
const ASK = { legs: [CALL], side: 'two-way', quantity: '10', premiumCurrency: 'USD' };

const HIDDEN = '…';

/** One client's session with every request and most events, and the reads beside it; what was said, by example name. */
export async function recordJourney(desk: Desk): Promise<ReadonlyMap<string, unknown>> {
  const said = new Map<string, unknown>();
  const token = await recordSignIn(desk, said);
  const client = await connectClient(desk.url, token, said);
  await recordTrade(client, said);
  await recordEndings(client, said);
  await recordRefusals(client, said);
  await recordDesk(desk, client, said);
  const staff = await signIn(desk, 'compliance-1');
  await recordReads(desk, { client: token, staff, said });
  await recordHeldTrade(desk, { client, staff, said });
  client.socket.close();
  return said;
}

interface Client {
  readonly socket: Socket;
  /** Emits, waits for the answer, and keeps both under `name` and its form. */
  ask(name: string, payload: unknown, as?: string): Promise<Json>;
  event(type: string, rfqId: string): Promise<Json>;
}

async function connectClient(url: string, token: string, said: Map<string, unknown>): Promise<Client> {
  const socket = io(`${url}/v1/client`, { transports: ['websocket'], auth: { token } });
  const events: Json[] = [];
  socket.on('event', (event: Json) => events.push(event));
  said.set('hello message', await new Promise((resolve) => socket.once('hello', resolve)));
  return {
    socket,
    async ask(name, payload, as = name) {
      const answer = await socket.emitWithAck(name, payload);
      said.set(`${as} request`, payload);
      said.set(`${as} ${answer.ok ? 'answer' : 'refused'}`, answer);
      return answer;
    },
    async event(type, rfqId) {
      const found = () => events.find((event) => event['type'] === type && event['rfqId'] === rfqId);
      for (let event = found(); ; event = found()) {
        if (event !== undefined) {
          said.set(`${type} event`, event);
          return event;
        }
        await new Promise((resolve) => socket.once('event', resolve));
      }
    },
  };
}

let asked = 0;

async function quoteFor(client: Client, changes: object = {}): Promise<Quote> {
  asked += 1;
  const answer = await client.socket.emitWithAck('rfq.create', { clientRfqId: `rfq-0${asked}`, ...ASK, ...changes });
  const event = await client.event('quote.live', answer.data.rfqId);
  return event['data'] as unknown as Quote;
}

function acceptance({ rfqId, quoteId, version, offer, quantity }: Quote, clientAcceptId: string) {
  return { clientAcceptId, rfqId, quoteId, version, side: 'buy', price: offer, quantity };
}

async function recordTrade(client: Client, said: Map<string, unknown>): Promise<void> {
  const created = await client.ask('rfq.create', { clientRfqId: 'rfq-2026-0001', ...ASK });
  const { rfqId } = created['data'] as unknown as Quote;
  await client.event('rfq.received', rfqId);
  const live = await client.event('quote.live', rfqId);
  const quote = live['data'] as unknown as Quote;
  await client.ask('quote.accept', acceptance(quote, 'accept-2026-0001'));
  await client.event('quote.accepted', rfqId);
  await client.event('trade.booked', rfqId);
  await client.ask('session.resume', { afterSeq: 2 });
  await client.ask('session.safety', { cancelOnDisconnect: { graceMs: 5_000 }, deadManMs: 60_000 });
  await client.ask('session.safety', {}, 'session.safety off');
  await client.ask('session.digest', {});
  const market = new Promise((resolve) => client.socket.once('market', resolve));
  await client.ask('market.subscribe', { underlyings: ['BTC-USD', 'ETH-USD'] });
  said.set('market message', await market);
  await client.ask('market.unsubscribe', { underlyings: ['ETH-USD'] });
  await client.ask('catalogue.get', {});
  const catalogue = said.get('catalogue.get answer') as { ok: true; data: { entries: unknown[] } };
  const entries = catalogue.data.entries.slice(0, 2);
  said.set('catalogue.get answer', { ...catalogue, data: { ...catalogue.data, entries } });
}

async function recordEndings(client: Client, said: Map<string, unknown>): Promise<void> {
  const trade = { live: said.get('quote.live event') };
  const cancelled = await quoteFor(client);
  await client.ask('rfq.cancel', { rfqId: cancelled.rfqId });
  await client.event('rfq.cancelled', cancelled.rfqId);
  const passed = await quoteFor(client);
  await client.ask('quote.pass', { rfqId: passed.rfqId, quoteId: passed.quoteId, reason: 'too wide' });
  await client.event('quote.passed', passed.rfqId);
  const expired = await quoteFor(client, { desiredTtlMs: 1000 });
  await client.event('quote.expired', expired.rfqId);
  await client.ask('quote.accept', acceptance(expired, 'accept-2026-0002'), 'a late quote.accept');
  said.set('quote.live event', trade.live);
}

async function recordRefusals(client: Client, said: Map<string, unknown>): Promise<void> {
  await client.ask('rfq.create', { clientRfqId: 'rfq-2026-0001', ...ASK, quantity: '20' }, 'a reused clientRfqId');
  await client.ask('rfq.create', { clientRfqId: 'rfq-2026-0002', ...ASK, quantity: 20 }, 'a wrong rfq.create');
  await client.ask('rfq.create', { clientRfqId: 'rfq-2026-0003', ...ASK, quantity: '501' }, 'a large rfq.create');
  const { error } = said.get('a large rfq.create refused') as { error: { details: { rfqId: string } } };
  await client.event('rfq.rejected', error.details.rfqId);
}

async function recordHeldTrade(
  desk: Desk,
  { client, staff, said }: { client: Client; staff: string; said: Map<string, unknown> },
): Promise<void> {
  const live = said.get('quote.live event');
  const accept = said.get('quote.accept answer');
  desk.loseBookings(true);
  const quote = await quoteFor(client);
  await client.socket.emitWithAck('quote.accept', acceptance(quote, 'accept-2026-0003'));
  const path = '/approvals/apr_option-btc-linear-ipi-buy/suspend';
  const suspended = await call(desk.url, { path, token: staff, body: { reason: 'model under review' } });
  said.set('POST /api/v1/approvals/:id/suspend answer', suspended);
  await client.event('trade.held', quote.rfqId);
  desk.loseBookings(false);
  await client.ask('rfq.create', { clientRfqId: 'rfq-2026-0004', ...ASK }, 'a suspended rfq.create');
  said.set('quote.live event', live);
  said.set('quote.accept answer', accept);
}

/** A request for a person, whose quote is taken back to be reworked. */
async function recordDesk(desk: Desk, client: Client, said: Map<string, unknown>): Promise<void> {
  const live = said.get('quote.live event');
  const asked = await client.socket.emitWithAck('rfq.create', { clientRfqId: 'rfq-2026-0005', ...ASK, manual: true });
  const { rfqId } = asked.data as Quote;
  await client.event('rfq.queued', rfqId);
  const token = await signIn(desk, 'trader');
  const step = (path: string, body: object) => call(desk.url, { path: `/desk/${path}`, token, body });
  await step(`rfqs/${rfqId}/pick-up`, {});
  const sent = await step(`rfqs/${rfqId}/quotes`, { spread: '60' });
  const { quoteId } = sent['data'] as unknown as Quote;
  await step(`quotes/${quoteId}/withdraw`, { rework: true });
  await client.event('quote.withdrawn', rfqId);
  await step(`rfqs/${rfqId}/reject`, { reason: 'recorded' });
  said.set('quote.live event', live);
}

async function recordReads(
  { url }: Desk,
  { client, staff, said }: { client: string; staff: string; said: Map<string, unknown> },
): Promise<void> {
  const { rfqId, data } = said.get('quote.live event') as { rfqId: string; data: Quote };
  const get = async (name: string, path: string, token: string) => said.set(name, await call(url, { path, token }));
  await get('GET /api/v1/rfqs answer', '/rfqs?limit=1', client);
  await get('GET /api/v1/trades answer', '/trades?limit=1', client);
  await get('GET /api/v1/positions answer', '/positions', client);
  await get('GET /api/v1/quotes/:id answer to staff', `/quotes/${data.quoteId}`, staff);
  await get('a missing quote refused', `/quotes/qt_${rfqId.slice(4)}`, client);
}

async function recordSignIn(desk: Desk, said: Map<string, unknown>): Promise<string> {
  const username = 'harbour';
  const token = await signIn(desk, username);
  const password = passwordOf(desk, username);
  const answer = await call(desk.url, { path: '/sessions', body: { username, password } });
  said.set('POST /api/v1/sessions request', { username, password: HIDDEN });
  said.set('POST /api/v1/sessions answer', { ...answer, data: { ...(answer['data'] as object), token: HIDDEN } });
  return token;
}

async function signIn(desk: Desk, username: string): Promise<string> {
  const body = { username, password: passwordOf(desk, username) };
  const answer = await call(desk.url, { path: '/sessions', body });
  return (answer['data'] as unknown as { token: string }).token;
}

function passwordOf({ credentials }: Desk, username: string): string | undefined {
  return credentials.users.find((user) => user.username === username)?.password;
}

async function call(
  url: string,
  { path, token, body }: { path: string; token?: string; body?: unknown },
): Promise<Json> {
  const response = await fetch(`${url}/api/v1${path}`, {
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await response.json()) as Json;
}

import { anRfq, connectAs, quoteFor, signIn, type TestClient } from '../support/client.ts';
import { type RawClient, rawClient } from '../support/raw-client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const CAP = 5;
const PER_SECOND = 200;
const SOCKETS = 8;
const used = useService({
  settings: {
    LIVE_QUOTES_PER_ACCOUNT: String(CAP),
    SOCKET_MESSAGES_PER_SECOND: String(PER_SECOND),
    SOCKETS_PER_ACCOUNT: String(SOCKETS),
  },
});

const live = { side: 'buy', quantity: '0.01', desiredTtlMs: 60_000 } as const;

async function endAll(client: TestClient): Promise<void> {
  const open = await used.service.db
    .selectFrom('rfq')
    .select('rfq_id')
    .where('account_id', '=', client.hello.account)
    .where('state', 'in', ['quoted', 'queued'])
    .execute();
  for (const { rfq_id: rfqId } of open) await client.request('rfq.cancel', { rfqId });
}

async function raw(): Promise<RawClient> {
  const { token } = await signIn(used.service, 'harbour');
  return rawClient(used.service.url, token);
}

/** Another account trades on as if nothing were. */
async function othersAreServed(): Promise<void> {
  const kowloon = await connectAs(used.service, 'kowloon');
  const quote = await quoteFor(kowloon, live);
  await kowloon.request('rfq.cancel', { rfqId: quote.rfqId });
  kowloon.close();
}

describe(`an account with ${CAP} requests open`, () => {
  afterEach(() => endAll(used.client));

  it('is refused one more, by name of the cap, until one of them has ended', async () => {
    const quotes = [];
    for (let index = 0; index < CAP; index += 1) quotes.push(await quoteFor(used.client, live));

    const refused = await used.client.request('rfq.create', anRfq(live));
    await othersAreServed();
    await used.client.request('rfq.cancel', { rfqId: quotes[0]?.rfqId ?? '' });

    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'RATE_LIMITED', retryable: true, details: { limit: CAP } },
    });
    await waitFor('a place', async () => (await used.client.request('rfq.create', anRfq(live))).ok);
  });

  it('gets the answer it had when it asks again for one of them', async () => {
    const first = anRfq(live);
    const answer = await used.client.request('rfq.create', first);
    for (let index = 1; index < CAP; index += 1) await quoteFor(used.client, live);

    const again = await used.client.request('rfq.create', first);

    expect(again).toMatchObject({ ok: true, data: { rfqId: answer.ok && answer.data.rfqId, state: 'quoted' } });
  });

  it('never has more, however many are sent at once, of whatever kind', async () => {
    const changes = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? live : { ...live, manual: true }));

    // What the test before has ended may still be counted, for a tenth of a second.
    await waitFor('a place', async () => (await used.client.request('rfq.create', anRfq(live))).ok);

    const answers = await Promise.all(changes.map((change) => used.client.request('rfq.create', anRfq(change))));

    const codes = answers.map((answer) => (answer.ok ? 'open' : answer.error.code));
    expect(codes.filter((code) => code === 'open')).toHaveLength(CAP - 1);
    expect(new Set(codes)).toEqual(new Set(['open', 'RATE_LIMITED']));
  });
});

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const valid = () => JSON.stringify(anRfq(live));

describe('a hostile payload', () => {
  it.each([
    { what: 'an array', payload: '[]' },
    { what: 'an array of requests', payload: `[${valid()}]` },
    { what: 'null', payload: 'null' },
    { what: 'a number', payload: '1e400' },
    { what: 'a text', payload: '"rfq"' },
    { what: '20,000 levels of arrays', payload: nested(20_000) },
    { what: '10,000 levels inside a field', payload: `{"legs":${nested(10_000)}}` },
    { what: 'an own key __proto__', payload: `{"__proto__":{"manual":true},${valid().slice(1)}` },
    { what: 'an own key constructor', payload: `{"constructor":{"prototype":{}},${valid().slice(1)}` },
    {
      what: 'a leg of keys that a prototype has',
      payload: '{"legs":[{"instrument":{"__proto__":null,"kind":"toString"}}]}',
    },
    { what: 'a quantity of 40,000 digits', payload: valid().replace('"0.01"', `"${'9'.repeat(40_000)}"`) },
    { what: 'a quantity with a huge exponent', payload: valid().replace('"0.01"', '"1e999999999"') },
    { what: 'a number that is no decimal', payload: valid().replace('"0.01"', '"Infinity"') },
    { what: 'an id of 30,000 characters', payload: `{"clientRfqId":"${'x'.repeat(30_000)}"}` },
    {
      what: '4,000 unknown keys',
      payload: JSON.stringify(Object.fromEntries(Array.from({ length: 4_000 }, (_, i) => [`k${i}`, i]))),
    },
    { what: '1,000 legs', payload: `{"legs":[${Array.from({ length: 1_000 }, () => '{}').join(',')}]}` },
  ])('$what is refused in few words, and the connection lives', async ({ payload }) => {
    const client = await raw();

    const answer = await client.request('rfq.create', payload);
    const next = await client.request('catalogue.get', '{}');

    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', retryable: false } });
    expect(JSON.stringify(answer).length).toBeLessThan(1_000);
    expect(next).toMatchObject({ ok: true });
    client.close();
  });

  it.each(['rfq.destroy', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'x'.repeat(30_000)])(
    'to an event of a strange name is refused the same way',
    async (name) => {
      const client = await raw();

      const answer = await client.request(name, '{}');

      expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path: 'event' } } });
      expect(JSON.stringify(answer).length).toBeLessThan(1_000);
      client.close();
    },
  );

  it.each([
    { what: 'over 64 kB', frame: `42/v1/client,1["rfq.create","${'x'.repeat(70_000)}"]` },
    { what: 'that is no packet', frame: '42/v1/client,1{]' },
    { what: 'of a name that the library keeps to itself', frame: '42/v1/client,1["disconnect",{}]' },
    { what: 'with more attachments than there can be', frame: '451000000-/v1/client,1["rfq.create",{}]' },
    { what: 'of bytes that nobody announced', frame: Buffer.alloc(1_000) },
  ])('in a frame $what ends that connection alone', async ({ frame }) => {
    const client = await raw();

    client.frame(frame);
    await client.closed;

    expect((await used.client.request('catalogue.get', {})).ok).toBe(true);
    await othersAreServed();
  });

  it.each([
    { what: 'over 64 kB', body: JSON.stringify({ clientRfqId: 'x'.repeat(70_000) }) },
    { what: 'that is no JSON', body: '{"legs":' },
    { what: 'of 20,000 levels', body: nested(20_000) },
    { what: 'with an own key __proto__', body: `{"__proto__":{},${valid().slice(1)}` },
  ])('in an HTTP body $what is refused', async ({ body }) => {
    const { token } = await signIn(used.service, 'harbour');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

    const response = await fetch(`${used.service.url}/api/v1/rfqs`, { method: 'POST', headers, body });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
  });
});

describe('a flood', () => {
  const MANY = PER_SECOND * 15;

  it.each(['rfq.create', 'no.such.event'])(`of ${MANY} %s at once is answered, and others are served`, async (name) => {
    const flooder = await connectAs(used.service, 'harbour');
    const startedAt = performance.now();

    const answering = Promise.all(
      Array.from({ length: MANY }, () => flooder.socket.timeout(10_000).emitWithAck(name, { quantity: 'many' })),
    );
    await othersAreServed();
    const answers = await answering;

    const codes = answers.map((answer) => (answer as { error: { code: string } }).error.code);
    const seconds = Math.floor((performance.now() - startedAt) / 1_000) + 1;
    expect(new Set(codes)).toEqual(new Set(['VALIDATION_FAILED', 'RATE_LIMITED']));
    expect(codes.filter((code) => code === 'VALIDATION_FAILED').length).toBeLessThanOrEqual(PER_SECOND * seconds);
    flooder.close();
  });

  it('of 10,000 that does not stop ends the connection, and its program resumes', async () => {
    const flooder = await connectAs(used.service, 'harbour');
    const ended = new Promise((resolve) => flooder.socket.once('disconnect', resolve));

    for (let index = 0; index < 10_000; index += 1) flooder.socket.emit('no.such.event', {}, () => undefined);

    expect(await ended).toBe('io server disconnect');
    await othersAreServed();
    const again = await connectAs(used.service, 'harbour');
    expect(await again.request('session.resume', { afterSeq: again.hello.lastSeq })).toMatchObject({ ok: true });
    again.close();
  });
});

describe(`an account with ${SOCKETS} connections open`, () => {
  it('TR-15: is refused one more at the handshake, by name of the rule, until one of them has ended', async () => {
    const open: TestClient[] = [];
    for (let index = 0; index < SOCKETS; index += 1) open.push(await connectAs(used.service, 'lantau'));

    const refused = await connectAs(used.service, 'lantau').catch((refusal: unknown) => refusal);
    await othersAreServed();
    open[0]?.close();

    expect(refused).toMatchObject({ code: 'RATE_LIMITED', details: { rule: 'SOCKETS_PER_ACCOUNT', limit: SOCKETS } });
    await waitFor('a place', async () => {
      const again = await connectAs(used.service, 'lantau').catch(() => null);
      if (again !== null) open.push(again);
      return again !== null;
    });
    for (const client of open) client.close();
  });
});

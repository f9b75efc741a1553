import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpClient, signIn } from '../../../src/client/http.ts';
import { freePort } from '../../support/free-port.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: Server;
let url: string;
let seen: Seen[];
let reply: { status: number; body: string };

beforeEach(async () => {
  seen = [];
  server = createServer((req, res) => {
    void bodyOf(req).then((body) => {
      seen.push({ method: req.method, url: req.url, authorization: req.headers.authorization, body });
      res.writeHead(reply.status).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text;
}

const answers = (status: number, body: unknown) => {
  reply = { status, body: JSON.stringify(body) };
};

describe('calling the HTTP interface', () => {
  it('signs in with a body and without a token', async () => {
    const session = {
      token: 't',
      expiresAt: '2026-11-22T08:00:00.000Z',
      username: 'harbour',
      role: 'client-trader',
      accountId: 'acc_1',
    };
    answers(201, { ok: true, data: session });

    const answer = await signIn({ url }, { username: 'harbour', password: 'p' });

    expect(answer).toEqual({ ok: true, value: session });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/api/v1/sessions',
        authorization: undefined,
        body: '{"username":"harbour","password":"p"}',
      },
    ]);
  });

  it('asks for a page with its limit and cursor under the session', async () => {
    answers(200, { ok: true, data: { items: [], nextCursor: null } });

    await httpClient({ url }, 'token-1').getTrades({ limit: 5, cursor: 'trd_9' });

    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: '/api/v1/trades?limit=5&cursor=trd_9',
      authorization: 'Bearer token-1',
    });
  });

  it('cannot be led to another path by an id', async () => {
    answers(404, { ok: false, error: { code: 'NOT_FOUND', message: 'no', retryable: false } });

    const answer = await httpClient({ url }, 't').changeApproval('../sessions?x=1', 'revoke', {
      reason: 'because',
    });

    expect(seen[0]).toMatchObject({
      url: '/api/v1/approvals/..%2Fsessions%3Fx%3D1/revoke',
      body: '{"reason":"because"}',
    });
    expect(answer).toMatchObject({ ok: false, rejection: { code: 'NOT_FOUND' } });
  });

  it.each([
    { what: 'a gateway in between answers in HTML', status: 502, body: '<html>' },
    { what: 'the body is empty', status: 200, body: '' },
  ])('is UNAVAILABLE, naming the status, when $what', async ({ status, body }) => {
    reply = { status, body };

    expect(await httpClient({ url }, 't').getRfqs()).toMatchObject({
      ok: false,
      rejection: { code: 'UNAVAILABLE', message: `${url} answered HTTP ${status}, and not in JSON` },
    });
  });

  it('is UNAVAILABLE, with the reason, when nobody is there', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;

    expect(await signIn({ url: nowhere }, { username: 'a', password: 'b' })).toMatchObject({
      ok: false,
      rejection: { code: 'UNAVAILABLE', message: expect.stringMatching(`no service at ${nowhere}: .*ECONNREFUSED`) },
    });
  });
});

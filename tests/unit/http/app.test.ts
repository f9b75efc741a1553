import express from 'express';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import request from 'supertest';
import { operationsApp } from '../../../src/http/app.ts';
import { errorHandler } from '../../../src/http/respond.ts';

const silent = pino({ level: 'silent' });

const operations = (missing: Record<string, string>, notes: Record<string, string> = {}) =>
  operationsApp({
    version: '1.2.3',
    registry: new Registry(),
    log: silent,
    notReady: async () => missing,
    notes: async () => notes,
  });

describe('what operators and load balancers ask', () => {
  it('answers alive whatever else is wrong', async () => {
    const { status, body } = await request(operations({ database: 'gone' })).get('/healthz');

    expect([status, body.data]).toEqual([
      200,
      { status: 'alive', version: '1.2.3', uptimeSeconds: expect.any(Number) },
    ]);
  });

  it('answers ready when nothing is missing, and 503 naming each part that is', async () => {
    const ready = await request(operations({})).get('/readyz');
    const not = await request(operations({ database: 'connection refused' })).get('/readyz');

    expect([ready.status, ready.body]).toEqual([200, { ok: true, data: { status: 'ready' } }]);
    expect([not.status, not.body.error]).toEqual([
      503,
      { code: 'UNAVAILABLE', message: 'not ready', retryable: true, details: { database: 'connection refused' } },
    ]);
  });

  it('AU-02: stays ready when somebody has to look, and says at what', async () => {
    const { status, body } = await request(operations({}, { audit: 'AU-02 CHAIN_BREAK: 1 fault' })).get('/readyz');

    expect([status, body.data]).toEqual([200, { status: 'ready', notes: { audit: 'AU-02 CHAIN_BREAK: 1 fault' } }]);
  });

  it('does not say what serves it', async () => {
    const { headers } = await request(operations({})).get('/healthz');

    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('lets browsers take scripts and styles from the service alone, none inside a page, and no frame around one', async () => {
    const { headers } = await request(operations({})).get('/healthz');

    const policy = headers['content-security-policy'];
    for (const rule of [
      "script-src 'self';",
      "style-src 'self';",
      "script-src-attr 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toMatch(/unsafe|https:|\*/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  it('asks for TLS alone of browsers that came over TLS', async () => {
    const plain = await request(operations({})).get('/healthz');
    const app = operations({});
    app.set('trust proxy', true);
    const secure = await request(app).get('/healthz').set('X-Forwarded-Proto', 'https');

    expect(plain.headers['strict-transport-security']).toBeUndefined();
    expect(secure.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });
});

describe('the one error handler', () => {
  const failing = (error: unknown, lines: string[]) => {
    const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
    const app = express();
    app.get('/', () => {
      throw error;
    });
    app.use(errorHandler(log));
    return app;
  };

  it.each([
    { what: 'a bug', error: new TypeError('x is undefined'), status: 500, code: 'INTERNAL' },
    {
      what: 'a lost database',
      error: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
      status: 503,
      code: 'UNAVAILABLE',
    },
    {
      what: 'a database that is shutting down',
      error: Object.assign(new Error('bye'), { code: '57P01' }),
      status: 503,
      code: 'UNAVAILABLE',
    },
  ])('logs $what once with its cause and tells the client $code alone', async ({ error, status, code }) => {
    const lines: string[] = [];

    const answer = await request(failing(error, lines)).get('/');

    expect([answer.status, answer.body.error.code, answer.body.error.retryable]).toEqual([status, code, true]);
    expect(answer.text).not.toContain(error.message);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(error.message);
  });
});

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeServer, openServer } from '../../../src/compose-server.ts';
import { readConfig } from '../../../src/config.ts';
import { listen } from '../../../src/platform/listen.ts';

const folder = mkdtempSync(join(tmpdir(), 'otc-tls-'));
const TLS_CERT = join(folder, 'cert.pem');
const TLS_KEY = join(folder, 'key.pem');
const MAKE = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost'.split(' ');
const servers: Server[] = [];

async function serve(settings: Readonly<Record<string, string>>): Promise<number> {
  const server = openServer(readConfig(settings), (_req, res) => void res.end('answered'));
  servers.push(server);
  return listen(server, { host: '127.0.0.1', port: 0 });
}

beforeAll(() => {
  execFileSync('openssl', [...MAKE, '-keyout', TLS_KEY, '-out', TLS_CERT], { stdio: 'ignore' });
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the door', () => {
  it('speaks TLS with the certificate of TLS_CERT', async () => {
    const port = await serve({ TLS_CERT, TLS_KEY });

    const status = await new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, servername: 'localhost', ca: readFileSync(TLS_CERT), agent: false };
      request(options, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });

    expect(status).toBe(200);
  });

  it('does not open with a certificate that is no certificate, and says which', () => {
    expect(() => openServer(readConfig({ TLS_CERT: TLS_KEY, TLS_KEY }), () => {})).toThrow(
      /^TLS_CERT .* cannot be used/,
    );
    expect(() => openServer(readConfig({ TLS_CERT: '/no/cert', TLS_KEY }), () => {})).toThrow(/^TLS_CERT \/no\/cert/);
    expect(() => readConfig({ TLS_CERT })).toThrow('TLS_KEY must be set as well');
  });

  it.each([
    { what: 'headers', sent: 'GET / HTTP/1.1\r\nHost: x\r\n' },
    { what: 'a body', sent: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nab' },
  ])(
    'closes on whoever does not finish $what in time, however steadily bytes come',
    async ({ what, sent }) => {
      const server = openServer(readConfig({ REQUEST_SECONDS: '1' }), (req, res) => {
        req.resume().on('end', () => void res.end());
      });
      servers.push(server);
      const port = await listen(server, { host: '127.0.0.1', port: 0 });

      const answer = await new Promise<string>((resolve, reject) => {
        let text = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(sent));
        const trickle = setInterval(() => socket.write('x'), 200);
        socket.on('data', (chunk) => {
          text += String(chunk);
        });
        socket.on('error', reject).on('close', () => {
          clearInterval(trickle);
          resolve(text);
        });
      });

      expect({ what, answer }).toEqual({ what, answer: expect.stringContaining('408 Request Timeout') });
    },
    15_000,
  );

  it('is shut although somebody holds a connection and never asks anything', async () => {
    const server = openServer(readConfig({}), (_req, res) => void res.end('answered'));
    const port = await listen(server, { host: '127.0.0.1', port: 0 });
    const [silent] = await Promise.all([connect(port, '127.0.0.1'), once(server, 'connection')]);
    const ended = once(silent, 'close');

    await closeServer(server, () => new Promise<void>((resolve) => server.close(() => resolve())));

    await ended;
    expect(server.listening).toBe(false);
  });
});

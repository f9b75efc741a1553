import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Backend, openBackend } from '../support/backend.ts';
import { anAcceptance, anRfq, connectAs, quoteFor, type TestClient } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

let backend: Backend;
let postgres: PostgresServer;
let folder: string;
let service: TestService;
let client: TestClient;

beforeAll(async () => {
  [backend, postgres] = await Promise.all([openBackend(), startPostgres()]);
  folder = mkdtempSync(join(tmpdir(), 'otc-outage-'));
  service = await startService({
    ...backend,
    settings: { ...backend.settings, DATA_DIR: folder, DATABASE_URL: postgres.url },
  });
  client = await connectAs(service, 'harbour');
}, 90_000);
afterAll(async () => {
  client?.close();
  await service?.stop();
  await Promise.all([postgres?.stop(), backend?.close()]);
  rmSync(folder, { recursive: true });
});

const codeOf = (answer: Awaited<ReturnType<TestClient['request']>>) => (answer.ok ? 'OK' : answer.error.code);

describe('a database that is lost under load', () => {
  it('answers UNAVAILABLE or what is true, goes on by itself, and loses nothing that was acknowledged', async () => {
    const quote = await quoteFor(client, { desiredTtlMs: 60_000 });
    const requests = Array.from({ length: 40 }, () => anRfq());

    const asking = requests.map((request) => client.request('rfq.create', request));
    await asking[0]; // some are answered, some are under way
    await postgres.kill();
    const answers = await Promise.all(asking);
    const meanwhile = await client.request('rfq.create', anRfq());
    await postgres.restart();

    expect(codeOf(meanwhile)).toBe('UNAVAILABLE');
    await waitFor('the service to be ready', async () => (await fetch(`${service.url}/readyz`)).status === 200);
    expect(answers.map(codeOf).filter((code) => code !== 'OK' && code !== 'UNAVAILABLE')).toEqual([]);
    const receipt = await client.request('quote.accept', anAcceptance(quote));
    const trade = await client.event('trade.booked', ({ quoteId }) => quoteId === quote.quoteId);
    expect(receipt).toMatchObject({ ok: true, data: { tradeId: trade.tradeId } });

    // Whoever was told OK finds that RFQ; whoever was not asks again with the same id and gets one.
    for (const [index, request] of requests.entries()) {
      const again = await client.request('rfq.create', request);
      const before = answers[index];
      expect(again.ok).toBe(true);
      if (before?.ok === true)
        expect(again).toMatchObject({ data: { rfqId: (before.data as { rfqId: string }).rfqId } });
    }
    expect(await brokenInvariants(service.db)).toEqual([]);
  }, 60_000);
});

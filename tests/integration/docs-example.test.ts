import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { useService } from '../support/use-service.ts';

const used = useService();
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

describe('the program of the documents', () => {
  it('signs in with an API key, asks, accepts and waits for its trade', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'otc-example-'));
    const credentials = join(folder, 'demo-credentials.json');
    writeFileSync(credentials, JSON.stringify(used.service.credentials), { mode: 0o600 });

    const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'docs', 'api', 'first-trade.mjs')], {
      env: { ...process.env, NODE_OPTIONS: '', OTC_URL: used.service.url, OTC_CREDENTIALS: credentials },
    });

    rmSync(folder, { recursive: true });
    const tradeId = /^booked (trd_\w+), premium /m.exec(stdout)?.[1];
    const trades = await used.service.db.selectFrom('trade').select(['trade_id', 'state']).execute();
    expect(trades).toEqual([{ trade_id: tradeId, state: 'booked' }]);
  });
});

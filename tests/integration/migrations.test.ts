import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { askRegister, loadApprovals } from '../../src/approvals/index.ts';
import { DEFAULT_CONDUCT_POLICY, loadConductPolicy } from '../../src/clients/index.ts';
import { ApprovalTerms } from '../../src/contracts/approval-terms.ts';
import { type Database, migrate, openDatabase } from '../../src/platform/database/database.ts';
import { anOptionLeg, aRequest } from '../support/desk.ts';

const FROM = '2026-01-01T00:00:00.000Z';
const UNTIL = '2026-12-31T00:00:00.000Z';
const VERSION = 'cnd_0123456789abcdef';
const NOW = Date.parse('2026-11-22T08:00:00.000Z');

/** As the register was before it held records: one row a cell, of which every change is a version. */
const CELLS = [
  { id: 'apr_call-buy', version: 1, status: 'approved', direction: 'buy', max: '50' },
  { id: 'apr_call-buy', version: 2, status: 'suspended', direction: 'buy', max: '50' },
  { id: 'apr_call-buy', version: 3, status: 'approved', direction: 'buy', max: '40' },
  { id: 'apr_call-sell', version: 1, status: 'suspended', direction: 'sell', max: '5' },
];

async function insertCell(
  db: Database,
  { id, version, status, direction, max }: (typeof CELLS)[number],
): Promise<void> {
  await sql`insert into approval (approval_id, version, status, kind, underlying, settlement_style, settlement_currency,
      client_class, direction, premium_currencies, fixings, min_quantity, max_quantity, min_tenor_days, max_tenor_days,
      effective_from, expires_at, changed_by, reason, recorded_at, epoch)
    values (${id}, ${version}, ${status}, 'option', 'BTC-USD', 'linear', 'USD', 'IPI', ${direction}, '["USD"]',
      '["DERIBIT_TWAP30"]', 0.1, ${max}, 1, 90, ${FROM}, ${UNTIL}, 'compliance-1', 'committee', ${FROM}, ${version})`.execute(
    db,
  );
}

describe('a database of an earlier version', () => {
  let folder: string;
  let opened: Awaited<ReturnType<typeof openDatabase>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otc-migrations-'));
    opened = await openDatabase({ folder: join(folder, 'pglite') }, () => undefined);
  }, 60_000);
  afterAll(async () => {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('PA-09: brings the cells of the register forward, every version, and refuses from then on to change one', async () => {
    const { db } = opened;
    await migrate(db, { upTo: '0011-allocations' });
    for (const cell of CELLS) await insertCell(db, cell);
    const before = await sql<{ epoch: number }>`select epoch from control`.execute(db);

    await migrate(db, { upTo: '0013-approval-records' });

    const { rows } = await sql<{ id: string; version: number; status: string; terms: unknown }>`
      select approval_id as id, version, status, terms from approval where approval_id like 'apr_call%'
      order by approval_id, version`.execute(db);
    expect(rows.map(({ id, version, status }) => `${id} ${version} ${status}`)).toEqual(
      CELLS.map(({ id, version, status }) => `${id} ${version} ${status}`),
    );
    for (const { terms } of rows) expect(ApprovalTerms.safeParse(terms).error).toBeUndefined();
    const after = await sql<{ epoch: number }>`select epoch from control`.execute(db);
    expect(after.rows[0]?.epoch).toBe((before.rows[0]?.epoch ?? 0) + 1);
    await expect(
      sql`update approval set status = 'approved' where approval_id = 'apr_call-sell'`.execute(db),
    ).rejects.toThrow(/PA-09 IMMUTABLE_VERSION/);
  });

  it('PA-01: allows then just what it allowed before: the newest version of each cell, and packages of them', async () => {
    const { db } = opened;
    await migrate(db, { upTo: '0021-replays' });
    const body = JSON.stringify(DEFAULT_CONDUCT_POLICY);
    await sql`insert into conduct_policy values (${VERSION}, ${body}, ${FROM}, 'default')`.execute(db);
    await migrate(db);
    const approvals = await loadApprovals(db);
    const ask = (request: object) =>
      askRegister(approvals, { ...aRequest(request), clientClass: 'IPI', now: NOW }).failures.map(({ rule }) => rule);
    const legs = [anOptionLeg({ expiry: '2026-12-25T08:00:00.000Z' })];
    const spread = [...legs, anOptionLeg({ strike: '110000', expiry: '2026-12-25T08:00:00.000Z' })];

    expect(ask({ legs, side: 'buy', quantity: '40' })).toEqual([]);
    expect(ask({ legs, side: 'buy', quantity: '41' })).toEqual(['PA-05']);
    expect(ask({ legs, side: 'sell', quantity: '1' })).toEqual(['PA-03']);
    expect(ask({ legs: spread, side: 'buy', quantity: '1' })).toEqual([]);
  });

  it('keeps the conduct policy that was in force, and from then on every version of it', async () => {
    const { db } = opened;

    expect(await loadConductPolicy(db)).toMatchObject({ version: VERSION, createdBy: 'default' });
    await expect(sql`update conduct_policy set body = '{}'`.execute(db)).rejects.toThrow(
      'a stored policy is never altered',
    );
  });
});

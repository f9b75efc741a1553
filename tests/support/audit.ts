import { sql } from 'kysely';
import { askDeletion, confirmDeletion, makeSealer } from '../../src/audit/index.ts';
import { blockHash, leafOf, merkleRoot } from '../../src/audit/log/chain.ts';
import type { AuditEventView, AuditVerification } from '../../src/contracts/audit.ts';
import { toInstant } from '../../src/platform/clock.ts';
import { uuidIds } from '../../src/platform/ids.ts';
import { anAcceptance, call, quoteFor } from './client.ts';
import type { TestService } from './service.ts';
import type { UsedService } from './use-service.ts';
import { waitFor } from './wait-for.ts';

/** Tables whose rows are not recorded: counters, leases, work in progress, sums, sessions, and content named by its hash. */
export const UNWATCHED = [
  'access_proposal',
  'api_key_use',
  'api_nonce',
  'audit_pending',
  'control',
  'desk_task',
  'exposure',
  'kysely_migration',
  'kysely_migration_lock',
  'market_part',
  'market_recording',
  'market_snapshot',
  'position',
  'quote_stream',
  'recovery_code',
  'replay_run',
  'scenario_chunk',
  'scenario_file',
  'scenario_run',
  'session',
  'session_safety',
  'sign_in_failure',
  'what_if_result',
  'what_if_run',
];

/** A trade, and the rest of what the service writes for it, sealed. */
export async function sealedTrade({
  client,
  service,
}: UsedService): Promise<{ rfqId: string; quoteId: string; tradeId: string }> {
  const quote = await quoteFor(client);
  await client.request('quote.accept', anAcceptance(quote));
  const { tradeId } = await client.event('trade.booked', (trade) => trade.rfqId === quote.rfqId);
  await sealAll(service);
  return { rfqId: quote.rfqId, quoteId: quote.quoteId, tradeId };
}

/** Seals until nothing waits: the service's own sealer may hold the chain at this moment. */
export async function sealAll({ db, world }: TestService): Promise<void> {
  const seal = makeSealer(world);
  await waitFor('the sealing of all that waits', async () => {
    await seal();
    const { rows } = await sql`select 1 from audit_pending limit 1`.execute(db);
    return rows.length === 0;
  });
}

/** A verification over HTTP, of the whole log unless `body` says less. */
export async function verified({ url }: TestService, token: string, body: object = {}): Promise<AuditVerification> {
  const response = await fetch(`${url}/api/v1/audit/verifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const lines = (await response.text()).trimEnd().split('\n');
  return (JSON.parse(lines.at(-1) ?? '') as { data: AuditVerification }).data;
}

export async function auditEvents({ url }: TestService, token: string, query: string): Promise<AuditEventView[]> {
  const page = await call<{ items: AuditEventView[] }>(url, { path: `/audit?${query}`, token });
  if (!page.ok) throw new Error(page.error.message);
  return page.data.items;
}

/** Past the protection of the tables, as somebody with the owner's rights would. */
export async function tamper({ db }: TestService, ...statements: string[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local otc.audit_retention = 'on'`.execute(tx);
    for (const statement of statements) await sql.raw(statement).execute(tx);
  });
}

/** Makes every block from an event on follow from what it holds now, as its owner could. */
export async function reseal(service: TestService, seq: number): Promise<void> {
  const { db } = service;
  const { rows } = await sql<{ number: string; from_seq: string; to_seq: string; prev_hash: string; sealed_at: Date }>`
    select number, from_seq, to_seq, prev_hash, sealed_at from audit_block where to_seq >= ${seq} order by number`.execute(
    db,
  );
  let prevHash = rows[0]?.prev_hash ?? '';
  for (const { number, from_seq: fromSeq, to_seq: toSeq, sealed_at: sealedAt } of rows) {
    const events = await sql<{ line: string }>`
      select line from audit_event where seq between ${fromSeq} and ${toSeq} order by seq`.execute(db);
    const leaves = events.rows.map(({ line }) => leafOf(line));
    const header = {
      number: Number(number),
      fromSeq: Number(fromSeq),
      toSeq: Number(toSeq),
      sealedAt: toInstant(sealedAt.getTime()),
    };
    const root = merkleRoot(leaves);
    const hash = blockHash({ ...header, root, prevHash });
    await tamper(
      service,
      `update audit_block set leaves = decode('${leaves.join('')}', 'hex'), root = '${root}', prev_hash = '${prevHash}',
         hash = '${hash}' where number = ${number}`,
    );
    prevHash = hash;
  }
}

/** Two people who decide on what is kept, at whatever time (UTC epoch ms). */
export function twoKeepers(used: UsedService) {
  const [one, two] = [
    { userId: 'usr_one', role: 'compliance' },
    { userId: 'usr_two', role: 'compliance' },
  ] as const;
  const at = (now: number) => ({ db: used.service.db, ids: uuidIds, clock: { now: () => now } });
  const asked = (before: string, now: number) => askDeletion(at(now), { before, reason: 'past its retention' }, one);
  return {
    one,
    two,
    at,
    asked,
    /** Asked for by one and confirmed by the other. */
    async deletion(before: string, now: number) {
      const waiting = await asked(before, now);
      return waiting.ok ? confirmDeletion(at(now), waiting.value.deletionId, two) : waiting;
    },
  };
}

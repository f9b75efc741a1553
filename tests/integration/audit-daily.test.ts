import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import {
  askHold,
  confirmDeletion,
  listAudit,
  makeDailyAudit,
  makeSealer,
  recordAudit,
  releaseHold,
  verifyLog,
} from '../../src/audit/index.ts';
import { listAgeing } from '../../src/booking/index.ts';
import type { AuditVerification, LegalHoldView } from '../../src/contracts/audit.ts';
import { toInstant } from '../../src/platform/clock.ts';
import { makeLogger } from '../../src/platform/logging.ts';
import * as support from '../support/audit.ts';
import { anAcceptance, call, quoteFor, signIn } from '../support/client.ts';
import { useService } from '../support/use-service.ts';

// Without a worker nobody seals but the test, at the times that it wants.
const used = useService({ roles: ['gateway', 'market'] });

const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;
const folder = mkdtempSync(join(tmpdir(), 'otc-roots-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Noon of the day on which the first root is exported: before anything that the service itself dates. */
const NOON = Date.parse('2026-01-05T12:00:00.000Z');
const clock = { at: NOON, now: () => clock.at };

function deps() {
  const { db, world } = used.service;
  const reports: AuditVerification[] = [];
  const told = { onVerified: (report: AuditVerification) => reports.push(report), onUnsealed: () => undefined };
  const log = makeLogger('fatal');
  return { reports, db, clock, ids: world.ids, rootsFolder: folder, log, ...told };
}

/** One event a name, sealed together in a block of the clock's time. */
async function seal(...names: string[]): Promise<void> {
  const { db, ids } = deps();
  const entryOf = (id: string) => ({
    at: clock.now(),
    actor: { kind: 'system', id: 'test' } as const,
    action: 'test.event',
    object: { type: 'test', id },
    reason: `reason of ${id}`,
  });
  await recordAudit(db, ...names.map(entryOf));
  await makeSealer({ db, clock, ids })();
}

const verify = (rootsFolder = folder) => verifyLog({ ...deps(), rootsFolder }, { range: null });
const faultsOf = async (rootsFolder = folder) =>
  (await verify(rootsFolder)).faults.map(({ fault, seq, block }) => ({ fault, seq, block }));

async function seqOf(id: string): Promise<number> {
  const { rows } = await sql<{ seq: string }>`select seq from audit_event where object_id = ${id}`.execute(
    used.service.db,
  );
  return Number(rows[0]?.seq);
}
const setLine = (seq: number, line: string) =>
  support.tamper(used.service, `update audit_event set line = '${line.replaceAll("'", "''")}' where seq = ${seq}`);
async function lineOf(seq: number): Promise<string> {
  const { rows } = await sql<{ line: string }>`select line from audit_event where seq = ${seq}`.execute(
    used.service.db,
  );
  return rows[0]?.line ?? '';
}

describe('the daily job', () => {
  it('AU-02: exports the root of each day that is over, once, and never touches a file that is there', async () => {
    const of = deps();
    const job = makeDailyAudit(of);
    await seal('monday-1', 'monday-2', 'monday-3');
    clock.at += 120_000;
    await job();
    const onMonday = readdirSync(folder);
    clock.at = NOON + DAY_MS;
    await seal('tuesday-1', 'tuesday-2');
    await job();
    await job();
    const [file = ''] = readdirSync(folder);
    const monday = readFileSync(join(folder, file), 'utf8');
    chmodSync(join(folder, file), 0o600);
    writeFileSync(join(folder, file), `${monday} `);
    clock.at = NOON + 2 * DAY_MS;
    await seal('wednesday');
    await makeDailyAudit(of)();
    clock.at += 120_000;
    await makeDailyAudit(deps())();

    expect(onMonday).toEqual([]);
    expect(JSON.parse(monday)).toMatchObject({ day: '2026-01-05', toSeq: await seqOf('monday-3') });
    // A process that has just started waits a minute; another that runs does it at once.
    await job();
    expect(readdirSync(folder)).toEqual(['2026-01-05.json', '2026-01-06.json']);
    expect(readFileSync(join(folder, file), 'utf8')).toBe(`${monday} `);
    expect(statSync(join(folder, '2026-01-06.json')).mode & 0o222).toBe(0);
    expect(of.reports.map(({ ok, endedAt }) => [ok, endedAt.slice(0, 10)])).toEqual([
      [true, '2026-01-05'],
      [true, '2026-01-06'],
      [true, '2026-01-07'],
    ]);
    writeFileSync(join(folder, file), monday);
  });
});

describe('a verification against the exported roots', () => {
  it('AU-02: names an event that was altered, removed or put in another’s place', async () => {
    const [first, second] = [await seqOf('monday-1'), await seqOf('monday-2')];
    const [one, two] = [await lineOf(first), await lineOf(second)];
    const block = expect.any(Number);

    await setLine(first, one.replace('reason of', 'excuse of'));
    expect(await faultsOf()).toEqual([{ fault: 'altered', seq: first, block }]);
    await setLine(first, two);
    await setLine(second, one);
    expect(await faultsOf()).toEqual(
      expect.arrayContaining([
        { fault: 'reordered', seq: first, block },
        { fault: 'reordered', seq: second, block },
      ]),
    );
    await setLine(first, one);
    await setLine(second, two);
    await support.tamper(used.service, `create table taken as select * from audit_event where seq = ${first}`);
    await support.tamper(used.service, `delete from audit_event where seq = ${first}`);
    expect(await faultsOf()).toEqual([{ fault: 'removed', seq: first, block }]);
    await support.tamper(used.service, 'insert into audit_event select * from taken', 'drop table taken');
    expect(await verify()).toMatchObject({ ok: true, roots: 2 });
  });

  it('AU-02: tells a chain that was written anew from the one that was exported, from that day on', async () => {
    const { db } = used.service;
    const seq = await seqOf('tuesday-1');
    await setLine(seq, (await lineOf(seq)).replace('reason of', 'excuse of'));
    await support.reseal(used.service, seq);

    // The chain alone is sound: only who kept the roots elsewhere can tell.
    expect(await faultsOf(join(folder, 'none'))).toEqual([]);
    const { faults } = await verify();
    const { rows } = await sql<{ number: string }>`
      select max(number) as number from audit_block where sealed_at < '2026-01-07'`.execute(db);
    expect(faults).toEqual([
      {
        fault: 'rootDiffers',
        seq: null,
        block: Number(rows[0]?.number),
        message: expect.stringContaining('was exported as the root of 2026-01-06: the chain was rewritten'),
      },
    ]);
    await setLine(seq, (await lineOf(seq)).replace('excuse of', 'reason of'));
    await support.reseal(used.service, seq);
    expect(await verify()).toMatchObject({ ok: true });
  });
});

describe('a trade that nobody books', () => {
  it('BK-03: is told of from a minute after its acceptance on, and not before', async () => {
    const { service, client } = used;
    const quote = await quoteFor(client);
    const accepted = await client.request('quote.accept', anAcceptance(quote));
    if (!accepted.ok) throw new Error(accepted.error.message);
    const { tradeId, receivedAt } = accepted.data;
    const waiting = async (now: number) =>
      (await listAgeing(service.db, now))
        .filter((one) => one.tradeId === tradeId)
        .map(({ kind, since }) => [kind, since]);
    const { updated_at: at } = await service.db
      .selectFrom('rfq')
      .select('updated_at')
      .where('rfq_id', '=', quote.rfqId)
      .executeTakeFirstOrThrow();

    expect(await waiting(at.getTime() + 60_000)).toEqual([]);
    expect(await waiting(at.getTime() + 60_001)).toEqual([['unbooked', receivedAt]]);
  });
});

describe('how long the log is kept', () => {
  const { one, two, at, asked, deletion } = support.twoKeepers(used);

  it('AU-05: to the very instant seven years after: a millisecond before it, nothing goes', async () => {
    const before = toInstant(NOON + 1_000);
    const until = Date.parse('2033-01-05T12:00:00.000Z');

    expect(await deletion(before, until - 1)).toMatchObject({
      rejection: { code: 'FORBIDDEN', message: expect.stringContaining('AU-05 RETENTION until 2033-01-05') },
    });
    expect(await deletion(before, until)).toMatchObject({ ok: true, value: { deleted: 3 } });
    await seal('after');
    expect(await verify()).toMatchObject({ ok: true });
  });

  it('AU-05: takes two people, within a day; what one asks for alone stays, and what was asked and done is told', async () => {
    const { db, world } = used.service;
    const old = Date.parse('2010-01-05T12:00:00.000Z');
    const entry = {
      at: old,
      actor: { kind: 'system', id: 'test' },
      action: 'test.old',
      object: { type: 'test', id: 'old-1' },
    } as const;
    await recordAudit(db, entry, { ...entry, object: { type: 'test', id: 'old-2' } });
    await support.sealAll(used.service);
    const left = async () =>
      (await db.selectFrom('audit_event').select('seq').where('action', '=', 'test.old').execute()).length;
    const before = toInstant(old + 1_000);
    const now = world.clock.now();
    const tooLate = await asked(before, now - 24 * 3_600_000);
    const waiting = await asked(before, now);
    if (!tooLate.ok || !waiting.ok) throw new Error('the deletion could not be asked for');
    const { deletionId } = waiting.value;

    expect(waiting.value).toMatchObject({ state: 'asked', askedBy: 'usr_one', confirmedBy: null, deleted: 0 });
    expect(await confirmDeletion(at(now), deletionId, one)).toMatchObject({ rejection: { code: 'FORBIDDEN' } });
    expect(await confirmDeletion(at(now), tooLate.value.deletionId, two)).toMatchObject({
      rejection: { code: 'ILLEGAL_TRANSITION' },
    });
    expect(await confirmDeletion(at(now), 'del_0', two)).toMatchObject({ rejection: { code: 'NOT_FOUND' } });
    expect(await left()).toBe(2);
    const held = await askHold(at(now), { account: null, reason: 'an inquiry' }, one);
    expect(await confirmDeletion(at(now), deletionId, two)).toMatchObject({
      rejection: { message: expect.stringContaining('AU-05 RETENTION until legal hold') },
    });
    expect(await left()).toBe(2);
    for (const by of [one, two])
      await releaseHold(at(now), { holdId: held.ok ? held.value.holdId : '', reason: 'it is over' }, by);

    expect(await confirmDeletion(at(now), deletionId, two)).toMatchObject({
      value: { state: 'done', confirmedBy: 'usr_two' },
    });
    expect(await confirmDeletion(at(now), deletionId, two)).toMatchObject({
      rejection: { code: 'ILLEGAL_TRANSITION' },
    });
    expect(await left()).toBe(0);
    await support.sealAll(used.service);
    expect(await verify()).toMatchObject({ ok: true });
    const told = await listAudit(db, { filter: { action: 'audit.*' }, order: 'newest', after: null, limit: 3 });
    expect(told.map(({ line }) => JSON.parse(line)).filter(({ action }) => action === 'audit.delete')[0]).toMatchObject(
      {
        actor: { id: 'usr_two' },
        reason: 'past its retention',
        details: { deletionId, proposedBy: 'usr_one', deleted: expect.any(Number), ranges: expect.any(Array) },
      },
    );
  });

  it('AU-05: keeps everything for seven years after the relationship, and under a legal hold until two people release it', async () => {
    const { db, clock: running } = used.service;
    await quoteFor(used.client);
    await support.sealAll(used.service);
    const first = (await signIn(used.service, 'compliance-1')).token;
    const second = (await signIn(used.service, 'compliance-2')).token;
    const post = (token: string, path: string, body: object) =>
      call<LegalHoldView>(used.service.url, { method: 'POST', path, token, body });
    const before = toInstant(running.now() + 1_000);
    const delayed = () => deletion(before, running.now() + 9 * YEAR_MS);
    const reason = 'an inquiry';

    const tooEarly = await post(first, '/audit/deletions', { before, reason });
    const whileClient = await delayed();
    const accounts = await db.selectFrom('account').select('account_id').execute();
    for (const { account_id: account } of accounts) {
      await post(first, '/audit/relationship-ends', { account, endedAt: toInstant(running.now()), reason });
    }
    await support.sealAll(used.service);
    const hold = await post(first, '/audit/holds', { account: used.client.hello.account, reason });
    const holdId = hold.ok ? hold.data.holdId : '';
    const alone = await post(first, `/audit/holds/${holdId}/confirm`, {});
    const confirmed = await post(second, `/audit/holds/${holdId}/confirm`, {});
    const held = await delayed();
    await post(first, `/audit/holds/${holdId}/release`, { reason });
    const stillHeld = await delayed();
    await post(second, `/audit/holds/${holdId}/release`, { reason });
    await support.sealAll(used.service);
    const deleted = await delayed();

    expect(tooEarly).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN', message: expect.stringMatching(/^AU-05/) },
    });
    expect(whileClient).toMatchObject({ rejection: { message: expect.stringContaining('relationship with acc_') } });
    expect(alone).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(confirmed).toMatchObject({ ok: true, data: { state: 'set' } });
    for (const refused of [held, stillHeld]) {
      expect(refused).toMatchObject({ rejection: { message: expect.stringContaining(`legal hold ${holdId}`) } });
    }
    expect(deleted).toMatchObject({ ok: true, value: { deleted: expect.any(Number) } });
    expect(await verify()).toMatchObject({ ok: true });
    await support.sealAll(used.service);
    expect(await verify()).toMatchObject({ ok: true });
  });
});

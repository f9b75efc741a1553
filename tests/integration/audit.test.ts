import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { recordAudit } from '../../src/audit/index.ts';
import { FACT_TABLES } from '../../src/audit/log/facts.ts';
import type { AuditEventView, AuditVerification } from '../../src/contracts/audit.ts';
import * as support from '../support/audit.ts';
import { call, connectAs, quoteFor, signIn } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService();

const sealedTrade = () => support.sealedTrade(used);
const sealAll = () => support.sealAll(used.service);
const verified = (token: string) => support.verified(used.service, token);
const eventsOf = (token: string, query: string) => support.auditEvents(used.service, token, query);
const tamper = (statement: string) => support.tamper(used.service, statement);
const tokenOf = async (username: string) => (await signIn(used.service, username)).token;

describe('the audit log', () => {
  it('AU-01: tells of a trade from the request to the booking, with rules, approvals and the snapshot', async () => {
    const { rfqId, quoteId, tradeId } = await sealedTrade();

    const events = (await eventsOf(await tokenOf('risk'), `rfq=${rfqId}`)).reverse();

    expect(events.map(({ action, object }) => [action, object.id])).toEqual([
      ['rfq.create', rfqId],
      ['quote.accept', quoteId],
      ['trade.book', tradeId],
    ]);
    const via = { session: expect.stringMatching(/^ses_/), ip: expect.any(String) };
    expect(events[1]).toMatchObject({ actor: { kind: 'user', via } });
    expect(events[0]).toMatchObject({
      actor: { kind: 'user', via },
      accountId: used.client.hello.account,
      snapshotId: expect.stringMatching(/^snap/),
      modelVersion: expect.any(String),
      rules: expect.arrayContaining([expect.objectContaining({ point: 'release', allowed: true })]),
      approvals: expect.arrayContaining([{ approvalId: 'apr_option-btc-linear-ipi-sell', version: 1 }]),
      atHkt: expect.stringMatching(/\+08:00$/),
    });
  });

  it('AU-01: refuses a request that cannot be recorded', async () => {
    const { db } = used.service;
    await sql`alter table audit_pending rename to audit_pending_away`.execute(db);
    try {
      const quote = await quoteFor(used.client).catch((error: unknown) => String(error));
      expect(quote).toMatch(/UNAVAILABLE/);
    } finally {
      await sql`alter table audit_pending_away rename to audit_pending`.execute(db);
    }
    expect(await quoteFor(used.client)).toMatchObject({ firm: true });
  });

  it('AU-02: verifies what the service has written, and remembers that it did', async () => {
    await sealedTrade();
    const token = await tokenOf('auditor');

    const report = await verified(token);
    await sealAll();
    const last = await call<AuditVerification>(used.service.url, { path: '/audit/verification', token });

    expect(report).toMatchObject({ ok: true, whole: true, faults: [] });
    expect(report.facts).toBeGreaterThan(6);
    expect(last).toMatchObject({ ok: true, data: { events: report.events, lastBlock: report.lastBlock } });
  });

  it('AU-02: names a row of the books that was altered, one that is gone, and one that nobody told of', async () => {
    const { rfqId, quoteId } = await sealedTrade();
    const token = await tokenOf('auditor');
    await sql`update quote set offer = offer + 1 where quote_id = ${quoteId}`.execute(used.service.db);
    try {
      const { faults } = await verified(token);
      expect(faults).toEqual([
        expect.objectContaining({ fault: 'altered', message: expect.stringContaining(quoteId) }),
      ]);
    } finally {
      await sql`update quote set offer = offer - 1 where quote_id = ${quoteId}`.execute(used.service.db);
    }
    await sql`
      with moved as (delete from desk_action where rfq_id = ${rfqId} returning *) select * from moved`.execute(
      used.service.db,
    );
    // At once: between the two the service would seal what was noted.
    await used.service.db.transaction().execute(async (tx) => {
      await sql`insert into decision select 'dec_forged', rfq_id, account_id, point, allowed, failures, approvals, epoch, at
        from decision where rfq_id = ${rfqId} limit 1`.execute(tx);
      await sql`delete from audit_pending where key = 'dec_forged'`.execute(tx);
    });
    try {
      const { faults } = await verified(token);
      expect(faults).toEqual([
        expect.objectContaining({ fault: 'unrecorded', message: 'decision dec_forged is told of by no event' }),
      ]);
    } finally {
      await sql`delete from decision where decision_id = 'dec_forged'`.execute(used.service.db);
    }
    expect(await verified(token)).toMatchObject({ ok: true });
  });

  it('AU-02: names an event whose line was altered past the protection of the table, and says so on /readyz', async () => {
    const { rfqId } = await sealedTrade();
    const token = await tokenOf('auditor');
    const [event] = await eventsOf(token, `rfq=${rfqId}&action=quote.accept`);
    const seq = event?.seq ?? 0;
    const change = (a: string, b: string) =>
      `update audit_event set line = replace(line, '"side":"${a}"', '"side":"${b}"') where seq = ${seq}`;

    await tamper(change('buy', 'sell'));
    try {
      expect((await verified(token)).faults).toEqual([
        { fault: 'altered', seq, block: expect.any(Number), message: `seq ${seq} differs from what was sealed` },
      ]);
      await sealAll();
      const ready = await fetch(`${used.service.url}/readyz`);
      expect([ready.status, await ready.json()]).toMatchObject([
        200,
        { data: { status: 'ready', notes: { audit: 'AU-02 CHAIN_BREAK: the last verification found 1 faults' } } },
      ]);
    } finally {
      await tamper(change('sell', 'buy'));
    }
    expect(await verified(token)).toMatchObject({ ok: true });
  });

  it('AU-05: refuses to change, remove or empty what was sealed', async () => {
    await sealedTrade();
    const { db } = used.service;

    await expect(sql`update audit_event set actor = 'nobody'`.execute(db)).rejects.toThrow(/AU-05/);
    await expect(sql`delete from audit_block`.execute(db)).rejects.toThrow(/AU-05/);
    await expect(sql`truncate audit_event`.execute(db)).rejects.toThrow(/AU-05/);
  });

  it('prints in an export exactly what was sealed, and tells of the export', async () => {
    const { rfqId } = await sealedTrade();
    const token = await tokenOf('auditor');
    const headers = { authorization: `Bearer ${token}` };

    const jsonl = await fetch(`${used.service.url}/api/v1/audit/export?rfq=${rfqId}`, { headers });
    const csv = await fetch(`${used.service.url}/api/v1/audit/export?rfq=${rfqId}&format=csv`, { headers });
    const lines = (await jsonl.text()).trimEnd().split('\n');
    const rows = (await csv.text()).trimEnd().split('\n');

    const listed = (await eventsOf(token, `rfq=${rfqId}`)).reverse();
    expect(lines.map((line) => createHash('sha256').update(line).digest('hex'))).toEqual(
      listed.map(({ hash }) => hash),
    );
    expect(rows[0]).toMatch(/^seq,at,atHkt,actor,/);
    expect(rows.slice(1).map((row) => Number(row.split(',')[0]))).toEqual(listed.map(({ seq }) => seq));
    await sealAll();
    expect(await eventsOf(token, 'action=audit.export&limit=2')).toHaveLength(2);
  });

  it('records a change of a client with what was there before, also past the service', async () => {
    const { db, clock } = used.service;
    await db.transaction().execute(async (tx) => {
      await recordAudit(tx, {
        at: clock.now(),
        actor: { kind: 'user', id: 'usr_test', role: 'compliance' },
        action: 'account.rename',
        object: { type: 'account', id: used.client.hello.account },
        reason: 'spelling',
      });
      await sql`update account set name = name || '!', credit_limit_usd = 12345678901.123456789
        where account_id = ${used.client.hello.account}`.execute(tx);
    });
    await sql`update account set name = rtrim(name, '!'), credit_limit_usd = 25000000 where account_id = ${used.client.hello.account}`.execute(
      db,
    );
    await sealAll();

    const events = await eventsOf(await tokenOf('risk'), `object=${used.client.hello.account}&limit=2`);
    // Every digit: what a reader of JSON would round stands as text.
    const RENAMED = { table: 'account', after: { credit_limit_usd: '12345678901.123456789' } };

    expect(events).toMatchObject([
      { action: 'account.update', actor: { kind: 'system', id: expect.stringMatching(/^database:/) } },
      { action: 'account.rename', actor: { id: 'usr_test' }, reason: 'spelling', changes: [RENAMED] },
    ]);
  });

  it('records who was shown a price, by whom it was asked and from where, and nothing of what was refused', async () => {
    const { quoteId, rfqId, tradeId } = await sealedTrade();
    const [client, risk] = await Promise.all([tokenOf('harbour'), tokenOf('risk')]);
    const stranger = await tokenOf('lantau');

    await call(used.service.url, { path: `/quotes/${quoteId}`, token: client });
    await call(used.service.url, { path: `/quotes/${quoteId}`, token: stranger });
    await call(used.service.url, { path: `/desk/rfqs/${rfqId}`, token: risk });
    await call(used.service.url, { path: `/trades/${tradeId}/confirmation`, token: risk });
    await call(used.service.url, { path: '/trades?limit=1', token: client });
    await sealAll();

    const views = [quoteId, tradeId].map((id) => eventsOf(risk, `object=${id}&action=*`));
    const [ofQuote = [], ofTrade = []] = await Promise.all(views);
    const [onDesk] = await eventsOf(risk, `rfq=${rfqId}&action=desk.view`);
    expect(ofQuote.filter(({ action }) => action === 'quote.view')).toEqual([
      expect.objectContaining({ accountId: used.client.hello.account }),
    ]);
    expect(ofTrade.map(({ action }) => action)).toContain('confirmation.view');
    const [list] = await eventsOf(risk, 'action=trade.list');
    expect(list).toMatchObject({
      accountId: used.client.hello.account,
      details: { count: 1, first: tradeId, last: tradeId },
    });
    expect(onDesk).toMatchObject({
      actor: { role: 'risk', via: { ip: expect.any(String), session: expect.any(String) } },
    });
  });

  it('AU-01: records who took a request back or passed on a price, and what each connection was shown', async () => {
    const { service, client } = used;
    const risk = await tokenOf('risk');
    const account = client.hello.account;
    const watching = await connectAs(service, 'harbour');
    const [cancelled, passed] = [await quoteFor(client), await quoteFor(client)];
    await client.request('rfq.cancel', { rfqId: cancelled.rfqId });
    await client.request('quote.pass', { rfqId: passed.rfqId, quoteId: passed.quoteId });
    const last = await watching.event('quote.passed', ({ quoteId }) => quoteId === passed.quoteId);
    watching.close();
    await sealAll();
    const steps = (action: string) => eventsOf(risk, `object=${account}&action=stream.${action}`);
    const of = (events: AuditEventView[], name: 'afterSeq' | 'toSeq') =>
      new Map(
        events.map(({ actor, details }) => [JSON.stringify(actor), Number((details as Record<string, unknown>)[name])]),
      );
    await waitFor('the end of the stream that was shown six events', async () => {
      await sealAll();
      const opened = of(await steps('open'), 'afterSeq');
      const shown = [...of(await steps('close'), 'toSeq')].map(([actor, toSeq]) => toSeq - (opened.get(actor) ?? 0));
      return shown.includes(6);
    });

    const via = { session: expect.stringMatching(/^ses_/), ip: expect.any(String) };
    for (const [rfqId, action] of [
      [cancelled.rfqId, 'rfq.cancelled'],
      [passed.rfqId, 'quote.passed'],
    ]) {
      expect(await eventsOf(risk, `rfq=${rfqId}&action=${action}`)).toMatchObject([
        { actor: { kind: 'user', id: expect.stringMatching(/^usr_/), via }, accountId: account },
      ]);
    }
    expect(last.quoteId).toBe(passed.quoteId);
    expect((await steps('open'))[0]).toMatchObject({ actor: { role: 'client-trader', via }, accountId: account });
  });

  it('records who signs in, from where, who is refused, and who signs out', async () => {
    const { url } = used.service;
    const risk = await tokenOf('risk');
    await call(url, { method: 'POST', path: '/sessions', body: { username: 'lantau', password: 'a guess' } });
    const token = await tokenOf('lantau');
    await call(url, { method: 'DELETE', path: '/sessions/current', token });
    await sealAll();

    const [out, signedIn] = await eventsOf(risk, 'action=session.*&limit=2');
    const [refused] = await eventsOf(risk, 'object=lantau&limit=1');

    expect([out?.action, signedIn?.action, refused?.action]).toEqual([
      'session.signOut',
      'session.signIn',
      'session.signInRefused',
    ]);
    expect(signedIn?.actor).toMatchObject({ role: 'client-trader', via: { ip: expect.any(String) } });
    expect(out?.actor).toMatchObject({ id: signedIn?.actor.id, via: { session: expect.any(String) } });
    expect(JSON.stringify(refused)).not.toContain('a guess');
  });

  it('leaves out no column of a fact, and no table, but by name', async () => {
    const { rows: columns } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = current_schema() and table_name in (${sql.join(Object.keys(FACT_TABLES))})`.execute(
      used.service.db,
    );
    const { rows: tables } = await sql<{ name: string }>`
      select relname as name from pg_class c
      where relkind = 'r' and relnamespace = current_schema()::regnamespace and not exists (
        select from pg_trigger where tgrelid = c.oid and tgname in ('audit_fact', 'audit_change', 'append_only'))`.execute(
      used.service.db,
    );

    const known = Object.entries(FACT_TABLES).flatMap(([table, { formats, moving }]) =>
      [...formats.flat(), ...moving].map((column) => `${table}.${column}`),
    );
    expect(columns.map(({ name }) => name).sort()).toEqual([...new Set(known)].sort());
    expect(tables.map(({ name }) => name).sort()).toEqual(support.UNWATCHED);
  });

  it('answers nobody but risk, compliance, administrators and auditors', async () => {
    const token = await tokenOf('harbour');

    for (const path of ['/audit', '/audit/export', '/audit/roots', '/audit/verification']) {
      expect(await call(used.service.url, { path, token })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    }
  });
});

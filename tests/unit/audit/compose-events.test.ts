import { readdirSync, readFileSync } from 'node:fs';
import { composeEvents, type PendingPart } from '../../../src/audit/log/compose-events.ts';

const AT = '2026-11-22T08:00:00.000Z';
const common = { id: 1, tx: '7', rfqId: null, recordedAt: AT };

const change = (accountId: string | null, table = 'account'): PendingPart => {
  const id = accountId ?? 'all';
  const row = { id: 'x', before: null, after: { changed_by: 'risk' }, database: 'otc', accountId };
  return { ...common, kind: 'change', change: { ...row, id, table, change: 'update' } };
};
const entry = (accountId: string | null): PendingPart => {
  const actor = { kind: 'user', id: 'usr_1', role: 'risk' } as const;
  const object = { type: 'limit', id: 'credit' };
  return { ...common, kind: 'entry', entry: { at: AT, actor, action: 'limit.tighten', object, accountId } };
};

const shown = (parts: readonly PendingPart[]) =>
  composeEvents(parts).map(({ accountId = null, action, actor, changes = [] }) => ({
    accountId,
    action,
    by: actor.id,
    rows: changes.map(({ id }) => id),
  }));

describe('a transaction that touches several accounts', () => {
  it('is told to each account by an event of its own', () => {
    expect(shown([change('acc_1'), change('acc_2')])).toEqual([
      { accountId: 'acc_1', action: 'account.update', by: 'risk', rows: ['acc_1'] },
      { accountId: 'acc_2', action: 'account.update', by: 'risk', rows: ['acc_2'] },
    ]);
  });

  it('is told with who did it and why to all of them, and what is nobody’s to the one that was named', () => {
    expect(shown([change('acc_1'), change('acc_2'), change(null, 'risk_limit'), entry('acc_2')])).toEqual([
      { accountId: 'acc_1', action: 'limit.tighten', by: 'usr_1', rows: ['acc_1'] },
      { accountId: 'acc_2', action: 'limit.tighten', by: 'usr_1', rows: ['acc_2', 'all'] },
    ]);
  });

  it('is one event where one account is touched, or none', () => {
    expect(shown([change('acc_1'), change(null, 'risk_limit'), entry(null)])).toEqual([
      { accountId: 'acc_1', action: 'limit.tighten', by: 'usr_1', rows: ['acc_1', 'all'] },
    ]);
    expect(shown([change(null)])).toMatchObject([{ accountId: null, rows: ['all'] }]);
    expect(shown([entry('acc_1'), entry('acc_2')])).toMatchObject([{ accountId: 'acc_1' }, { accountId: 'acc_2' }]);
  });
});

describe('who changed a row', () => {
  const folder = new URL('../../../src/platform/database/', import.meta.url);
  const schemas = readdirSync(folder).filter((file) => file.startsWith('schema'));
  const columns = schemas.flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^ {4}(\w+_by): /gm)].map(([, name]) => name ?? ''),
  );
  /** A record of approvals, not a person; tables that record no change of their own. */
  const NO_PERSON = ['superseded_by', 'picked_up_by', 'started_by', 'accepted_by'];

  it.each([...new Set(columns)].filter((name) => !NO_PERSON.includes(name)))(
    'AU-01: is the person that %s names, not the database’s user',
    (column) => {
      const row = { id: 'x', table: 'switch_change', change: 'insert', before: null, database: 'postgres' } as const;
      const written: PendingPart = {
        ...common,
        kind: 'change',
        change: { ...row, after: { [column]: 'chan' }, accountId: null },
      };

      expect(composeEvents([written])[0]?.actor).toEqual({ kind: 'user', id: 'chan' });
    },
  );

  it('is looked for in every schema', () => {
    expect(columns).toEqual(expect.arrayContaining(['made_by', 'changed_by', 'proposed_by']));
  });
});

describe('who asked for a price', () => {
  it('AU-01: is shown with the session or key, and from where', () => {
    const via = { apiKey: 'key_1', ip: '10.0.0.1' };
    const fact = { table: 'rfq', format: 2, key: 'rfq_1', hash: 'ab' };
    const row = { at: AT, accountId: 'acc_1', by: 'usr_1', via, clientRfqId: 'c' };
    const [event] = composeEvents([{ ...common, rfqId: 'rfq_1', kind: 'fact', fact, shown: row }]);

    expect(event).toMatchObject({ action: 'rfq.create', actor: { kind: 'user', id: 'usr_1', via } });
    expect(JSON.stringify(event?.details)).not.toContain('key_1');
  });
});

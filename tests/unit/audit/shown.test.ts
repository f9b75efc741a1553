import { readFileSync } from 'node:fs';
import { toAuditView, toCsvLine } from '../../../src/audit/index.ts';
import { rangesOf, whyKept } from '../../../src/audit/log/deletions.ts';
import { FACT_TABLES } from '../../../src/audit/log/facts.ts';

const event = (actor: string, reason: string) =>
  toAuditView({
    seq: 7,
    line: JSON.stringify({
      seq: 7,
      at: '2026-11-22T20:30:00.000Z',
      actor: { kind: 'user', id: actor },
      action: 'session.signInRefused',
      object: { type: 'username', id: actor },
      reason,
    }),
  });

describe('an event of the audit log as CSV', () => {
  it('shows Hong Kong time beside UTC, on the next day where it is', () => {
    expect(toCsvLine(event('chan', ''))).toMatch(/^7,2026-11-22T20:30:00.000Z,2026-11-23T04:30:00.000\+08:00,chan,/);
  });

  it.each(['=1+1', '+1', '-1+1', '@sum(a1)', '\tx'])(
    'shows %j as text, so that no spreadsheet calculates it',
    (name) => {
      expect(toCsvLine(event(name, ''))).toContain(`,'${name},`);
    },
  );

  it('quotes what holds a comma, a quote or a line end', () => {
    expect(toCsvLine(event('chan', 'a "b", c\nd'))).toContain(',"a ""b"", c\nd",');
  });
});

describe('why an event is kept (AU-05)', () => {
  const until = new Date('2033-11-22T00:00:00Z');

  it.each([
    { kept: { account_id: 'acc_1', until, hold_id: 'hld_1' }, why: 'until legal hold hld_1 is released' },
    {
      kept: { account_id: 'acc_1', until: null, hold_id: null },
      why: 'until years after the relationship with acc_1 has ended, and it has not',
    },
    { kept: { account_id: null, until, hold_id: null }, why: 'until 2033-11-22' },
  ])('is said: $why', ({ kept, why }) => {
    expect(whyKept(kept)).toBe(why);
  });

  it('keeps the sequences of a deletion as ranges', () => {
    expect(rangesOf([3, 1, 2, 7, 9, 8])).toEqual([
      [1, 3],
      [7, 9],
    ]);
    expect(rangesOf([])).toEqual([]);
  });
});

describe('docs/audit.md', () => {
  it('lists the columns of every format of every fact, in the order of the hash', () => {
    const page = readFileSync(new URL('../../../docs/audit.md', import.meta.url), 'utf8');
    const rows = Object.entries(FACT_TABLES).flatMap(([table, { formats, key }]) => {
      const named = key.replaceAll('t.', '').replaceAll(" || '/' || ", '/');
      return formats.map((columns, at) => `| \`${table}\` | ${at + 1} | \`${named}\` | \`${columns.join('`, `')}\` |`);
    });

    expect(page.split('\n')).toEqual(expect.arrayContaining(rows));
  });
});

import { type AuditEntry, makeViewsOnce } from '../../../src/audit/index.ts';
import type { Executor } from '../../../src/platform/database/database.ts';

const db = {} as Executor;
const entry = { action: 'desk.view', object: { type: 'desk', id: 'queue' } } as AuditEntry;
const live = { viewer: 'usr_1', opening: 'page-1', shown: ['qt_1 1'] };

describe('views of a page that reads live (AU-01)', () => {
  const setUp = () => {
    const recorded: AuditEntry[] = [];
    const views = makeViewsOnce(async (_db, one) => void recorded.push(one));
    return { recorded, views };
  };

  it('are recorded once for a quote, a viewer and an opening of the page', async () => {
    const { recorded, views } = setUp();
    for (let reading = 0; reading < 50; reading += 1) await views.record(db, entry, live);
    expect(recorded).toHaveLength(1);
  });

  it.each([
    ['another version of the quote', { ...live, shown: ['qt_1 1', 'qt_1 2'] }],
    ['another viewer', { ...live, viewer: 'usr_2' }],
    ['another opening of the page', { ...live, opening: 'page-2' }],
  ])('are recorded again for %s', async (_what, other) => {
    const { recorded, views } = setUp();
    await views.record(db, entry, live);
    await views.record(db, entry, other);
    expect(recorded).toHaveLength(2);
  });

  it('are recorded each time for whoever names no opening', async () => {
    const { recorded, views } = setUp();
    await views.record(db, entry, { ...live, opening: undefined });
    await views.record(db, entry, { ...live, opening: undefined });
    expect(recorded).toHaveLength(2);
  });

  it('are tried again when they could not be recorded, and show nothing meanwhile', async () => {
    let fails = true;
    const recorded: AuditEntry[] = [];
    const views = makeViewsOnce(async (_db, one) => {
      if (fails) throw new Error('the database is away');
      recorded.push(one);
    });
    await expect(views.record(db, entry, live)).rejects.toThrow('away');
    fails = false;
    await views.record(db, entry, live);
    expect(recorded).toHaveLength(1);
  });
});

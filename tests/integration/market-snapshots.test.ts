import type { MarketSnapshot } from '../../pricing/index.ts';
import { identify } from '../../src/market/index.ts';
import { call, quoteFor, signIn } from '../support/client.ts';
import { useService } from '../support/use-service.ts';

const used = useService();

interface SnapshotAnswer {
  readonly snapshotId: string;
  readonly asOf: string;
  readonly source: string;
  readonly parts: readonly string[];
  readonly snapshot: MarketSnapshot;
}

async function ask(path: string, username = 'risk') {
  const { token } = await signIn(used.service, username);
  return call<SnapshotAnswer>(used.service.url, { path: `/market/snapshots${path}`, token });
}

async function found(path: string): Promise<SnapshotAnswer> {
  const answer = await ask(path);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data;
}

describe('a snapshot by its id', () => {
  it('is the one that the quote was priced on, whole and to the bit', async () => {
    const { reference } = await quoteFor(used.client);

    const { snapshotId, asOf, source, parts, snapshot } = await found(`/${reference.snapshotId}`);

    const again = identify(snapshot);
    expect([snapshotId, again.id]).toEqual([reference.snapshotId, reference.snapshotId]);
    expect(again.parts.map(({ id }) => id)).toEqual(parts);
    expect(String(snapshot.underlyings['BTC-USD']?.spot)).toBe(reference.spot);
    expect([asOf, source]).toEqual([reference.asOf, 'simulated']);
  });

  it('is stored small, and each of its parts once, however many snapshots have it', async () => {
    const { db, world } = used.service;
    const quotes = [await quoteFor(used.client)];
    const moved = new Promise<void>((resolve) => world.market.onSnapshot(() => resolve()));
    await moved;
    quotes.push(await quoteFor(used.client));
    const ids = quotes.map(({ reference }) => reference.snapshotId);

    const rows = await db.selectFrom('market_snapshot').selectAll().where('snapshot_id', 'in', ids).execute();
    const stored = await db.selectFrom('market_part').selectAll().execute();
    const curve = world.market.current()?.snapshot.discounts['USD'];

    expect(new Set(ids).size).toBe(2);
    expect(rows.map(({ body }) => body.includes('slices'))).toEqual([false, false]);
    expect(stored.filter(({ body }) => body === `{"kind":"flat","rate":${rateOf(curve)}}`)).toHaveLength(1);
  });

  it('is refused when it is not there, and to a client', async () => {
    expect(await ask('/snap_0')).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    const { reference } = await quoteFor(used.client);
    expect(await ask(`/${reference.snapshotId}`, 'harbour')).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });

  it('is not answered when one of its parts was altered', async () => {
    const { db } = used.service;
    const { reference } = await quoteFor(used.client);
    const { parts } = await found(`/${reference.snapshotId}`);
    const [part = ''] = parts;
    const { body } = await db
      .selectFrom('market_part')
      .select('body')
      .where('part_id', '=', part)
      .executeTakeFirstOrThrow();

    await db
      .updateTable('market_part')
      .set({ body: `${body} ` })
      .where('part_id', '=', part)
      .execute();

    expect(await ask(`/${reference.snapshotId}`)).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    await db.updateTable('market_part').set({ body }).where('part_id', '=', part).execute();
    expect((await found(`/${reference.snapshotId}`)).parts).toEqual(parts);
  });
});

describe('a snapshot by time', () => {
  it('is the latest stored at or before that time', async () => {
    const { reference } = await quoteFor(used.client);
    const asOf = Date.parse(reference.asOf);
    const later = new Date(asOf + 86_400_000).toISOString();

    expect((await found(`?at=${reference.asOf}`)).snapshotId).toBe(reference.snapshotId);
    expect((await found(`?at=${later}`)).snapshotId).toBe(reference.snapshotId);
    const before = await ask(`?at=${new Date(asOf - 1).toISOString()}`);
    expect(before.ok && before.data.snapshotId).not.toBe(reference.snapshotId);
  });

  it('is refused with the time when nothing was stored by then', async () => {
    expect(await ask('?at=2001-09-09T01:46:40.000Z')).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND', message: 'no snapshot was stored at or before 2001-09-09T01:46:40.000Z' },
    });
  });

  it.each(['', '?at=yesterday', '?at=2026-11-22', '?at=2026-11-22T08:00:00.000Z&then=1'])(
    'is refused as %j names no time, or more than one',
    async (query) => {
      expect(await ask(query)).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
    },
  );

  it('is for staff', async () => {
    const answer = await ask('?at=2026-11-22T08:00:00.000Z', 'harbour');

    expect(answer).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });
});

function rateOf(curve: MarketSnapshot['discounts'][string] | undefined): number {
  if (curve?.kind !== 'flat') throw new Error('the simulated curve is flat');
  return curve.rate;
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type MarketFeed, makeMarketRecording, simulatedMarket } from '../../src/market/index.ts';
import { makeSnapshotPublisher } from '../../src/market/publisher.ts';
import type { FinishedSegment } from '../../src/market/recorder/segment-roll.ts';
import type { IdentifiedSnapshot } from '../../src/market/snapshot-id.ts';
import { migrate, type OpenDatabase, openDatabase } from '../../src/platform/database/database.ts';
import { uuidIds } from '../../src/platform/ids.ts';
import { makeLogger } from '../../src/platform/logging.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import { failOnReport, handClock, handTimer } from '../unit/market/hand-driven.ts';
import {
  aFolder,
  idsOf,
  recorded,
  removeFolders,
  START,
  simulatedTicks,
  ticksIn,
} from '../unit/market/recorder/recording.ts';

const DAY_MS = 86_400_000;

let backend: Backend;
let database: OpenDatabase;
let ticks: IdentifiedSnapshot[];
beforeAll(async () => {
  backend = await openBackend();
  const { DATABASE_URL: url, DATA_DIR: folder = '' } = backend.settings;
  database = await openDatabase(url === undefined ? { folder: join(folder, 'pglite') } : { url }, () => undefined);
  await migrate(database.db);
  ticks = await simulatedTicks(60);
}, 90_000);
afterAll(async () => {
  await database.close();
  await backend.close();
  removeFolders();
}, 90_000);
beforeEach(() => database.db.deleteFrom('market_recording').execute());

/** A feed that publishes what it is given. */
function aFeed() {
  const publisher = makeSnapshotPublisher(failOnReport);
  const idle = simulatedMarket({ clock: handClock(START), reportError: failOnReport, seed: 1 });
  const feed: MarketFeed = { ...idle, current: publisher.current, onSnapshot: publisher.onSnapshot };
  return { feed, publish: publisher.publish };
}

function aRecording(folder: string, changes: { keepMs?: number; now?: number; what?: 'composite' | 'raw' } = {}) {
  const { keepMs = DAY_MS, now = START, what = 'composite' } = changes;
  return makeMarketRecording({
    onDropped: () => {},
    db: database.db,
    folder,
    clock: handClock(now),
    ids: uuidIds,
    log: makeLogger('silent'),
    what,
    retention: { keepMs, keepBytes: 1e9 },
    every: handTimer().every,
  });
}

const rows = () => database.db.selectFrom('market_recording').selectAll().orderBy('from_at').execute();

describe("the service's recording of its market", () => {
  it('holds what the feed published, with a row that says what is in the file', async () => {
    const folder = aFolder();
    const { feed, publish } = aFeed();
    const recording = aRecording(folder);

    expect(recording.follow(feed)).toBe(feed);
    for (const tick of ticks) publish(tick);
    await recording.stop();

    expect(idsOf(await ticksIn(folder))).toEqual(idsOf(ticks));
    const [row, ...others] = await rows();
    const file = readFileSync(join(folder, row?.path ?? ''));
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      kind: 'composite',
      from_at: new Date(START),
      until_at: new Date(START + 59 * 250),
      ticks: 60,
      dropped: 0,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
    });
  });

  it('indexes at its start what a crash left without a row, as far as it can be read', async () => {
    const { folder, finished } = await recorded(ticks, { fileSpanMs: 10_000 });
    const [first, second] = finished as [FinishedSegment, FinishedSegment];
    truncateSync(join(folder, second.path), Math.floor(second.bytes / 2));

    await aRecording(folder).stop();

    const [whole, torn] = await rows();
    expect(whole).toMatchObject({ segment_id: first.segmentId, ticks: 40, bytes: first.bytes, sha256: first.sha256 });
    expect(torn).toMatchObject({ segment_id: second.segmentId, path: second.path, dropped: 0 });
    expect(torn?.ticks).toBeGreaterThan(0);
    expect(torn?.ticks).toBeLessThan(20);
  });

  it('deletes files with their rows when their time is over', async () => {
    const { folder, finished } = await recorded(ticks, { fileSpanMs: 10_000 });
    await aRecording(folder).stop();
    expect(await rows()).toHaveLength(2);

    await aRecording(folder, { now: START + DAY_MS + 5_000 }).stop();

    expect((await rows()).map((row) => row.segment_id)).toEqual([finished[1]?.segmentId]);
    expect(finished.map(({ path }) => existsSync(join(folder, path)))).toEqual([false, true]);
  });

  it('takes frames of venues when it is asked to', async () => {
    const folder = aFolder();
    const recording = aRecording(folder, { what: 'raw' });
    recording.onFrame?.({ venue: 'coinbase', connectionId: 'conn_1', receivedAt: START, text: '{}' });
    await recording.stop();

    expect(await rows()).toMatchObject([{ kind: 'raw', ticks: 1 }]);
    const composite = aRecording(aFolder());
    expect(composite.onFrame).toBeNull();
    await composite.stop();
  });
});

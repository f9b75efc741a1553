import { sql } from 'kysely';
import { makeSealer, recordAudit, verifyLog } from '../../src/audit/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type Database, migrate, openDatabase } from '../../src/platform/database/database.ts';
import { uuidIds } from '../../src/platform/ids.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';

const START_MS = 60_000;
const WRITERS = 8;
const ROUNDS = 40;

let server: PostgresServer | undefined;
let opened: Awaited<ReturnType<typeof openDatabase>> | undefined;

beforeAll(async () => {
  server = await startPostgres();
  opened = await openDatabase({ url: server.url }, () => undefined);
  await migrate(opened.db);
}, START_MS);
afterAll(async () => {
  await opened?.close();
  await server?.stop();
}, START_MS);

function database(): Database {
  if (opened === undefined) throw new Error('the database has not started');
  return opened.db;
}

const sealer = () => makeSealer({ db: database(), clock: systemClock, ids: uuidIds });

const entry = (id: string) => ({
  at: systemClock.now(),
  actor: { kind: 'system' as const, id: 'test' },
  action: 'test.write',
  object: { type: 'test', id },
});

async function sealedIds(prefix: string): Promise<{ seq: number; id: string }[]> {
  const rows = await database()
    .selectFrom('audit_event')
    .select(['seq', 'object_id'])
    .where('object_id', 'like', `${prefix}%`)
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({ seq: Number(row.seq), id: row.object_id }));
}

const verified = () =>
  verifyLog({ db: database(), clock: systemClock, rootsFolder: '/nowhere/audit-roots' }, { range: null });

describe('sealing while others write', () => {
  it('seals what was committed, once each, in the order of each writer, and nothing that was rolled back', async () => {
    const write = async (writer: number) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        await database()
          .transaction()
          .execute(async (tx) => {
            await recordAudit(tx, entry(`w${writer}-${round}`));
            await sql`select pg_sleep(${((writer * 7 + round * 3) % 5) / 1000})`.execute(tx);
            if (round % 4 === 3) throw new Error('rolled back');
          })
          .catch((error: unknown) => {
            if (!(error instanceof Error && error.message === 'rolled back')) throw error;
          });
      }
    };
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    let done = false;
    const sealUntilDone = async () => {
      const seal = sealer();
      while (!done) await seal();
    };
    const sealing = Promise.all([sealUntilDone(), sealUntilDone()]);
    await writing;
    done = true;
    await sealing;
    await sealer()();

    for (let writer = 0; writer < WRITERS; writer += 1) {
      const expected = Array.from({ length: ROUNDS }, (_, round) => round).filter((round) => round % 4 !== 3);
      expect((await sealedIds(`w${writer}-`)).map(({ id }) => id)).toEqual(
        expected.map((round) => `w${writer}-${round}`),
      );
    }
    expect(await verified()).toMatchObject({ ok: true, unsealed: 0 });
  });

  it('puts what commits late behind what was sealed meanwhile', async () => {
    const db = database();
    const seal = sealer();
    let commit = () => {};
    const mayCommit = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let noted = () => {};
    const hasNoted = new Promise<void>((resolve) => {
      noted = resolve;
    });
    const late = db.transaction().execute(async (tx) => {
      await recordAudit(tx, entry('late-first'));
      noted();
      await mayCommit;
    });
    await hasNoted;
    await recordAudit(db, entry('late-second'));
    await seal();
    const before = await sealedIds('late-');
    commit();
    await late;
    await seal();

    expect(before.map(({ id }) => id)).toEqual(['late-second']);
    expect((await sealedIds('late-')).map(({ id }) => id)).toEqual(['late-second', 'late-first']);
    expect(await verified()).toMatchObject({ ok: true, unsealed: 0 });
  });

  it('finds the first of a long backlog without reading all of it', async () => {
    const db = database();
    const plan = await db
      .transaction()
      .execute(async (tx) => {
        await recordAudit(tx, ...Array.from({ length: 5_000 }, (_, index) => entry(`backlog-${index}`)));
        const { rows } = await sql<{ 'QUERY PLAN': string }>`
          explain select ctid from audit_pending order by id limit 50`.execute(tx);
        throw new Error(rows.map((row) => row['QUERY PLAN']).join('\n'));
      })
      .catch((error: unknown) => String(error));

    expect(plan).toMatch(/Index Scan using audit_pending_in_order/);
    expect(plan).not.toMatch(/Sort|Seq Scan/);
  });
});

import { sql } from 'kysely';
import { type OpenDatabase, openDatabase } from '../../src/platform/database/database.ts';
import { isOutage } from '../../src/platform/database/errors.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';

const START_MS = 60_000;
const timeouts = { statementMs: 500, lockMs: 200, idleTransactionMs: 300 };

let server: PostgresServer | undefined;
let opened: OpenDatabase | undefined;

beforeAll(async () => {
  server = await startPostgres();
  opened = await openDatabase({ url: server.url, timeouts }, () => undefined);
  await sql`create table note (id integer primary key)`.execute(opened.db);
}, START_MS);
afterAll(async () => {
  server?.resume();
  await opened?.close();
  await server?.stop();
}, START_MS);

function running() {
  if (server === undefined || opened === undefined) throw new Error('the database has not started');
  return { server, db: opened.db };
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it was answered',
    (error: unknown) => error,
  );
const notes = async () => (await sql<{ id: number }>`select id from note order by id`.execute(running().db)).rows;

describe('a PostgreSQL that hangs', () => {
  it('answers nobody for ever: what it owes is given up, and it serves again when it goes on', async () => {
    const { server: hung, db } = running();
    await notes();
    hung.pause();

    const failures = await Promise.all([1, 2].map((id) => failureOf(sql`insert into note values (${id})`.execute(db))));
    hung.resume();

    expect(failures.map(isOutage)).toEqual([true, true]);
    // Nobody was told that these were written; a connection that still waits for them is not lent out again.
    await sql`insert into note values (3)`.execute(db);
    expect(await notes()).toContainEqual({ id: 3 });
  });

  it('ends a statement that takes too long, and says so as an outage', async () => {
    expect(isOutage(await failureOf(sql`select pg_sleep(30)`.execute(running().db)))).toBe(true);
  });

  it('lets nobody wait for a lock longer than that, and takes the locks of a process that stands still', async () => {
    const { db } = running();
    await sql`insert into note values (10)`.execute(db);
    let waited: unknown = null;
    let locked: unknown = null;
    const holder = failureOf(
      db.transaction().execute(async (tx) => {
        await sql`select id from note where id = 10 for update`.execute(tx);
        waited = await failureOf(sql`update note set id = 11 where id = 10`.execute(db));
        // By then the server has ended the transaction that sent nothing.
        locked = await failureOf(sql`select pg_sleep(0.4)`.execute(db));
        await sql`update note set id = 12 where id = 10`.execute(tx);
      }),
    );

    expect(isOutage(await holder)).toBe(true);
    expect(isOutage(waited)).toBe(true);
    expect(locked).toBe('it was answered');
    expect(await notes()).toContainEqual({ id: 10 });
  });
});

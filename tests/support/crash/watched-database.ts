import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { Database } from '../../../src/platform/database/database.ts';
import type { Schema } from '../../../src/platform/database/schema.ts';

/** `statement`: one is about to be sent. `commit*`: all that a transaction does, or a statement outside of one, is about to be durable, is on its way, or is. */
export type DatabaseMoment = 'statement' | 'beforeCommit' | 'inCommit' | 'afterCommit';

/** Told of each moment with the statements and their values as text; the work goes on when it resolves, and fails when it throws. */
type WatchDatabase = (moment: DatabaseMoment, work: string) => void | Promise<void>;

interface Lent {
  readonly connection: DatabaseConnection;
  readonly giveBack: () => void;
  /** What the open transaction has done so far; null outside of one. */
  transaction: string[] | null;
}

/** The same database, watched at its driver: whatever the product does with it passes here. */
export function watchDatabase(db: Database, watch: WatchDatabase): Database {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (watched) => new PostgresIntrospector(watched),
      createDriver: () => watchedDriver(db, watch),
    },
  });
}

function watchedDriver(db: Database, watch: WatchDatabase): Driver {
  const lent = new WeakMap<DatabaseConnection, Lent>();
  const of = (connection: DatabaseConnection): Lent => {
    const found = lent.get(connection);
    if (found === undefined) throw new Error('the connection was not lent here');
    return found;
  };
  return {
    init: async () => undefined,
    async acquireConnection() {
      const one = await borrow(db);
      const connection = watchedConnection(one, watch);
      lent.set(connection, one);
      return connection;
    },
    async beginTransaction(connection, { isolationLevel }) {
      const one = of(connection);
      const sql = isolationLevel === undefined ? 'begin' : `start transaction isolation level ${isolationLevel}`;
      await one.connection.executeQuery(CompiledQuery.raw(sql));
      one.transaction = [];
    },
    async commitTransaction(connection) {
      const one = of(connection);
      const work = (one.transaction ?? []).join('\n');
      await commit(watch, work, () => one.connection.executeQuery(CompiledQuery.raw('commit')));
      one.transaction = null;
    },
    async rollbackTransaction(connection) {
      const one = of(connection);
      one.transaction = null;
      await one.connection.executeQuery(CompiledQuery.raw('rollback'));
    },
    async releaseConnection(connection) {
      of(connection).giveBack();
    },
    destroy: async () => undefined, // the database belongs to whoever opened it
  };
}

function borrow(db: Database): Promise<Lent> {
  return new Promise((resolve, reject) => {
    const untilGivenBack = (connection: DatabaseConnection) =>
      new Promise<void>((giveBack) => resolve({ connection, giveBack, transaction: null }));
    db.getExecutor().provideConnection(untilGivenBack).catch(reject);
  });
}

function watchedConnection(lent: Lent, watch: WatchDatabase): DatabaseConnection {
  const { connection } = lent;
  return {
    async executeQuery<R>(query: CompiledQuery) {
      const work = `${query.sql}\n${query.parameters.map(String).join('\n')}`;
      await watch('statement', work);
      if (lent.transaction === null) return commit(watch, work, () => connection.executeQuery<R>(query));
      lent.transaction.push(work);
      return connection.executeQuery<R>(query);
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}

async function commit<T>(watch: WatchDatabase, work: string, run: () => Promise<T>): Promise<T> {
  await watch('beforeCommit', work);
  const running = run();
  await watch('inCommit', work);
  const result = await running;
  await watch('afterCommit', work);
  return result;
}

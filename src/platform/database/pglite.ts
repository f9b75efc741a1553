import { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient } from 'kysely';

/**
 * PGlite behind the interface of a Postgres pool: one connection, lent to one borrower at a time, so that a
 * transaction has it to itself.
 */
export async function openPglite(folder: string): Promise<PostgresPool> {
  const pglite = await PGlite.create(folder);
  let turn: Promise<void> = Promise.resolve();

  return {
    async connect() {
      const before = turn;
      let release: () => void = () => {};
      turn = new Promise((resolve) => {
        release = resolve;
      });
      await before;
      return { query: queryOf(pglite), release } as PostgresPoolClient;
    },
    async end() {
      await turn;
      await pglite.close();
    },
  };
}

function queryOf(pglite: PGlite) {
  return async (sql: string, parameters: readonly unknown[]) => {
    const { rows, affectedRows } = await pglite.query(sql, [...parameters]);
    const command = sql.trimStart().slice(0, 6).toUpperCase();
    return { command, rowCount: affectedRows ?? rows.length, rows };
  };
}

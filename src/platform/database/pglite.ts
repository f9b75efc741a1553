import { setImmediate } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { preparing } from './postgres.ts';

/**
 * PGlite behind the driver of Postgres: a pool of the one connection that it has, lent to one borrower at a time, so
 * that a transaction has it to itself.
 */
export async function openPglite(folder: string): Promise<PostgresPool> {
  const pglite = await PGlite.create(folder);
  const driver = createPgConfig(pglite) as object;
  const pool = preparing(new pg.Pool({ ...driver, max: 1, idleTimeoutMillis: 0 }));
  return {
    async connect() {
      const client = await pool.connect();
      const query = async (text: string, values: readonly unknown[]) => {
        const result = await client.query(text, values);
        // It computes in this thread and answers without a turn of the event loop: sockets and timers would have to wait.
        await setImmediate();
        return result;
      };
      return { query, release: client.release } as unknown as PostgresPoolClient;
    },
    async end() {
      await pool.end();
      await pglite.close();
    },
  };
}

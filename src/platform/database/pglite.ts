import { setImmediate } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { preparing } from './postgres.ts';

/** Two doors to the one connection. */
export interface PglitePools {
  readonly pool: PostgresPool;
  /** Whoever comes by this one is served before all who wait at the other. */
  readonly urgent: PostgresPool;
}

/**
 * PGlite behind the driver of Postgres: a pool of the one connection that it has, lent to one borrower at a time, so
 * that a transaction has it to itself.
 */
export async function openPglite(folder: string): Promise<PglitePools> {
  const pglite = await PGlite.create(folder);
  const driver = createPgConfig(pglite) as object;
  const pool = preparing(new pg.Pool({ ...driver, max: 1, idleTimeoutMillis: 0 }));
  const turns = makeTurns();
  const open = async (line: Line): Promise<PostgresPoolClient> => {
    await turns.take(line);
    try {
      const client = await pool.connect();
      const query = async (text: string, values: readonly unknown[]) => {
        const result = await client.query(text, values);
        // It computes in this thread and answers without a turn of the event loop: sockets and timers would have to wait.
        await setImmediate();
        return result;
      };
      const release = () => {
        client.release();
        turns.giveBack();
      };
      return { query, release } as unknown as PostgresPoolClient;
    } catch (error) {
      turns.giveBack();
      throw error;
    }
  };
  return {
    pool: {
      connect: () => open('ordinary'),
      async end() {
        await pool.end();
        await pglite.close();
      },
    },
    urgent: { connect: () => open('urgent'), end: async () => undefined },
  };
}

type Line = 'urgent' | 'ordinary';

/** One at a time: those in the urgent line first, each line in the order in which they came. */
export function makeTurns() {
  const lines: Readonly<Record<Line, (() => void)[]>> = { urgent: [], ordinary: [] };
  let taken = false;
  return {
    take(line: Line): Promise<void> {
      if (taken) return new Promise((resolve) => lines[line].push(resolve));
      taken = true;
      return Promise.resolve();
    },
    giveBack(): void {
      const next = lines.urgent.shift() ?? lines.ordinary.shift();
      if (next === undefined) taken = false;
      else next();
    },
  };
}

import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { isReadOnly } from './errors.ts';

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;

export function openPostgres(url: string, onError: (error: Error) => void): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'otc-desk',
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', onError);
  // One that breaks while it is lent out tells its borrower by the failed query; the event needs a listener all the same.
  pool.on('connect', (client) => client.on('error', onError));
  return preparing(pool);
}

const PREPARED_NAME = /^\s*\/\* prepared: (\w+) \*\//;

/**
 * A statement that starts with the comment `prepared: <name>` is parsed and planned once a connection instead of every
 * time, which is most of its cost. The plan then serves all values, so this is for statements whose plan does not depend
 * on them, and whose result has the same columns whatever migrations add.
 *
 * A connection to a server that has become read-only, as the old primary does in a failover, is not lent out again.
 *
 * @throws Error when a commit was answered with anything but a commit: PostgreSQL rolls a failed transaction back without
 *   an error.
 */
export function preparing(pool: pg.Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect();
      let outlived = false;
      const query = async (text: string, values: readonly unknown[]) => {
        const name = PREPARED_NAME.exec(text)?.[1];
        try {
          return committed(
            text,
            await client.query({ ...(name !== undefined && { name }), text, values: [...values] }),
          );
        } catch (error) {
          outlived ||= isReadOnly(error);
          throw error;
        }
      };
      // Kysely's type has a second form, for a cursor, which it never calls without a dialect option that is not set.
      return { query, release: () => client.release(outlived) } as unknown as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}

function committed<T extends { readonly command: string }>(text: string, result: T): T {
  if (text === 'commit' && result.command !== 'COMMIT')
    throw new Error(`a commit must be answered with COMMIT, was ${result.command}: nothing was written`);
  return result;
}

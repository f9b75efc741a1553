import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { isGivenUp, isReadOnly } from './errors.ts';

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;

/** How long a server that hangs, or a process that does, may keep others waiting; ms. Absent: as the server is set. */
export interface DatabaseTimeouts {
  readonly statementMs: number;
  /** For a lock that somebody else holds. */
  readonly lockMs: number;
  /** Of a transaction that sends nothing: the server ends it, and its locks. */
  readonly idleTransactionMs: number;
}

/** The server ends a statement by itself; one that does not even do that is given up so much later. */
const GIVE_UP_MS = 1_000;

function settingsOf({ statementMs, lockMs, idleTransactionMs }: DatabaseTimeouts) {
  return {
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: idleTransactionMs,
    query_timeout: statementMs + GIVE_UP_MS,
  };
}

export function openPostgres(
  { url, timeouts }: { readonly url: string; readonly timeouts?: DatabaseTimeouts },
  onError: (error: Error) => void,
): PostgresPool {
  const pool = new pg.Pool({
    ...(timeouts !== undefined && settingsOf(timeouts)),
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
 * A connection to a server that has become read-only, as the old primary does in a failover, is not lent out again, nor
 * is one whose statement was given up: its answer may still come.
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
          outlived ||= isReadOnly(error) || isGivenUp(error);
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

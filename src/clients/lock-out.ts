import { CompiledQuery } from 'kysely';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Database } from '../platform/database/database.ts';

export interface LockOutPolicy {
  /** Wrong tries under one user name, whether there is such a user or not, that lock it. */
  readonly userFailures: number;
  /** Wrong tries from one address that lock it. */
  readonly addressFailures: number;
  /** What is counted within so many seconds, and how long a lock holds. */
  readonly seconds: number;
}

export interface Attempted {
  readonly username: string;
  readonly address: string;
}

export interface LockOut {
  /** Milliseconds until another try is heard; 0 when it is now. */
  lockedMs(attempted: Attempted): Promise<number>;
  /** Counts a wrong try; says what that has locked, if anything. */
  fail(attempted: Attempted): Promise<'user' | 'address' | null>;
  /** Somebody proved who they are, or an administrator unlocks them. */
  clear(username: string): Promise<void>;
}

/** Counts wrong tries in the database, so that all nodes count together and a restart forgets none. */
export function makeLockOut(db: Database, { userFailures, addressFailures, seconds }: LockOutPolicy): LockOut {
  const shared = {
    storeClient: { query: ({ text, values }: Query) => run(db, text, values) },
    storeType: 'client',
    tableName: 'sign_in_failure',
    tableCreated: true,
    clearExpiredByTimeout: false,
    duration: seconds,
    blockDuration: seconds,
  };
  const users = new RateLimiterPostgres({ ...shared, keyPrefix: 'user', points: userFailures });
  const addresses = new RateLimiterPostgres({ ...shared, keyPrefix: 'address', points: addressFailures });
  const left = async (limiter: RateLimiterPostgres, key: string) => {
    const counted = await limiter.get(key);
    return counted !== null && counted.consumedPoints >= limiter.points ? Math.max(counted.msBeforeNext, 0) : 0;
  };

  return {
    async lockedMs({ username, address }) {
      return Math.max(await left(users, username), await left(addresses, address));
    },
    async fail({ username, address }) {
      const byUser = await users.penalty(username);
      const byAddress = await addresses.penalty(address);
      if (byUser.consumedPoints === userFailures) return 'user';
      return byAddress.consumedPoints === addressFailures ? 'address' : null;
    },
    async clear(username) {
      await users.delete(username);
    },
  };
}

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

async function run(db: Database, text: string, values: readonly unknown[]) {
  const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...values]));
  return { rows, rowCount: rows.length };
}

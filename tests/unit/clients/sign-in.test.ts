import { COMMON_PASSWORDS } from '../../../src/clients/common-passwords.ts';
import type { Sessions } from '../../../src/clients/index.ts';
import type { Database } from '../../../src/platform/database/database.ts';

const PARAMETERS = 'argon2id$v=19$m=19456,t=2,p=1';
const verified: string[] = [];
// The types of jest's globals do not name it yet.
const mocks = import.meta.jest as unknown as { unstable_mockModule(name: string, make: () => unknown): unknown };
mocks.unstable_mockModule('@node-rs/argon2', () => ({
  hash: async (password: string) => `$${PARAMETERS}$hash-of-${password}`,
  verify: async (stored: string, password: string) => {
    verified.push(stored);
    return stored.endsWith(`hash-of-${password}`);
  },
}));
const { makeSignIn } = await import('../../../src/clients/sign-in.ts');

const LEE = {
  user_id: 'usr_1',
  username: 'lee',
  role: 'risk',
  account_id: null,
  disabled: false,
  password_hash: `$${PARAMETERS}$hash-of-a good long password`,
};

/** Knows one user, and takes what is recorded. */
function databaseOf(row: object | undefined): Database {
  const found = { executeTakeFirst: async () => row };
  const executor = {
    transformQuery: (node: unknown) => node,
    compileQuery: () => ({}),
    executeQuery: async () => ({ rows: [] }),
  };
  const db = {
    selectFrom: () => ({ selectAll: () => ({ where: () => found }) }),
    getExecutor: () => executor,
  };
  return db as unknown as Database;
}

function tryIn(row: object | undefined, password: string) {
  const signIn = makeSignIn({
    db: databaseOf(row),
    clock: { now: () => 0 },
    box: { seal: (text) => text, open: (text) => text },
    sessions: {} as Sessions,
    lockOut: { lockedMs: async () => 0, fail: async () => null, clear: async () => {} },
    secondFactor: 'enrolled',
    log: { warn: () => {} } as never,
  });
  return signIn({ username: 'lee', password }, { address: '127.0.0.1' });
}

describe('a sign-in that fails', () => {
  it.each([
    { what: 'nobody has the name', row: undefined, password: 'a good long password' },
    { what: 'the password is wrong', row: LEE, password: [...COMMON_PASSWORDS][0] ?? '' },
    { what: 'the user is disabled', row: { ...LEE, disabled: true }, password: 'a good long password' },
  ])(
    'costs one verification of a hash of the same parameters and says the same when $what',
    async ({ row, password }) => {
      verified.length = 0;

      const answer = await tryIn(row, password);

      expect(answer).toMatchObject({ ok: false, rejection: { message: 'the user name or the password is wrong' } });
      expect(verified).toEqual([expect.stringContaining(PARAMETERS)]);
    },
  );
});

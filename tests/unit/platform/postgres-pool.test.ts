import type pg from 'pg';
import { preparing } from '../../../src/platform/database/postgres.ts';

/** A pool of one connection that answers as it is told, and remembers how it was given back. */
function aPool(answer: (text: string) => { command: string } | Error) {
  const released: unknown[] = [];
  const client = {
    async query({ text }: { text: string }) {
      const result = answer(text);
      if (result instanceof Error) throw result;
      return { rows: [], rowCount: 0, ...result };
    },
    release: (broken: unknown) => released.push(broken),
  };
  return { released, pool: preparing({ connect: async () => client } as unknown as pg.Pool) };
}

describe('a connection of the pool', () => {
  it('takes a commit that was answered with a rollback for what it is: nothing was written', async () => {
    const { pool } = aPool(() => ({ command: 'ROLLBACK' }));
    const client = await pool.connect();

    await expect(client.query('commit', [])).rejects.toThrow('must be answered with COMMIT, was ROLLBACK');
    await expect(client.query('rollback', [])).resolves.toMatchObject({ command: 'ROLLBACK' });
  });

  it.each([
    { what: 'a server that has become read-only', code: '25006', broken: true },
    { what: 'a refused row', code: '23505', broken: false },
  ])('that has met $what is closed when it is given back: $broken', async ({ code, broken }) => {
    const { pool, released } = aPool(() => Object.assign(new Error(code), { code }));
    const client = await pool.connect();

    await expect(client.query('insert into rfq values (1)', [])).rejects.toThrow(code);
    client.release();

    expect(released).toEqual([broken]);
  });
});

import { makeUserChanges } from '../clients/index.ts';
import { readConfig } from '../config.ts';
import { parse } from '../contracts/parse.ts';
import { type AddedUserView, AddUserRequest } from '../contracts/users.ts';
import { systemClock } from '../platform/clock.ts';
import { openDataFolder } from '../platform/data-folder.ts';
import { migrate, openDatabase } from '../platform/database/database.ts';
import { uuidIds } from '../platform/ids.ts';
import { granted } from './exit.ts';

/** For the first administrator: whoever holds the database decides who that is. The audit log names the command line. */
export async function addUserDirectly(dataDir: string, body: unknown): Promise<AddedUserView> {
  const request = granted(parse(AddUserRequest, body));
  const { DATABASE_URL: url } = readConfig({ ...process.env, DATA_DIR: dataDir });
  const folder = url === undefined ? openDataFolder(dataDir) : null;
  try {
    const { db, close } = await openDatabase(
      url === undefined ? { folder: folder?.path('pglite') ?? '' } : { url },
      () => {},
    );
    try {
      await migrate(db);
      const users = makeUserChanges({
        db,
        clock: systemClock,
        ids: uuidIds,
        onChanged: () => {},
        unlock: async () => {},
      });
      return granted(await users.add(request, { userId: 'command line', username: 'command line' }));
    } finally {
      await close();
    }
  } finally {
    folder?.release();
  }
}

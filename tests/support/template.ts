import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase } from '../../src/platform/database/database.ts';

const VARIABLE = 'OTC_TEST_TEMPLATE';

/** Creating an embedded database takes seconds, copying one does not: made once for all test files of a run. */
export async function makeTemplate(): Promise<void> {
  if (process.env['OTC_TEST_BACKEND'] === 'services') return;
  const folder = mkdtempSync(join(tmpdir(), 'otc-template-'));
  const { db, close } = await openDatabase({ folder: join(folder, 'pglite') }, () => undefined);
  await migrate(db);
  await close();
  process.env[VARIABLE] = folder;
}

export function removeTemplate(): void {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Gives a data folder the empty, migrated database of the template, when the run made one. */
export function copyTemplate(dataFolder: string): void {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) cpSync(folder, dataFolder, { recursive: true });
}

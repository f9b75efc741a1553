import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { type DemoCredentials, seedDemoFirm } from '../../src/demo/seed.ts';
import { migrate, openDatabase } from '../../src/platform/database/database.ts';
import { openWorld } from '../../src/world.ts';

const VARIABLE = 'OTC_TEST_TEMPLATE';
const CREDENTIALS = 'test-credentials.json';

/** `empty`: the schema alone, as a first start finds it. `firm`: with the demo firm in it. */
export type Template = 'empty' | 'firm';

/**
 * Creating an embedded database and hashing the passwords of a firm take seconds, copying them does not: made once for all
 * test files of a run.
 */
export async function makeTemplate(): Promise<void> {
  if (process.env['OTC_TEST_BACKEND'] === 'services') return;
  const folder = mkdtempSync(join(tmpdir(), 'otc-template-'));
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const { db, close } = await openDatabase({ folder: join(empty, 'pglite') }, () => undefined);
  await migrate(db);
  await close();
  const firm = join(folder, 'firm');
  cpSync(empty, firm, { recursive: true });
  const opened = await openWorld(readConfig({ DATA_DIR: firm, PORT: '0', LOG_LEVEL: 'fatal' }));
  const credentials = await seedDemoFirm(opened.world);
  await opened.close();
  writeFileSync(join(firm, CREDENTIALS), JSON.stringify(credentials));
  process.env[VARIABLE] = folder;
}

export function removeTemplate(): void {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Gives a data folder the database of a template, when the run made them. */
export function copyTemplate(dataFolder: string, template: Template): void {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) cpSync(join(folder, template), dataFolder, { recursive: true });
}

/** Of the firm that came with the template; null where none did. */
export function templateCredentials(dataFolder: string): DemoCredentials | null {
  const file = join(dataFolder, CREDENTIALS);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoCredentials) : null;
}

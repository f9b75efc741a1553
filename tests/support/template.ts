import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { type DemoCredentials, seedDemoFirm } from '../../src/demo/seed.ts';
import { migrate, openDatabase } from '../../src/platform/database/database.ts';
import { openWorld } from '../../src/world.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';

const VARIABLE = 'OTC_TEST_TEMPLATE';
const CREDENTIALS = 'test-credentials.json';
const POSTGRES_FOLDERS = 'postgres.json';
export const SECRET_KEY = 'a key for tests alone';

/** `empty`: the schema alone, as a first start finds it. `firm`: with the demo firm in it. */
export type Template = 'empty' | 'firm';

/**
 * Creating a database and hashing the passwords of a firm take seconds, copying them does not: made once for all test files
 * of a run.
 */
export async function makeTemplate(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'otc-template-'));
  process.env[VARIABLE] = folder;
  await (process.env['OTC_TEST_BACKEND'] === 'services' ? makePostgres(folder) : makeEmbedded(folder));
}

async function makeEmbedded(folder: string): Promise<void> {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const { db, close } = await openDatabase({ folder: join(empty, 'pglite') }, () => undefined);
  await migrate(db);
  await close();
  const firm = join(folder, 'firm');
  cpSync(empty, firm, { recursive: true });
  await seedFirm(firm, {});
}

async function makePostgres(folder: string): Promise<void> {
  const firm = join(folder, 'firm');
  mkdirSync(join(folder, 'empty'));
  mkdirSync(firm);
  const empty = await (await startPostgres()).closeCleanly();
  const server = await startPostgres({ copyOf: empty });
  await seedFirm(firm, { DATABASE_URL: server.url, SECRET_KEY });
  const folders: Record<Template, string> = { empty, firm: await server.closeCleanly() };
  writeFileSync(join(folder, POSTGRES_FOLDERS), JSON.stringify(folders));
}

/** Migrates what the settings name, and sets the demo firm up in it; its passwords go to `folder`. */
async function seedFirm(folder: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const opened = await openWorld(readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'fatal', ...settings }));
  const credentials = await seedDemoFirm(opened.world);
  await opened.close();
  writeFileSync(join(folder, CREDENTIALS), JSON.stringify(credentials));
}

export function removeTemplate(): void {
  const folder = process.env[VARIABLE];
  if (folder === undefined) return;
  for (const made of [...Object.values(postgresFolders(folder)), folder])
    rmSync(made, { recursive: true, force: true });
}

/** A PostgreSQL of the test's own that is what the template is; an empty one when the run made none. */
export function postgresOf(template: Template): Promise<PostgresServer> {
  return startPostgres({ copyOf: postgresFolders(process.env[VARIABLE])[template] });
}

function postgresFolders(folder: string | undefined): Partial<Record<Template, string>> {
  const file = join(folder ?? '', POSTGRES_FOLDERS);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<Template, string>) : {};
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

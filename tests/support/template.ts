import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { type DemoCredentials, seedDemoFirm } from '../../src/demo/seed.ts';
import { openWorld } from '../../src/world.ts';

const VARIABLE = 'OTC_TEST_TEMPLATE';
const CREDENTIALS = 'test-credentials.json';

/**
 * Creating an embedded database and hashing the passwords of a firm take seconds, copying both does not: made once for all
 * test files of a run.
 */
export async function makeTemplate(): Promise<void> {
  if (process.env['OTC_TEST_BACKEND'] === 'services') return;
  const folder = mkdtempSync(join(tmpdir(), 'otc-template-'));
  const { world, close } = await openWorld(readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'fatal' }));
  const credentials = await seedDemoFirm(world);
  await close();
  writeFileSync(join(folder, CREDENTIALS), JSON.stringify(credentials));
  process.env[VARIABLE] = folder;
}

export function removeTemplate(): void {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Gives a data folder the database of the template with the demo firm in it, when the run made one. */
export function copyTemplate(dataFolder: string): void {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) cpSync(folder, dataFolder, { recursive: true });
}

/** Of the firm that came with the template; null where it did not. */
export function templateCredentials(dataFolder: string): DemoCredentials | null {
  const file = join(dataFolder, CREDENTIALS);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoCredentials) : null;
}

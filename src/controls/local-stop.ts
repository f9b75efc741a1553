import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its presence in DATA_DIR stops every gateway that runs on that folder, with or without a database. */
const FILE = 'HALT';
const REASON_MAX = 500;

/** The reason in the file; null when nobody has stopped this folder's processes by hand. */
export function readLocalStop(dataDir: string): string | null {
  const path = join(dataDir, FILE);
  if (!existsSync(path)) return null;
  try {
    return readFileSync(path, 'utf8').trim().slice(0, REASON_MAX) || 'no reason given';
  } catch (error) {
    // There, and not to be read: it stops all the same.
    return existsSync(path) ? `${FILE} cannot be read: ${String(error)}` : null;
  }
}

/** Returns the path of the file. */
export function writeLocalStop(dataDir: string, reason: string): string {
  const path = join(dataDir, FILE);
  writeFileSync(path, `${reason}\n`);
  return path;
}

export function clearLocalStop(dataDir: string): void {
  rmSync(join(dataDir, FILE), { force: true });
}

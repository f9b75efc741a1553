import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where one process keeps what it must find again. Only its owner can read it. */
export interface DataFolder {
  readonly path: (name: string) => string;
  /** Writes a file that nobody else on the machine can read, whole or not at all. */
  readonly writePrivate: (name: string, text: string) => void;
  readonly remove: (name: string) => void;
  /** Lets another process have the folder. */
  readonly release: () => void;
}

const LOCK = 'process.lock';

/** @throws Error saying what is wrong with the folder: not writable, or in use by a running process. */
export function openDataFolder(folder: string): DataFolder {
  const path = (name: string) => join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700); // also one that was there before: what the database keeps in it is readable otherwise
  takeLock(path(LOCK));
  return {
    path,
    writePrivate: (name, text) => writeWhole(path(name), text),
    remove: (name) => rmSync(path(name), { force: true }),
    release: () => rmSync(path(LOCK), { force: true }),
  };
}

function writeWhole(file: string, text: string): void {
  const draft = `${file}.new`;
  rmSync(draft, { force: true }); // the mode of a file that is there already would stay as it is
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

const KEY_CHARS_MIN = 16;

/**
 * The key of this folder's secrets: made on first use, the same ever after.
 *
 * @throws Error when the key that is there was cut: with another, or none, what it sealed would be lost or open.
 */
export function secretKeyOf({ path, writePrivate }: DataFolder): string {
  const name = 'secret.key';
  try {
    return requireWhole(name, readFileSync(path(name), 'utf8').trim());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = randomBytes(32).toString('base64url');
  writePrivate(name, `${key}\n`);
  return key;
}

function requireWhole(name: string, key: string): string {
  if (key.length >= KEY_CHARS_MIN) return key;
  throw new Error(`${name} must have ${KEY_CHARS_MIN} characters or more, had ${key.length}: restore it from a copy`);
}

function takeLock(file: string): void {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(readFileSync(file, 'utf8'));
    if (holder !== process.pid && isRunning(holder))
      throw new Error(`it is in use by process ${holder}`, { cause: error });
    // Its holder was killed.
    writeFileSync(file, `${process.pid}\n`, { mode: 0o600 });
  }
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder, secretKeyOf } from '../../../src/platform/data-folder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'otc-data-folder-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const folder = () => join(parent, 'a', 'data');
const lock = () => join(folder(), 'process.lock');
const modeOf = (path: string) => statSync(path).mode & 0o777;

/** Leaves a lock behind as another process would. */
function lockedBy(holder: string): void {
  mkdirSync(folder(), { recursive: true });
  writeFileSync(lock(), holder);
}

/** The number of a process that has ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('a data folder', () => {
  it('is made with all above it, for its owner alone', () => {
    openDataFolder(folder());

    expect(modeOf(folder())).toBe(0o700);
    expect(modeOf(lock())).toBe(0o600);
    expect(readFileSync(lock(), 'utf8')).toBe(`${process.pid}\n`);
  });

  it('that was there before is closed to everybody else', () => {
    mkdirSync(folder(), { recursive: true, mode: 0o755 });
    chmodSync(folder(), 0o755);

    openDataFolder(folder());

    expect(modeOf(folder())).toBe(0o700);
  });

  it.each([
    { what: 'the process that started this one', pid: process.ppid },
    { what: 'the first process of the machine', pid: 1 },
  ])('that $what holds is refused, naming it, and stays as it was', ({ pid }) => {
    lockedBy(`${pid}\n`);

    expect(() => openDataFolder(folder())).toThrow(`it is in use by process ${pid}`);
    expect(readFileSync(lock(), 'utf8')).toBe(`${pid}\n`);
  });

  it.each([
    { what: 'a process that has ended', holder: () => `${endedPid()}\n` },
    { what: 'nobody: its writer was killed before it could', holder: () => '' },
    { what: 'no process at all', holder: () => 'nonsense\n' },
    { what: 'a number that no process has', holder: () => '0\n' },
    { what: 'a negative number, which would ask a whole group', holder: () => '-1\n' },
    { what: 'this very number: in a container, the next start has the same', holder: () => `${process.pid}\n` },
  ])('whose lock names $what is taken over', ({ holder }) => {
    lockedBy(holder());

    openDataFolder(folder());

    expect(readFileSync(lock(), 'utf8')).toBe(`${process.pid}\n`);
  });

  it('that is released can be had by the next', () => {
    const opened = openDataFolder(folder());

    opened.release();
    opened.release();

    expect(existsSync(lock())).toBe(false);
  });

  it('cannot be inside a file', () => {
    writeFileSync(join(parent, 'a'), '');

    expect(() => openDataFolder(folder())).toThrow(/ENOTDIR|EEXIST/);
  });
});

describe('a private file', () => {
  it('can be read by its owner alone, also when it was readable before', () => {
    const { path, writePrivate } = openDataFolder(folder());
    writeFileSync(path('old.json'), 'old', { mode: 0o644 });
    writeFileSync(path('old.json.new'), 'left behind', { mode: 0o644 });

    writePrivate('new.json', 'secret');
    writePrivate('old.json', 'secret');

    for (const name of ['new.json', 'old.json']) {
      expect(modeOf(path(name))).toBe(0o600);
      expect(readFileSync(path(name), 'utf8')).toBe('secret');
    }
  });

  it('is replaced whole: who reads it meanwhile has the old one or the new one', () => {
    const { path, writePrivate } = openDataFolder(folder());
    writePrivate('service.json', 'x'.repeat(100));
    const before = statSync(path('service.json')).ino;

    writePrivate('service.json', 'y');

    expect(readFileSync(path('service.json'), 'utf8')).toBe('y');
    expect(statSync(path('service.json')).ino).not.toBe(before);
  });

  it('can be removed, also when it is not there', () => {
    const { path, writePrivate, remove } = openDataFolder(folder());
    writePrivate('service.json', '{}');

    remove('service.json');
    remove('service.json');

    expect(existsSync(path('service.json'))).toBe(false);
  });
});

describe('the key of a data folder', () => {
  it('is 256 random bits, made once and kept for its owner alone', () => {
    const opened = openDataFolder(folder());

    const key = secretKeyOf(opened);

    expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(secretKeyOf(opened)).toBe(key);
    expect(modeOf(opened.path('secret.key'))).toBe(0o600);
  });

  it('is another in another folder', () => {
    expect(secretKeyOf(openDataFolder(folder()))).not.toBe(secretKeyOf(openDataFolder(join(parent, 'b'))));
  });

  it.each(['', '\n', 'short\n', `${'x'.repeat(15)}\n`])('is never one that was cut to %j', (kept) => {
    const opened = openDataFolder(folder());
    opened.writePrivate('secret.key', kept);

    expect(() => secretKeyOf(opened)).toThrow(
      /^secret\.key must have 16 characters or more, had \d+: restore it from a copy/,
    );
  });

  it('that cannot be read is not replaced', () => {
    const opened = openDataFolder(folder());
    mkdirSync(opened.path('secret.key'));

    expect(() => secretKeyOf(opened)).toThrow(/EISDIR/);
  });
});

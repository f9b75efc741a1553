import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, openSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 20;
const LOG_TAIL_LINES = 20;

// Reads until the pipe to the test process closes, which no way of dying can prevent. Then: pid, signal, folder.
const WATCHDOG = `
while read -r _; do :; done
kill -"$2" "$1" || exit 0
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do kill -0 "$1" || break; sleep 0.1; done
kill -KILL "$1"
rm -rf -- "$3"`;

export interface ServerProcess {
  readonly pid: number;
  isRunning(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process is gone; at once when it is. */
  exited(): Promise<void>;
}

export interface ServerCommand {
  readonly binary: string;
  readonly args: readonly string[];
  /** Private folder of the server: its log goes there, and it is removed if this process dies. */
  readonly folder: string;
  /** Sent by the watchdog if this process dies. */
  readonly lastSignal: 'QUIT' | 'KILL';
  readonly owner?: Owner;
}

/** The account a server runs as, when this process is root and the server refuses to be. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Starts a server that cannot outlive this process, however this process ends. */
export function startServerProcess(command: ServerCommand): ServerProcess {
  const { binary, args, folder, owner } = command;
  const log = openSync(logPath(folder), 'a');
  // Detached: an interrupt typed at the terminal is for the test runner, the watchdog then ends the server.
  const child = spawn(binary, args, { cwd: folder, detached: true, stdio: ['ignore', log, log], ...owner });
  closeSync(log);
  child.once('error', () => undefined); // said below, with the name of the binary
  if (child.pid === undefined) throw new Error(`${binary} could not be started`);

  child.unref();
  const watchdog = startWatchdog(child.pid, command);
  child.once('exit', () => endWatchdog(watchdog));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid,
    isRunning,
    signal: (name) => child.kill(name),
    async exited() {
      child.ref();
      if (isRunning()) await once(child, 'exit');
    },
  };
}

/** Calls `probe` until it succeeds. @throws when the server exits or is not ready in time, with the end of its log. */
export async function untilReady(server: ServerProcess, folder: string, probe: () => Promise<void>): Promise<void> {
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  let lastError: unknown;
  while (server.isRunning() && performance.now() < giveUpAt) {
    try {
      return await probe();
    } catch (error) {
      lastError = error;
      await delay(POLL_MS);
    }
  }
  const state = server.isRunning() ? `was not ready within ${READY_WITHIN_MS} ms` : 'exited while starting';
  server.signal('SIGKILL');
  await server.exited();
  throw new Error(`the server in ${folder} ${state}: ${String(lastError)}\n${logTail(folder)}`);
}

/** Where a program is: on the PATH, else in one of `folders`. @throws naming the Debian package that brings it. */
export function requireBinary(name: string, debianPackage: string, folders: readonly string[] = []): string {
  const found = [...(process.env['PATH'] ?? '').split(':'), ...folders]
    .map((folder) => join(folder, name))
    .find(isExecutable);
  if (found === undefined) {
    throw new Error(`${name} must be installed for these tests, was not found: apt-get install ${debianPackage}`);
  }
  return found;
}

/** Runs `start`; when it fails, the folder made for the server goes with it. */
export async function withFolder<T>(folder: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Process ids of the children of a process; none where the system has no /proc. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function startWatchdog(pid: number, { folder, lastSignal }: ServerCommand): ChildProcess {
  const watchdog = spawn('sh', ['-c', WATCHDOG, 'watchdog', String(pid), lastSignal, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  const pipe = watchdog.stdin;
  if (pipe instanceof Socket) pipe.unref();
  return watchdog;
}

function endWatchdog(watchdog: ChildProcess): void {
  watchdog.kill('SIGKILL');
  watchdog.stdin?.destroy();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function logPath(folder: string): string {
  return join(folder, 'server.log');
}

function logTail(folder: string): string {
  return readFileSync(logPath(folder), 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
}

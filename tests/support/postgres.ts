import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';
import {
  childrenOf,
  type Owner,
  requireBinary,
  type ServerProcess,
  startServerProcess,
  untilReady,
  withFolder,
} from './server-process.ts';

const DEBIAN_FOLDER = '/usr/lib/postgresql';
const USER = 'otc';

/** A PostgreSQL of the test's own, with an empty database; durable, as in production. */
export interface PostgresServer {
  readonly url: string;
  /** Ends every server process at once, as a power cut would; the data stays for `restart`. */
  kill(): Promise<void>;
  /** Every server process stands still, as on a machine that hangs: connections stay open, nothing is answered. */
  pause(): void;
  resume(): void;
  /** Starts again on the same data and the same url, ending the running server first if there is one. */
  restart(): Promise<void>;
  /** Ends the server in good order; resolves with the folder that others may copy. */
  closeCleanly(): Promise<string>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** What a server left behind by `closeCleanly`; its own is made anew where this is absent. */
  readonly copyOf?: string | undefined;
}

/** Starts a private PostgreSQL on a free port of 127.0.0.1. @throws when its programs are missing or it does not start. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'otc-postgres-'));
  return withFolder(folder, () => serverIn(folder, options));
}

async function serverIn(folder: string, { copyOf }: PostgresOptions): Promise<PostgresServer> {
  // Through the link, if it is one: the server's other programs lie beside the real file.
  const initdb = realpathSync(requireBinary('initdb', 'postgresql', debianBinFolders()));
  const owner = unprivilegedOwner();
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  if (copyOf === undefined) createCluster(initdb, folder, owner);
  else execFileSync('cp', ['-a', dataFolder(copyOf), dataFolder(folder)]);

  const port = await freePort();
  const launch = () => launchServer({ binary: join(dirname(initdb), 'postgres'), folder, port, owner });
  let server = await launch();
  if (copyOf === undefined) await createDatabase(port);
  return {
    url: urlOf(port, USER),
    kill: () => kill(server),
    // The postmaster first, so that no child escapes; it goes on last, when its children can be answered for.
    pause: () => signal([server.pid, ...childrenOf(server.pid)], 'SIGSTOP'),
    resume: () => signal([...childrenOf(server.pid), server.pid], 'SIGCONT'),
    async restart() {
      await kill(server);
      server = await launch();
    },
    async closeCleanly() {
      server.signal('SIGINT');
      await server.exited();
      return folder;
    },
    async stop() {
      await kill(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Launch {
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  readonly owner: Owner | undefined;
}

async function launchServer({ binary, folder, port, owner }: Launch): Promise<ServerProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    fsync: 'on',
    synchronous_commit: 'on',
    // In the data folder, which is removed: what a killed server leaves in the machine's shared memory stays there.
    dynamic_shared_memory_type: 'mmap',
  };
  const args = [
    '-D',
    dataFolder(folder),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const server = startServerProcess({ binary, args, folder, lastSignal: 'QUIT', ...(owner && { owner }) });
  await untilReady(server, folder, () => query(port, 'SELECT 1'));
  return server;
}

function signal(pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids) process.kill(pid, name);
}

/** The postmaster is held still while its children are listed, or it would replace the dead and miss the newborn. */
async function kill(server: ServerProcess): Promise<void> {
  if (!server.isRunning()) return;
  server.signal('SIGSTOP');
  for (const child of childrenOf(server.pid)) process.kill(child, 'SIGKILL');
  server.signal('SIGKILL');
  await server.exited();
}

function createCluster(initdb: string, folder: string, owner: Owner | undefined): void {
  const args = ['-D', dataFolder(folder), '-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(initdb, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...owner });
}

async function createDatabase(port: number): Promise<void> {
  await query(port, `CREATE DATABASE ${USER}`);
}

async function query(port: number, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, 'postgres') });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function urlOf(port: number, database: string): string {
  return `postgres://${USER}@127.0.0.1:${port}/${database}`;
}

function dataFolder(folder: string): string {
  return join(folder, 'data');
}

/** PostgreSQL refuses to run as root: there it runs as the account that Debian made for it, or as nobody. */
function unprivilegedOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const name = ['postgres', 'nobody'].find(accountExists);
  if (name === undefined)
    throw new Error('PostgreSQL must not run as root, and there is no account postgres or nobody');
  return { uid: idOf('-u', name), gid: idOf('-g', name) };
}

function accountExists(name: string): boolean {
  try {
    return idOf('-u', name) > 0;
  } catch {
    return false;
  }
}

function idOf(flag: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** Debian keeps the server's programs off the PATH, a folder for each version; the newest first. */
function debianBinFolders(): string[] {
  if (!existsSync(DEBIAN_FOLDER)) return [];
  return readdirSync(DEBIAN_FOLDER)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN_FOLDER, version, 'bin'));
}

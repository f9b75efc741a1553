import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoCredentials } from '../../src/demo/seed.ts';
import { freePort } from './free-port.ts';

const ENTRY = join(import.meta.dirname, '../../dist/src/cli/main.js');
const START_MS = 60_000;

/** The built service as a process of its own, as `npm start` runs it, so that it can be killed. */
export interface ServiceProcess {
  readonly url: string;
  readonly pid: number;
  /** Of the firm that this process has set up. */
  readonly credentials: DemoCredentials;
  /** What it has printed so far. */
  output(): string;
  /** Such as SIGSTOP and SIGCONT: it does nothing for a while, and does not know it. */
  signal(name: NodeJS.Signals): void;
  /** SIGKILL: no handler runs, nothing is flushed. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code and how long it took. */
  terminate(): Promise<{ code: number | null; tookMs: number }>;
}

/** Starts it and waits until it is ready. @throws with its output when it ends before that. */
export async function startProcess(
  settings: Readonly<Record<string, string>>,
  options: readonly string[] = ['--demo'],
): Promise<ServiceProcess> {
  const { PORT: asked = '0' } = settings;
  const port = asked === '0' ? String(await freePort()) : asked;
  const { child, output } = spawnService({ ...settings, PORT: port }, options);
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, url, output);
  return {
    url,
    output,
    pid: child.pid ?? 0,
    get credentials() {
      const file = join(settings['DATA_DIR'] ?? '', 'demo-credentials.json');
      return JSON.parse(readFileSync(file, 'utf8')) as DemoCredentials;
    },
    signal: (name) => child.kill(name),
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    async terminate() {
      const startedAt = performance.now();
      const gone = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGTERM');
      const [code] = await gone;
      return { code, tookMs: performance.now() - startedAt };
    },
  };
}

/** Runs it to its end: for starts that must fail. */
export async function runToEnd(settings: Readonly<Record<string, string>>, options: readonly string[] = []) {
  const { child, output } = spawnService(settings, options);
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output: output() };
}

function spawnService(settings: Readonly<Record<string, string>>, options: readonly string[]) {
  if (!existsSync(ENTRY)) throw new Error(`the built service was not found at ${ENTRY}: run npm run build first`);
  const child = spawn(process.execPath, [ENTRY, 'serve', ...options], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  return { child, output: () => printed };
}

async function untilReady(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}:\n${output()}`);
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    // It says so last, when the files by which others find it are there too.
    if (ready && output().includes('OTC Desk is ready')) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill('SIGKILL');
  throw new Error(`the service was not ready within ${START_MS} ms:\n${output()}`);
}

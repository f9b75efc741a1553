import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Installs and builds what is out of date, as every command of a checkout does. */
export function build(): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts/otc.mjs'), '--version'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the service could not be built');
}

export interface ServiceProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The built service in a process of its own, so that its event loop is not the client's; with a CPU profile in `profileIn`, if given. */
export async function serve(
  settings: Readonly<Record<string, string>>,
  { profileIn }: { readonly profileIn?: string } = {},
): Promise<ServiceProcess> {
  const entry = join(ROOT, 'dist/src/cli/main.js');
  const profiling = profileIn === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileIn}`];
  return untilReady(
    spawn(process.execPath, [...profiling, entry, 'serve', '--no-demo'], {
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', PORT: '0', ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
}

/** Resolves when it has said where it listens. @throws when it ends before that, with what it printed. */
export async function untilReady(child: ChildProcess): Promise<ServiceProcess> {
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const ready = /is ready at (http:\S+)/.exec(printed)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}:\n${printed}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

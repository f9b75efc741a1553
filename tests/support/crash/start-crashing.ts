import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DemoCredentials } from '../../../src/demo/seed.ts';
import type { Command, Report } from './crashing-service.ts';
import type { CrashPointName } from './points.ts';

const fileHere = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const ENTRY = fileHere('crashing-service.ts');
const BUILT_PRODUCT = fileHere('built-product.mjs');

/** A service that can be told to die at a crash point, and is started again after it. */
export interface CrashingService {
  readonly url: string;
  /** Of the demo firm, which the first start set up. */
  readonly credentials: DemoCredentials;
  /** From here on it dies when it comes to the point. */
  arm(point: CrashPointName): Promise<void>;
  /** Resolves with the signal that ended it. */
  died(): Promise<NodeJS.Signals | null>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on the backend's settings. The program of the next start is loaded while this one runs, so that a restart is quick. */
export async function startCrashing(settings: Readonly<Record<string, string>>): Promise<CrashingService> {
  let spare = load(settings);
  let running = spare;
  let url = '';
  let credentials: DemoCredentials | null = null;
  const begin = async () => {
    running = spare;
    const ready = await ask(running, { do: 'begin' });
    if (ready.is !== 'ready') throw new Error(`a service that begins must say ready, said ${ready.is}`);
    url = `http://127.0.0.1:${ready.port}`;
    credentials = ready.credentials ?? credentials;
    spare = load(settings);
  };
  const gone = async ({ child }: Loaded) => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.signalCode;
  };
  await begin();
  return {
    get url() {
      return url;
    },
    get credentials() {
      if (credentials === null) throw new Error('the first start has set no firm up');
      return credentials;
    },
    async arm(point) {
      await ask(running, { do: 'arm', point });
    },
    died: () => gone(running),
    restart: begin,
    async stop() {
      for (const one of [running, spare]) one.child.kill('SIGKILL');
      await Promise.all([gone(running), gone(spare)]);
    },
  };
}

interface Loaded {
  readonly child: ChildProcess;
  readonly output: () => string;
}

function load(settings: Readonly<Record<string, string>>): Loaded {
  const child = spawn(process.execPath, ['--import', BUILT_PRODUCT, ENTRY], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  return { child, output: () => printed };
}

/** @throws with its output when it ends instead of answering. */
function ask({ child, output }: Loaded, command: Command): Promise<Report> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`the service ended when it was told to ${command.do}:\n${output()}`));
    child.once('exit', onExit);
    child.once('message', (report: Report) => {
      child.off('exit', onExit);
      resolve(report);
    });
    child.send(command);
  });
}

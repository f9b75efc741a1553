import { compose } from './compose.ts';
import { type Config, ConfigurationError } from './config.ts';
import { exampleRequest } from './demo/example-request.ts';
import { type DemoCredentials, hasUsers, seedDemoFirm } from './demo/seed.ts';
import { type OpenWorld, openWorld, type World } from './world.ts';

export interface RunOptions {
  readonly config: Config;
  /** Sets the demo firm up when the database has no users. */
  readonly demo: boolean;
  /** Lines for the person who started it. */
  readonly say: (line: string) => void;
}

/** A stop that hangs is ended here: the durable state does not need a tidy exit. */
const STOP_DEADLINE_MS = 4_500;

/**
 * Runs the service until SIGTERM or SIGINT, then answers what was asked and exits.
 *
 * @throws ConfigurationError before anything is served, naming the setting.
 */
export async function runService({ config, demo, say }: RunOptions): Promise<void> {
  const opened = await openWorld(config);
  try {
    const service = await compose(opened.world);
    const port = await service.start().catch((error: unknown) => {
      throw listenFault(error, config);
    });
    // After the door is open: a start that fails has nothing to show but its reason.
    const credentials = demo && !(await hasUsers(opened.world.db)) ? await setUpDemo(opened) : null;
    const url = `${config.TLS_CERT === undefined ? 'http' : 'https'}://${config.HOST}:${port}`;
    writeServiceFile(opened, url);
    tellStarted({ opened, url, credentials, say });
    stopOnSignal(opened, service.stop);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function setUpDemo({ world, folder }: OpenWorld): Promise<DemoCredentials> {
  const credentials = await seedDemoFirm(world);
  folder.writePrivate('demo-credentials.json', `${JSON.stringify(credentials, null, 2)}\n`);
  return credentials;
}

/** Where the command line finds the service of this folder. */
function writeServiceFile({ world, folder }: OpenWorld, url: string): void {
  const startedAt = new Date(world.clock.now()).toISOString();
  folder.writePrivate('service.json', `${JSON.stringify({ url, pid: process.pid, startedAt })}\n`);
}

function listenFault(error: unknown, { HOST, PORT }: Config): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return new ConfigurationError(`PORT ${PORT} is taken: another program listens on ${HOST}:${PORT}`);
  if (code === 'EACCES') return new ConfigurationError(`PORT ${PORT} may not be used by this user`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new ConfigurationError(`HOST ${HOST} is not an address of this machine`);
  if (error instanceof Error && error.message.startsWith('MARKET'))
    return new ConfigurationError(error.message, { cause: error });
  return error;
}

interface Started {
  readonly opened: OpenWorld;
  readonly url: string;
  readonly credentials: DemoCredentials | null;
  readonly say: (line: string) => void;
}

function tellStarted({ opened, url, credentials, say }: Started): void {
  const { config, market } = opened.world;
  const { source, notes } = market.status();
  const quotes = config.roles.includes('gateway');
  const lines = [
    '',
    `OTC Desk is ready at ${url}${quotes ? '' : ` (${config.roles.join(', ')})`}`,
    ...(quotes ? [`  market    ${[source, ...notes].join(' · ')}`] : []),
    `  database  ${config.DATABASE_URL === undefined ? opened.folder.path('pglite') : 'PostgreSQL'}`,
    ...(credentials === null ? [] : credentialLines(credentials, opened.folder.path('demo-credentials.json'))),
    ...(quotes ? tryNext(opened.world) : []),
  ];
  for (const line of lines) say(line);
}

function credentialLines({ firm, users }: DemoCredentials, file: string): string[] {
  const width = Math.max(...users.map(({ username }) => username.length)) + 2;
  return [
    '',
    `Set up ${firm}. Sign in as (shown once; kept in ${file}):`,
    ...users.map(({ username, password, role, clientClass }) => {
      const who = clientClass === null ? role : `${role}, ${clientClass}`;
      return `  ${username.padEnd(width)}${password}  ${who}`;
    }),
  ];
}

/** With a strike that the market of now quotes. */
function tryNext({ market }: World): string[] {
  return ['', 'Try, in another terminal:', `  ${exampleRequest(market.current())}`, '  npm run otc -- trades', ''];
}

function stopOnSignal({ folder, world, close }: OpenWorld, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    world.log.info({ signal }, 'stopping');
    setTimeout(() => {
      world.log.error('stopping took too long; leaving now');
      process.exit(1);
    }, STOP_DEADLINE_MS).unref();
    folder.remove('service.json');
    stop()
      .then(close)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          world.log.error({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

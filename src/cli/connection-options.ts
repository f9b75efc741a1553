import { type Command, Option } from 'commander';
import { type HttpClient, httpClient, signIn } from '../client/http.ts';
import type { Rejection } from '../contracts/result.ts';
import type { Role, SessionView } from '../contracts/session.ts';
import { hasDemoUser, readDemoUser, readServiceFile } from './data-folder.ts';
import { badUsage, CliError, RefusedError } from './exit.ts';
import { askHidden, askShown } from './prompt.ts';
import { processTerminal } from './terminal.ts';

export interface ConnectionOptions {
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly dataDir: string;
  /** One-time code of an authenticator. */
  readonly code?: string;
  readonly recoveryCode?: string;
}

/** The options by which every command finds the service and signs in. */
export function withConnection(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', 'the service; default: the one that runs on the data folder').env('OTC_URL'))
    .addOption(
      new Option('--username <name>', 'sign in as; default: a demo user of the data folder').env('OTC_USERNAME'),
    )
    .addOption(new Option('--password <text>', 'better typed when asked, or given as OTC_PASSWORD').env('OTC_PASSWORD'))
    .addOption(new Option('--code <digits>', "one-time code of the user's authenticator; asked for when needed"))
    .addOption(new Option('--recovery-code <text>', 'in place of --code, once'))
    .addOption(new Option('--data-dir <folder>', "the service's data folder").env('DATA_DIR').default('./data'));
}

export interface ServiceAddress {
  readonly url: string;
  /** Where the address comes from, for a message when nobody answers there. */
  readonly source: string;
}

export function findService({ url, dataDir }: ConnectionOptions): ServiceAddress {
  if (url === undefined) {
    const file = readServiceFile(dataDir);
    return { url: trimmed(file.url), source: `${dataDir}/service.json, process ${file.pid} since ${file.startedAt}` };
  }
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return { url: trimmed(url), source: '--url' };
  throw badUsage(`--url must be an http or https address such as http://127.0.0.1:8080, was "${url}"`);
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Opens a session as the user of the options, or as the first demo user of `role`. */
export async function openSession(
  options: ConnectionOptions,
  service: ServiceAddress,
  role: Role,
): Promise<SessionView> {
  const { username, password } = await credentialsOf(options, role);
  const { code, recoveryCode } = options;
  const factor = { ...(code === undefined ? {} : { code }), ...(recoveryCode === undefined ? {} : { recoveryCode }) };
  let session = await signIn(service, { username, password, ...factor });
  if (!session.ok && asksForCode(session.rejection)) {
    if (!processTerminal().interactive) throw new RefusedError(session.rejection, ['give one:   --code 123456']);
    session = await signIn(service, { username, password, code: await askShown(`one-time code of ${username}: `) });
  }
  if (session.ok) return session.value;
  if (session.rejection.code === 'UNAVAILABLE') throw nobodyThere(service, session.rejection.message);
  throw new RefusedError(session.rejection, [`signing in as ${username} at ${service.url}`]);
}

export function nobodyThere({ url, source }: ServiceAddress, message: string): CliError {
  const cause = message.replace(`no service at ${url}: `, '');
  return new CliError(`no service answers at ${url} (${cause})`, {
    advice: [`the address is from ${source}`, 'start a service:   npm start'],
  });
}

/** The password was right; it was not enough. */
function asksForCode({ code, details }: Rejection): boolean {
  return code === 'UNAUTHENTICATED' && details?.['path'] === 'code';
}

/** Somebody at a terminal who is no demo user types the password. */
async function credentialsOf({ username, password, dataDir }: ConnectionOptions, role: Role) {
  if (username === undefined && password !== undefined) throw badUsage('--username is required with --password');
  if (username === undefined) return readDemoUser(dataDir, { role });
  if (password !== undefined) return { username, password };
  if (!processTerminal().interactive || hasDemoUser(dataDir, username)) return readDemoUser(dataDir, { username });
  return { username, password: await askHidden(`password of ${username}: `) };
}

/** Runs `work` with `/api/v1` signed in, and signs out however it ends. */
export async function withHttp<T>(
  options: ConnectionOptions,
  role: Role,
  work: (client: HttpClient, session: SessionView) => Promise<T>,
): Promise<T> {
  const service = findService(options);
  const session = await openSession(options, service, role);
  if (session.enrolmentRequired === true) {
    throw new CliError(`${session.username} must enrol a second factor before anything else`, {
      advice: [`enrol one:   otc me totp --username ${session.username}`],
    });
  }
  const client = httpClient(service, session.token);
  try {
    return await work(client, session);
  } finally {
    await client.signOut(); // what it answers changes nothing: the session also ends by itself
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Role } from '../contracts/session.ts';
import { codeOf, messageOf } from './error-parts.ts';
import { badUsage, CliError } from './exit.ts';

/** Written by the service when it is ready, removed when it stops. */
const ServiceFile = z.object({ url: z.url(), pid: z.int(), startedAt: z.string() });
export type ServiceFile = z.infer<typeof ServiceFile>;

/** Written once, when a first start sets the demo firm up. */
const DemoCredentials = z.object({
  firm: z.string(),
  users: z.array(z.object({ username: z.string(), password: z.string(), role: Role })),
});
export type DemoUser = z.infer<typeof DemoCredentials>['users'][number];

/** @throws CliError when no service runs on this folder. */
export function readServiceFile(dataDir: string): ServiceFile {
  const path = join(dataDir, 'service.json');
  const text = readText(path);
  if (text !== null) return readJson(path, text, ServiceFile);
  throw new CliError(`no service is running here: ${path} is not there`, {
    advice: ['start one:     npm start', 'or name one:   --url http://host:port'],
  });
}

/** The demo user asked for by name, or the first one of a role. @throws CliError naming the file looked for. */
export function readDemoUser(
  dataDir: string,
  wanted: { readonly username: string } | { readonly role: Role },
): DemoUser {
  const path = join(dataDir, 'demo-credentials.json');
  const text = readText(path);
  const byName = 'username' in wanted;
  if (text === null) {
    const who = byName ? `the password of ${wanted.username}` : 'whom to sign in as';
    throw badUsage(`--username and --password must say ${who}: there is no demo client in ${path}`);
  }
  const { users } = readJson(path, text, DemoCredentials);
  const user = users.find((one) => (byName ? one.username === wanted.username : one.role === wanted.role));
  if (user !== undefined) return user;
  throw badUsage(
    byName
      ? `--password is required for ${wanted.username}, who is not in ${path}`
      : `--username is required: there is no ${wanted.role} in ${path}`,
  );
}

/** Whether the password of this user is in the data folder. */
export function hasDemoUser(dataDir: string, username: string): boolean {
  const path = join(dataDir, 'demo-credentials.json');
  const text = readText(path);
  return text !== null && readJson(path, text, DemoCredentials).users.some((user) => user.username === username);
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
    throw new CliError(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function readJson<S extends z.ZodType>(path: string, text: string, schema: S): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new CliError(`${path} is not what the service writes there; stop the service and start it again`, {
      cause: error,
    });
  }
}

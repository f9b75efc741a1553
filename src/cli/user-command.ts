import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { ROLES, Role } from '../contracts/session.ts';
import { AddedUserView, UserView } from '../contracts/users.ts';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { granted } from './exit.ts';
import { processTerminal } from './terminal.ts';
import { tableLines } from './text-table.ts';
import { addUserDirectly } from './user-direct.ts';

interface Options extends ConnectionOptions {
  readonly json?: boolean;
}

interface Explained extends Options {
  readonly reason: string;
}

interface AddOptions extends Options {
  readonly account?: string;
  readonly direct?: boolean;
}

const HELP = `
Passwords are made by the service and shown once; users change theirs with "otc me password".

What lets staff in, and each change of role, takes two administrators: the first one's command waits 24 hours
for the same by another.
  otc user add lee sales-trader
  otc user enable lee --reason "joins the desk" --username administrator-2
  otc user role lee sales-supervisor --reason "heads the desk"
  otc user reset-totp lee --reason "lost the phone"
  otc user add fund-bot client-trader --account acc_0190…

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

/** Changes that need nothing said but whose they are. */
const CHANGES = {
  disable: 'let a user in no more: sessions, keys and sockets end',
  unlock: 'end a lock after too many wrong passwords',
  'end-sessions': 'sign a user out everywhere',
} as const;

/** Changes that need a reason; of staff, done when a second administrator asks for the same. */
const EXPLAINED = {
  enable: 'let a user in: one who was disabled, or staff whom another administrator added',
  'reset-totp': 'drop a second factor that was lost; sessions end',
} as const;

export function userCommand(program: Command): void {
  const user = program
    .command('user')
    .description('people who may sign in; signs in as an administrator')
    .addHelpText('after', HELP);
  withConnection(user.command('list'))
    .description('everybody, with role and account')
    .option('--json', 'as a JSON array')
    .action(list);
  withConnection(user.command('add'))
    .description('add a user; the password is shown once')
    .argument('<name>', '2 to 64 characters of a-z 0-9 . _ -')
    .argument('<role>', ROLES.join(', '), parseRole)
    .option('--account <id>', "of a client's user")
    .option('--direct', 'write to the database of DATABASE_URL, or of the data folder of a stopped service')
    .option('--json', 'the user as a JSON object')
    .action(add);
  withConnection(user.command('role'))
    .description('give a user another role, with a second administrator; their sessions end')
    .argument('<name>')
    .argument('<role>', ROLES.join(', '), parseRole)
    .option('--json', 'the user as a JSON object')
    .requiredOption('--reason <text>', 'why, for the second administrator and the audit log')
    .action((name: string, role: Role, { reason, ...options }: Explained) =>
      change(options, { name, path: 'role', body: { role, reason } }),
    );
  withConnection(user.command('reset-password'))
    .description('make a new password, shown once; their sessions end')
    .argument('<name>')
    .option('--json', 'as a JSON object')
    .requiredOption('--reason <text>', 'why, for the second administrator and the audit log')
    .action(async (name: string, { reason, ...options }: Explained) => {
      const path = `/users/${encodeURIComponent(name)}/reset-password`;
      sayAdded(await send(options, { method: 'POST', path, body: { reason }, data: AddedUserView }), options);
    });
  for (const [path, description] of Object.entries(EXPLAINED)) {
    withConnection(user.command(path))
      .description(description)
      .argument('<name>')
      .requiredOption('--reason <text>', 'why, for the second administrator and the audit log')
      .option('--json', 'the user as a JSON object')
      .action((name: string, { reason, ...options }: Explained) => change(options, { name, path, body: { reason } }));
  }
  for (const [path, description] of Object.entries(CHANGES)) {
    withConnection(user.command(path))
      .description(description)
      .argument('<name>')
      .option('--json', 'the user as a JSON object')
      .action((name: string, options: Options) => change(options, { name, path }));
  }
}

function parseRole(text: string): Role {
  const role = Role.safeParse(text);
  if (role.success) return role.data;
  throw new InvalidArgumentError(`must be one of ${ROLES.join(', ')}, was ${text}`);
}

interface Sent<S extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly data: S;
}

async function send<S extends z.ZodType>(connection: ConnectionOptions, sent: Sent<S>): Promise<z.output<S>> {
  return granted(await withHttp(connection, 'administrator', (client) => client.send(sent)));
}

async function list({ json = false, ...connection }: Options): Promise<void> {
  const data = z.object({ items: z.array(UserView) });
  const { items } = await send(connection, { method: 'GET', path: '/users', data });
  const { out } = processTerminal();
  if (json) return out.write(`${JSON.stringify(items)}\n`);
  const columns = ['name', 'role', 'account', 'second factor', 'state'].map((title) => ({ title }));
  const rows = items.map((user) => [
    user.username,
    user.role,
    user.accountId ?? '',
    user.secondFactor ? 'yes' : '',
    [user.disabled ? 'disabled' : '', ...user.waiting.map(waitingText)].filter((text) => text !== '').join(', '),
  ]);
  out.write(`${tableLines(columns, rows, out.paint).join('\n')}\n`);
}

async function add(username: string, role: Role, { account, direct = false, ...options }: AddOptions): Promise<void> {
  const body = { username, role, ...(account === undefined ? {} : { accountId: account }) };
  const added = direct
    ? await addUserDirectly(options.dataDir, body)
    : await send(options, { method: 'POST', path: '/users', body, data: AddedUserView });
  sayAdded(added, options);
}

function sayAdded(added: AddedUserView, { json = false }: Options): void {
  const { out, err } = processTerminal();
  if (json) {
    out.write(`${JSON.stringify(added)}\n`);
    return;
  }
  err.write(`${stateText(added.user)}\n`);
  if (added.password === null) return;
  err.write('The password, shown this once:\n');
  out.write(`${added.password}\n`);
}

async function change(
  { json = false, ...connection }: Options,
  { name, path, body = {} }: { readonly name: string; readonly path: string; readonly body?: object },
): Promise<void> {
  const user = await send(connection, {
    method: 'POST',
    path: `/users/${encodeURIComponent(name)}/${path}`,
    body,
    data: UserView,
  });
  const { out } = processTerminal();
  out.write(json ? `${JSON.stringify(user)}\n` : `${stateText(user)}\n`);
}

function stateText(user: UserView): string {
  const { username, role, disabled, waiting } = user;
  return [`${username} is a ${role}`, ...(disabled ? ['disabled'] : []), ...waiting.map(waitingText)].join(', ');
}

function waitingText({ change, role, proposedBy }: UserView['waiting'][number]): string {
  return `${change}${role === undefined ? '' : ` to ${role}`} by ${proposedBy} waits for a second administrator`;
}

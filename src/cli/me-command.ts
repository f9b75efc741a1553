import type { Command } from 'commander';
import { z } from 'zod';
import { httpClient } from '../client/http.ts';
import { EnrolmentView, RecoveryCodesView } from '../contracts/users.ts';
import { type ConnectionOptions, findService, openSession, withConnection } from './connection-options.ts';
import { badUsage, granted } from './exit.ts';
import { askHidden, askShown } from './prompt.ts';
import { processTerminal } from './terminal.ts';

interface Options extends ConnectionOptions {
  readonly json?: boolean;
}

const HELP = `
Signs in as --username, asks for the password where it is not given, and for a one-time code where one is needed.
  otc me totp --username lee         enrol an authenticator
  otc me remove-totp --username lee
  otc me password --username lee     the other sessions end

Exit codes: 0 done, 1 refused or failed, 2 bad usage.`;

/** Every answer carries the token that the session goes on with. */
const Rotated = z.object({ token: z.string() });

export function meCommand(program: Command): void {
  const me = program.command('me').description("one's own password and second factor").addHelpText('after', HELP);
  withConnection(me.command('totp'))
    .description('enrol an authenticator: shows its otpauth URI, and recovery codes once a first code has confirmed it')
    .option('--json', 'the recovery codes as a JSON object')
    .action(enrol);
  withConnection(me.command('remove-totp'))
    .description('sign in without a second factor from now on')
    .option('--json', 'as a JSON object')
    .action(removeTotp);
  withConnection(me.command('password'))
    .description('another password, of 12 characters or more')
    .option('--json', 'as a JSON object')
    .action(changePassword);
}

/** A session of one's own, which may be one that is good for enrolling alone. */
async function asMyself(options: Options) {
  const { username } = options;
  if (username === undefined) throw badUsage('--username must say whose way in is changed');
  const password = options.password ?? (await askHidden(`password of ${username}: `));
  const service = findService(options);
  const session = await openSession({ ...options, password }, service, 'administrator');
  let client = httpClient(service, session.token);
  return {
    username,
    password,
    /** Sends one change, and goes on with the token that it is answered with. */
    async change<S extends z.ZodType>(path: string, body: object, data: S): Promise<z.output<S>> {
      const answer = granted(await client.send({ method: 'POST', path, body, data: z.looseObject({}) }));
      const rotated = Rotated.safeParse(answer);
      if (rotated.success) client = httpClient(service, rotated.data.token);
      return data.parse(answer);
    },
    end: () => client.signOut(),
  };
}

async function enrol({ json = false, ...options }: Options): Promise<void> {
  const { out, err } = processTerminal();
  const own = await asMyself(options);
  try {
    const { secret, uri } = await own.change('/me/totp', { password: own.password }, EnrolmentView);
    err.write(
      `Give this to the authenticator of ${own.username}; it is shown this once:\n  ${uri}\n  secret ${secret}\n`,
    );
    const code = await askShown('code that it shows now: ');
    const { recoveryCodes } = await own.change('/me/totp/confirm', { code }, RecoveryCodesView);
    err.write('From now on a code is needed. Recovery codes, each good once in place of one, shown this once:\n');
    out.write(json ? `${JSON.stringify({ recoveryCodes })}\n` : `${recoveryCodes.join('\n')}\n`);
  } finally {
    await own.end();
  }
}

async function removeTotp({ json = false, ...options }: Options): Promise<void> {
  const own = await asMyself(options);
  try {
    const code = await askShown('another code, of half a minute later than the last: ');
    await own.change('/me/totp/remove', { password: own.password, code }, z.looseObject({}));
  } finally {
    await own.end();
  }
  say(json, 'no code is needed from now on');
}

async function changePassword({ json = false, ...options }: Options): Promise<void> {
  const own = await asMyself(options);
  try {
    const password = await askHidden('new password: ');
    if ((await askHidden('and again: ')) !== password) throw badUsage('the two new passwords must be alike');
    await own.change('/me/password', { current: own.password, password }, z.looseObject({}));
  } finally {
    await own.end();
  }
  say(json, 'the password is changed; other sessions have ended');
}

function say(json: boolean, text: string): void {
  processTerminal().out.write(json ? `${JSON.stringify({ done: true })}\n` : `${text}\n`);
}

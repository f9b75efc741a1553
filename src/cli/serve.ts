import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { ConfigurationError, ROLES, type Role, readConfig } from '../config.ts';
import { runService } from '../main.ts';

interface ServeOptions {
  readonly roles: readonly Role[];
  readonly demo?: boolean;
}

/** `otc serve`: runs the service in this process until it is told to stop. */
export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('run the service; settings come from the environment or a .env file (see .env.example)')
    .addOption(
      new Option('--roles <list>', `what this process does, of ${ROLES.join(', ')}`)
        .default([...ROLES], ROLES.join(','))
        .argParser(parseRoles),
    )
    .option('--demo', 'set the demo firm up in an empty database (the default on an embedded one)')
    .option('--no-demo', 'start an empty database without the demo firm')
    .action(async ({ roles, demo }: ServeOptions) => {
      try {
        if (existsSync('.env')) process.loadEnvFile('.env');
        const config = readConfig(process.env, roles);
        await runService({ config, demo: demo ?? config.DATABASE_URL === undefined, say: (line) => console.log(line) });
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        console.error(error.message);
        process.exit(1);
      }
    });
}

function parseRoles(list: string): Role[] {
  const roles = list.split(',').map((role) => role.trim());
  const unknown = roles.find((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown !== undefined)
    throw new ConfigurationError(`--roles must be of ${ROLES.join(', ')}, was ${JSON.stringify(unknown)}`);
  return roles as Role[];
}

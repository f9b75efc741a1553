import type { Command } from 'commander';
import { ConfigurationError, readConfig } from '../config.ts';
import { openWorld } from '../world.ts';

/** `otc migrate`: brings the database up to date and ends, for deployments that do so before the new version starts. */
export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the database schema up to date, then end')
    .action(async () => {
      try {
        const { close } = await openWorld(readConfig(process.env));
        await close();
        console.log('the database schema is up to date');
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        console.error(error.message);
        process.exit(1);
      }
    });
}

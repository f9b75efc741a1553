import type { Command } from 'commander';
import { inspectCommand } from './inspect.ts';
import { playCommand } from './play.ts';
import { recordCommand } from './record.ts';
import { scenarioCommand } from './scenario.ts';
import { watchCommand } from './watch.ts';

/** Each in a file of its own beside this one; it adds itself to the group `otc market`. */
const SUBCOMMANDS: readonly ((market: Command) => void)[] = [
  watchCommand,
  scenarioCommand,
  recordCommand,
  playCommand,
  inspectCommand,
];

export function marketCommand(program: Command): void {
  const market = program.command('market').description('see, record and play the market');
  for (const register of SUBCOMMANDS) register(market);
}

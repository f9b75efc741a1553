import { Command } from 'commander';

/** What a command of `otc` writes to standard output, run in this process; what it throws, it throws. */
export async function runOtc(register: (program: Command) => void, words: readonly string[]): Promise<string> {
  const program = new Command('otc');
  register(program);
  quiet(program);
  let printed = '';
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => {
    printed += String(text);
    return true;
  };
  try {
    await program.parseAsync([...words], { from: 'user' });
    return printed;
  } finally {
    process.stdout.write = write;
  }
}

/** Wrong usage is thrown, and not told on the screen of the tests. */
function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  for (const inner of command.commands) quiet(inner);
}

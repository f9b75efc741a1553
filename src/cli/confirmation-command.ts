import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type ConnectionOptions, withConnection, withHttp } from './connection-options.ts';
import { badUsage, granted } from './exit.ts';
import { processTerminal } from './terminal.ts';

interface ConfirmationOptions extends ConnectionOptions {
  readonly out?: string;
}

export function confirmationCommand(program: Command): void {
  withConnection(program.command('confirmation'))
    .description('the confirmation of a booked trade: JSON on the screen, or a PDF or JSON file with --out')
    .argument('<tradeId>', 'as in `otc trades`')
    .option('--out <file>', 'write it there; the name must end in .pdf or .json')
    .action(saveOrPrint);
}

async function saveOrPrint(tradeId: string, { out, ...connection }: ConfirmationOptions): Promise<void> {
  if (out !== undefined && !/\.(pdf|json)$/.test(out)) throw badUsage(`--out must end in .pdf or .json, was ${out}`);
  const content = await withHttp(connection, 'client-trader', async (client) =>
    out?.endsWith('.pdf') === true
      ? granted(await client.getConfirmationPdf(tradeId))
      : `${JSON.stringify(granted(await client.getConfirmation(tradeId)), null, 2)}\n`,
  );
  const terminal = processTerminal();
  if (out === undefined) {
    terminal.out.write(content.toString());
    return;
  }
  await writeFile(out, content);
  terminal.out.write(`wrote ${out}\n`);
}

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { codeOf } from './error-parts.ts';
import { CliError } from './exit.ts';
import { screenText } from './terminal.ts';

/** To a new file that its owner alone may read or to a pipe, byte for byte; to a terminal, so that it obeys nothing. @throws CliError when the file is there already. */
export async function writeLines(lines: AsyncIterable<string>, out: string | undefined): Promise<void> {
  const isRead = out === undefined && process.stdout.isTTY === true;
  const text = Readable.from(ended(lines, isRead ? screenText : (line) => line));
  if (out === undefined) await pipeline(text, process.stdout, { end: false });
  else await pipeline(text, createWriteStream(out, { flags: 'wx', mode: 0o600 })).catch(tellFile(out));
}

async function* ended(lines: AsyncIterable<string>, shown: (line: string) => string): AsyncGenerator<string> {
  for await (const line of lines) yield `${shown(line)}\n`;
}

function tellFile(out: string) {
  return (error: unknown): never => {
    if (codeOf(error) === 'EEXIST') throw new CliError(`--out ${out} is there already`, { cause: error });
    throw error;
  };
}

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { codeOf } from './error-parts.ts';
import { CliError } from './exit.ts';

/** To the standard output, or to a new file that its owner alone may read. @throws CliError when the file is there already. */
export async function writeLines(lines: AsyncIterable<string>, out: string | undefined): Promise<void> {
  const text = Readable.from(ended(lines));
  if (out === undefined) await pipeline(text, process.stdout, { end: false });
  else await pipeline(text, createWriteStream(out, { flags: 'wx', mode: 0o600 })).catch(tellFile(out));
}

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

function tellFile(out: string) {
  return (error: unknown): never => {
    if (codeOf(error) === 'EEXIST') throw new CliError(`--out ${out} is there already`, { cause: error });
    throw error;
  };
}

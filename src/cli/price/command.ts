import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { codeOf } from '../error-parts.ts';
import { CliError } from '../exit.ts';
import { makeLiveLine } from '../live-line.ts';
import { grouped } from '../numbers.ts';
import { type Output, processTerminal } from '../terminal.ts';
import { EXAMPLES, HELP } from './help.ts';
import { type PriceTally, priceStream } from './price-stream.ts';

export function priceCommand(program: Command): void {
  program
    .command('price')
    .description(
      'value forwards, options, digitals and packages given as JSON lines, each with its market; needs no running service',
    )
    .option('-f, --file <path>', 'read the lines from a file, not from standard input')
    .option('--examples', 'print a line of every kind, ready to be priced, and end')
    .option('--json', 'accepted for uniformity: answers are always JSON lines')
    .addHelpText('after', HELP)
    .action(async ({ file, examples }: { file?: string; examples?: boolean }) => {
      if (examples === true) processTerminal().out.write(EXAMPLES.map((line) => `${JSON.stringify(line)}\n`).join(''));
      else process.exitCode = await runPrice(file);
    });
}

async function runPrice(file: string | undefined): Promise<0 | 1> {
  const { err } = processTerminal();
  if (file === undefined && process.stdin.isTTY === true) err.write('reading JSON lines; end with Ctrl-D\n');
  const input = file === undefined ? process.stdin : createReadStream(file);
  const progress = progressOn(err, systemClock);
  let refused = 0;
  try {
    await pipeline(
      input,
      (chunks: AsyncIterable<Buffer>) =>
        priceStream(chunks, (tally) => {
          ({ refused } = tally);
          progress.show(tally);
        }),
      process.stdout,
      { end: false },
    );
  } catch (error) {
    if (codeOf(error) === 'EPIPE') return 0; // the reader has seen enough, as in `otc price | head`
    throw file === undefined ? error : readFault(file, error);
  } finally {
    progress.end();
  }
  return refused === 0 ? 0 : 1;
}

const PROGRESS_EVERY_MS = 200;

/** Lines done and lines a second, on a terminal alone. */
function progressOn(output: Output, clock: Clock) {
  const line = makeLiveLine(output);
  const startedAt = clock.now();
  let shownAt = startedAt;
  let last: PriceTally = { lines: 0, refused: 0 };
  return {
    show(tally: PriceTally): void {
      last = tally;
      const now = clock.now();
      if (now - shownAt < PROGRESS_EVERY_MS) return;
      shownAt = now;
      line.show(progressText(tally, now - startedAt));
    },
    end(): void {
      line.clear();
      if (output.isTty) output.write(`${progressText(last, clock.now() - startedAt)}\n`);
    },
  };
}

export function progressText({ lines, refused }: PriceTally, elapsedMs: number): string {
  const perSecond = Math.round((lines * 1000) / Math.max(elapsedMs, 1));
  return `${grouped(String(lines))} lines, ${grouped(String(refused))} refused, ${grouped(String(perSecond))} a second`;
}

function readFault(file: string, error: unknown): unknown {
  const faults: Readonly<Record<string, string>> = {
    ENOENT: 'does not exist',
    EACCES: 'may not be read by this user',
    EISDIR: 'is a folder',
  };
  const fault = faults[codeOf(error) ?? ''];
  return fault === undefined ? error : new CliError(`--file ${file} ${fault}`, { cause: error });
}

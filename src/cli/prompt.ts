import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { CliError } from './exit.ts';

/** Where a question is asked and answered: the terminal, whatever stdout is redirected to. */
export interface PromptStreams {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
}

const STREAMS: PromptStreams = { input: process.stdin, output: process.stderr };

/** What is typed is shown. @throws CliError when the input ends without an answer. */
export function askShown(question: string, streams = STREAMS): Promise<string> {
  return ask(question, streams, (chunk) => streams.output.write(chunk));
}

/** For passwords: nothing of what is typed is shown. @throws CliError when the input ends without an answer. */
export function askHidden(question: string, streams = STREAMS): Promise<string> {
  streams.output.write(question);
  return ask('', streams, () => {}).finally(() => streams.output.write('\n'));
}

function ask(question: string, { input }: PromptStreams, echo: (chunk: string) => void): Promise<string> {
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      echo(chunk.toString('utf8'));
      done();
    },
  });
  const prompt = createInterface({ input, output, terminal: input.isTTY === true });
  return new Promise((resolve, reject) => {
    prompt.once('close', () => reject(new CliError('the input ended before an answer was given')));
    prompt.once('SIGINT', () => prompt.close());
    prompt.question(question, (answer) => {
      resolve(answer.trim());
      prompt.close();
    });
  });
}

import { PassThrough } from 'node:stream';
import { askHidden, askShown } from '../../../src/cli/prompt.ts';

/** A terminal at which `typed` is typed, one key at a time, once it has been asked. */
function terminal(typed: string) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    if (shown === '') for (const key of typed) input.write(key);
    shown += chunk.toString('utf8');
  });
  return { streams: { input, output }, shown: () => shown };
}

describe('a question at the terminal', () => {
  it('shows nothing of a password that is typed', async () => {
    const { streams, shown } = terminal('a secret\r');

    expect(await askHidden('password of lee: ', streams)).toBe('a secret');
    expect(shown()).toContain('password of lee: ');
    for (const letter of 'ct') expect(shown().replace('password of lee: ', '')).not.toContain(letter);
  });

  it('shows a code that is typed, and cuts blanks off', async () => {
    const { streams, shown } = terminal(' 123456 \r');

    expect(await askShown('code: ', streams)).toBe('123456');
    expect(shown()).toContain('3');
  });

  it('is over when the input ends without an answer', async () => {
    const { streams } = terminal('');
    const asked = askHidden('password: ', streams);
    streams.input.end();

    await expect(asked).rejects.toThrow('the input ended before an answer was given');
  });
});

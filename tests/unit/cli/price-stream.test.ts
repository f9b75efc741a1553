import fc from 'fast-check';
import { type Line, lineBatches, MAX_LINE_CHARS, TOO_LONG } from '../../../src/cli/price/line-batches.ts';
import { type PriceTally, priceStream } from '../../../src/cli/price/price-stream.ts';
import { aPriceRequest } from './price-request.ts';

async function* chunksOf(text: string, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text, 'utf8');
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function linesOf(text: string, sizes: readonly number[] = [65_536]): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const batch of lineBatches(chunksOf(text, sizes))) lines.push(...batch);
  return lines;
}

async function answersTo(text: string, sizes: readonly number[] = [65_536]) {
  const tallies: PriceTally[] = [];
  let out = '';
  for await (const part of priceStream(chunksOf(text, sizes), (tally) => tallies.push(tally))) out += part;
  const answers = out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { id: string | null; ok: boolean; error?: { message: string } });
  return { answers, tally: tallies.at(-1) };
}

describe('cutting a stream into lines', () => {
  it.each([
    { text: '', lines: [] },
    { text: 'a', lines: ['a'] },
    { text: 'a\n', lines: ['a'] },
    { text: 'a\nb', lines: ['a', 'b'] },
    { text: 'a\r\nb\r\n', lines: ['a', 'b'] },
    { text: '\n', lines: [''] },
    { text: 'a\n\nb\n', lines: ['a', '', 'b'] },
    { text: '\uFEFFa\nb', lines: ['a', 'b'] },
    { text: 'é\n€\n😀', lines: ['é', '€', '😀'] },
  ])('reads $text as $lines', async ({ text, lines }) => {
    expect(await linesOf(text)).toEqual(lines);
  });

  it('cuts the same lines however the stream is chopped up', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'é', '😀', ' ') });
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(text, sizes, async (given, chop) => {
        expect(await linesOf(given, chop)).toEqual(await linesOf(given));
      }),
    );
  });

  it.each([
    { chars: MAX_LINE_CHARS - 1, kept: true },
    { chars: MAX_LINE_CHARS, kept: true },
    { chars: MAX_LINE_CHARS + 1, kept: false },
  ])('keeps a line of $chars characters: $kept', async ({ chars, kept }) => {
    const [line, next] = await linesOf(`${'x'.repeat(chars)}\nnext\n`);

    expect(line === TOO_LONG).toBe(!kept);
    expect(next).toBe('next');
  });

  it('notices a line without an end that is too long', async () => {
    expect(await linesOf('x'.repeat(MAX_LINE_CHARS + 1))).toEqual([TOO_LONG]);
  });
});

describe('answering a stream of lines', () => {
  it('answers a line that is too long in place', async () => {
    const good = JSON.stringify(aPriceRequest());

    const { answers } = await answersTo(`${good}\n${'x'.repeat(MAX_LINE_CHARS + 1)}\n${good}\n`);

    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(answers[1]?.error?.message).toBe('line must be at most 1048576 characters, was longer');
  });

  it('keeps the order of 10,000 good and bad lines and counts the refused', async () => {
    const bad = ['', '{', '[]', '{"id":"x"}', JSON.stringify(aPriceRequest({ quantity: '0', id: 'zero' }))];
    const kinds = fc.sample(fc.integer({ min: 0, max: 2 * bad.length }), { numRuns: 10_000, seed: 7 });
    const lines = kinds.map((kind, index) => bad[kind] ?? JSON.stringify(aPriceRequest({ id: `line-${index}` })));

    const { answers, tally } = await answersTo(lines.join('\n'), [1_000, 7, 65_536]);

    const isGood = kinds.map((kind) => bad[kind] === undefined);
    expect(answers.map(({ ok }) => ok)).toEqual(isGood);
    const ids = answers.map(({ id }, index) => (isGood[index] === true ? id : null));
    expect(ids).toEqual(kinds.map((_kind, index) => (isGood[index] === true ? `line-${index}` : null)));
    expect(tally).toEqual({ lines: 10_000, refused: isGood.filter((good) => !good).length });
    expect(tally?.refused).toBeGreaterThan(1_000);
  });

  it('answers whatever text comes, one line for one line', async () => {
    const anyLine = fc.oneof(
      fc.string().map((text) => text.replace(/[\r\n]/g, '')),
      fc.json(),
      fc.constant(JSON.stringify(aPriceRequest())),
      fc.object().map((changes) => JSON.stringify({ ...aPriceRequest(), ...changes })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 20 }), async (lines) => {
        const { answers } = await answersTo(`${lines.join('\n')}\n`);
        expect(answers).toHaveLength(lines.length);
      }),
    );
  });
});

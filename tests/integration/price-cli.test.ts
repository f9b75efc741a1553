import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PriceValue } from '../../src/contracts/price.ts';
import {
  aDigitalRequest,
  aForwardRequest,
  aLeg,
  aPackageRequest,
  aPriceRequest,
  aStrategyRequest,
  INVERSE,
} from '../unit/cli/price-request.ts';

const ENTRY = join(import.meta.dirname, '../../dist/src/cli/main.js');

/** `otc price` as a process of its own; `nodeOptions` are Node's. */
function startPrice(words: readonly string[] = [], nodeOptions: readonly string[] = []) {
  if (!existsSync(ENTRY)) throw new Error(`the built command line was not found at ${ENTRY}: run npm run build first`);
  return spawn(process.execPath, [...nodeOptions, ENTRY, 'price', ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Runs it to its end on `input`. */
async function price(input: string, words: readonly string[] = []) {
  const child = startPrice(words);
  const closed = once(child, 'close') as Promise<[number | null]>;
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    texts.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    texts.err += chunk.toString();
  });
  child.stdin.end(input);
  const [code] = await closed;
  const answers = texts.out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { id: string | null; ok: boolean; data?: unknown; error?: { code: string } });
  return { code, answers, err: texts.err };
}

const REALISED = { 'BTC-USD': { from: '2026-12-22T07:30:00.000Z', price: '100100' } };
const lines = (...requests: readonly unknown[]) => requests.map((request) => `${JSON.stringify(request)}\n`).join('');

describe('pricing JSON lines from the command line', () => {
  it('answers the reference values in dollars and in coin, in order, and ends with 0', async () => {
    const put = { optionType: 'put', strike: '95000' };
    const input = lines(
      aPriceRequest({ id: 'call' }),
      aPriceRequest({ id: 'put', instrument: put }),
      aPriceRequest({ id: 'coin-call', instrument: { settlement: INVERSE }, premiumCurrency: 'BTC' }),
      aPriceRequest({ id: 'coin-put', instrument: { ...put, settlement: INVERSE }, premiumCurrency: 'BTC' }),
      aForwardRequest({ id: 'forward' }),
    );

    const { code, answers, err } = await price(input);

    expect(code).toBe(0);
    expect(err).toBe('');
    expect(answers.map(({ id }) => id)).toEqual(['call', 'put', 'coin-call', 'coin-put', 'forward']);
    const values = answers.map(({ data }) => Number(PriceValue.parse(data).value));
    expect(values.map((value, index) => value.toFixed(index === 2 || index === 3 ? 8 : 3))).toEqual([
      '3910.943',
      '3224.106',
      '0.03910943',
      '0.03224106',
      '100577.001',
    ]);
  });

  it('answers a bad line in place, goes on, and ends with 1', async () => {
    const input = `${lines(aPriceRequest())}not json\n${lines(aPriceRequest({ id: '3', instrument: { strike: '-1' } }), aPriceRequest({ id: '4' }))}`;

    const { code, answers } = await price(input);

    expect(code).toBe(1);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, false, true]);
    expect(answers[2]).toMatchObject({
      id: '3',
      error: { code: 'VALIDATION_FAILED', retryable: false, details: { path: 'instrument.strike' } },
    });
  });

  it('reads a file, and says when it is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'otc-price-'));
    try {
      const file = join(folder, 'trades.jsonl');
      writeFileSync(file, lines(aPriceRequest()));

      expect((await price('', ['--file', file, '--json'])).answers).toHaveLength(1);
      expect(await price('', ['--file', `${file}.old`])).toEqual({
        code: 1,
        answers: [],
        err: `otc: --file ${file}.old does not exist\n`,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('answers nothing with nothing', async () => {
    expect(await price('')).toEqual({ code: 0, answers: [], err: '' });
  });

  it('ends with 2 when it is used wrongly', async () => {
    const { code, err } = await price('', ['--fiel', 'x']);

    expect(code).toBe(2);
    expect(err).toContain("unknown option '--fiel'");
  });

  it('prices a line of every kind as its own examples print them', async () => {
    const examples = startPrice(['--examples']);
    let lines = '';
    examples.stdout.on('data', (chunk: Buffer) => {
      lines += chunk.toString();
    });
    await once(examples, 'close');

    const { code, answers } = await price(lines);

    expect(code).toBe(0);
    expect(answers.map(({ id }) => id)).toEqual([
      'option',
      'option-in-coin',
      'forward',
      'forward-off-market',
      'digital',
      'legs',
      'strategy',
      'averaging',
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual(Array(8).fill(true));
    const [, coin, , , digital, legs, strategy] = answers.map(({ data }) => data);
    expect(coin).toMatchObject({ currency: 'BTC', value: expect.stringMatching(/^0\.391094/) });
    expect(digital).toMatchObject({ quote: { as: 'percent-of-notional', value: expect.stringMatching(/^0\.3538/) } });
    expect(legs).toMatchObject({ currency: 'HKD', legs: [{ side: 'buy' }, { side: 'sell', ratio: '2' }] });
    expect(strategy).toMatchObject({ quote: { value: expect.stringMatching(/^-0\.04/) }, vegaBuckets: [{}, {}] });
  });

  it('prices 4,000 lines of every kind, good and bad, within a heap that could not hold them', async () => {
    const count = 4_000;
    const heapMb = 32;
    const kinds = [
      aPriceRequest(),
      aForwardRequest(),
      aPriceRequest({ instrument: { strike: '-1' } }),
      aDigitalRequest({ quoteAs: 'percent-of-notional' }),
      aPackageRequest([aLeg(), aLeg({ strike: '120000', side: 'sell' })], { premiumCurrency: 'BTC' }),
      aStrategyRequest({ name: 'risk-reversal', put: '95000', call: '110000' }, { vegaBuckets: true }),
      aPriceRequest({ instrument: { settlement: INVERSE }, quoteAs: 'implied-volatility' }),
      aPriceRequest({ market: { asOf: '2026-12-22T07:45:00.000Z', realisedAverage: REALISED } }),
    ];
    // Blanks that mean nothing make the lines long: it is the bytes that must not pile up.
    const all = lines(...kinds).replaceAll('\n', `${' '.repeat(10_240)}\n`);
    expect((all.length * count) / kinds.length).toBeGreaterThan(heapMb * 1_048_576);

    const child = startPrice([], [`--max-old-space-size=${heapMb}`]);
    const closed = once(child, 'close') as Promise<[number | null]>;
    let answered = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 10) answered += 1;
    });
    child.stderr.resume();
    for (let sent = 0; sent < count; sent += 100 * kinds.length) {
      const some = Math.min(100, (count - sent) / kinds.length);
      if (!child.stdin.write(all.repeat(some))) await once(child.stdin, 'drain');
    }
    child.stdin.end();
    const [code] = await closed;

    expect({ code, answered }).toEqual({ code: 1, answered: count });
  }, 120_000);

  it('ends quietly when its reader has seen enough', async () => {
    const child = startPrice();
    const closed = once(child, 'close') as Promise<[number | null]>;
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.stdin.on('error', () => undefined); // the child has stopped reading
    child.stdin.write(lines(aPriceRequest()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    child.stdin.end(lines(aPriceRequest()).repeat(5_000));
    const [code] = await closed;

    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});

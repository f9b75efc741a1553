import fc from 'fast-check';
import { makeLiveLine } from '../../../src/cli/live-line.ts';
import {
  absolute,
  alignedAmounts,
  amount,
  greek,
  grouped,
  isNegative,
  level,
  percent,
  product,
} from '../../../src/cli/numbers.ts';
import { keyOf } from '../../../src/cli/rfq/keys.ts';
import { type Output, plainPaint, visibleLength, wantsColour } from '../../../src/cli/terminal.ts';
import { tableLines } from '../../../src/cli/text-table.ts';
import { expiryText, instrumentText, marketMark, packageText } from '../../../src/cli/wording.ts';
import { TERMS } from './rfq-events.ts';

describe('numbers for the eye', () => {
  it.each([
    { text: '0', shown: '0' },
    { text: '999', shown: '999' },
    { text: '1000', shown: '1,000' },
    { text: '-1234567.50', shown: '-1,234,567.50' },
    { text: '0.123456', shown: '0.123456' },
  ])('$text is grouped as $shown', ({ text, shown }) => {
    expect(grouped(text)).toBe(shown);
  });

  it('grouping changes no digit', () => {
    fc.assert(
      fc.property(fc.integer(), (number) => {
        expect(grouped(String(number)).replaceAll(',', '')).toBe(String(number));
      }),
    );
  });

  it.each([
    { text: '105974.7', currency: 'USD', shown: '105,974.70' },
    { text: '1.005', currency: 'USD', shown: '1.005' },
    { text: '10', currency: 'HKD', shown: '10.00' },
    { text: '0.0391', currency: 'BTC', shown: '0.0391' },
    { text: '2', currency: 'ETH', shown: '2' },
  ])('$text $currency is $shown', ({ text, currency, shown }) => {
    expect(amount(text, currency)).toBe(shown);
  });

  it('amounts in one row have their points under each other', () => {
    expect(alignedAmounts(['0.1037', '0.106'], 'BTC')).toEqual(['0.1037', '0.1060']);
  });

  it.each([
    { text: '0.410617481172835', shown: '0.4106' },
    { text: '0.000027180236409576327', shown: '0.00002718' },
    { text: '11169.960168319036', shown: '11,170' },
    { text: '-100.52926074861375', shown: '-100.5' },
    { text: '0', shown: '0' },
  ])('the greek $text is $shown', ({ text, shown }) => {
    expect(greek(text)).toBe(shown);
  });

  it.each([
    { text: '100000.123', shown: '100,000.12' },
    { text: '1', shown: '1.00' },
    { text: '0.99981', shown: '0.99981' },
    { text: '0.128', shown: '0.128' },
  ])('the level $text is $shown', ({ text, shown }) => {
    expect(level(text)).toBe(shown);
  });

  it('volatility is percent, premium is price times quantity to the last digit', () => {
    expect(percent('0.6581')).toBe('65.81%');
    expect(product('3920.7', '10')).toBe('39207');
    expect(product('0.000000000000000001', '0.1')).toBe('0.0000000000000000001');
    expect([isNegative('-0.00'), isNegative('-0.01'), absolute('-0.01')]).toEqual([false, true, '0.01']);
  });
});

describe('a table', () => {
  it('is as wide as its widest cell, without trailing blanks', () => {
    const lines = tableLines(
      [{ title: 'id' }, { title: 'quantity', align: 'right' }, { title: 'note' }],
      [
        ['a', '1', ''],
        ['long', '1,000.25', 'x'],
      ],
      plainPaint,
    );

    expect(lines).toEqual(['id    quantity  note', 'a            1', 'long  1,000.25  x']);
  });

  it('counts what is seen, not the colours', () => {
    const red = '\u001B[31mred\u001B[39m';

    const [, row] = tableLines([{ title: 'state' }, { title: 'id' }], [[red, '1']], plainPaint);

    expect(visibleLength(red)).toBe(3);
    expect(row).toBe(`${red}    1`);
  });
});

describe('the line that is rewritten', () => {
  function outputOf(columns: number, isTty = true) {
    const written: string[] = [];
    const output: Output = {
      isTty,
      paint: plainPaint,
      write: (text) => void written.push(text),
      control: (sequence, text = '') => void written.push(`${sequence}${text}`),
      columns: () => columns,
    };
    return { output, written };
  }

  it('goes back to its start, and is not drawn twice', () => {
    const { output, written } = outputOf(80);
    const line = makeLiveLine(output);

    line.show('one');
    line.show('one');
    line.show('two');

    expect(written).toEqual(['\r\u001B[2Kone', '\r\u001B[2Ktwo']);
  });

  it('makes way for other text and comes back', () => {
    const { output, written } = outputOf(80);
    const line = makeLiveLine(output);
    line.show('left');

    line.around(() => output.write('news\n'));

    expect(written.slice(1)).toEqual(['\r\u001B[2K', 'news\n', '\r\u001B[2Kleft']);
  });

  it.each([
    { length: 9, kept: 9 },
    { length: 10, kept: 9 },
    { length: 30, kept: 9 },
  ])('shows $kept of $length characters on a screen of 10, so that it never wraps', ({ length, kept }) => {
    const { output, written } = outputOf(10);

    makeLiveLine(output).show('x'.repeat(length));

    expect(written).toEqual([`\r\u001B[2K${'x'.repeat(kept)}`]);
  });

  it('is silent where nobody watches', () => {
    const { output, written } = outputOf(80, false);

    const line = makeLiveLine(output);
    line.show('one');
    line.clear();

    expect(written).toEqual([]);
  });
});

describe('keys', () => {
  it.each([
    { chunk: 'b', key: 'b' },
    { chunk: 'S', key: 's' },
    { chunk: '\u0003', key: 'interrupt' },
    { chunk: 'bb\u0003', key: 'interrupt' },
    { chunk: 'x', key: null },
    { chunk: '\r', key: null },
    { chunk: 'buy', key: null },
    { chunk: '\u001B[B', key: null },
    { chunk: '\u001BOs', key: null },
    { chunk: '', key: null },
  ])('$chunk means $key', ({ chunk, key }) => {
    expect(keyOf(chunk)).toBe(key);
  });
});

describe('colours', () => {
  it.each([
    { env: {}, wanted: true },
    { env: { NO_COLOR: '' }, wanted: true },
    { env: { NO_COLOR: '1' }, wanted: false },
    { env: { NO_COLOR: '0' }, wanted: false },
    { env: { TERM: 'dumb' }, wanted: false },
    { env: { TERM: 'xterm' }, wanted: true },
  ])('are used with $env: $wanted', ({ env, wanted }) => {
    expect(wantsColour(env)).toBe(wanted);
  });
});

describe('contracts in words', () => {
  it.each([
    { instant: '2027-03-26T08:00:00.000Z', text: '2027-03-26' },
    { instant: '2027-03-26T16:30:00.000Z', text: '2027-03-26 16:30 UTC' },
  ])('name the time of an expiry only when it is not the cut: $text', ({ instant, text }) => {
    expect(expiryText(instant)).toBe(text);
  });

  it.each([
    { side: 'buy' as const, ratio: '1', text: 'BTC-USD call 105,000, 2027-03-26' },
    { side: 'sell' as const, ratio: '1', text: 'sell BTC-USD call 105,000, 2027-03-26' },
    { side: 'buy' as const, ratio: '2', text: 'buy 2 x BTC-USD call 105,000, 2027-03-26' },
  ])('name side and ratio where they matter: $text', ({ side, ratio, text }) => {
    expect(packageText(TERMS.legs.map((leg) => ({ ...leg, side, ratio })))).toBe(text);
  });

  it.each([
    { style: 'linear' as const, payout: '1000', text: 'BTC-USD digital put 105,000 paying 1,000 USD, 2027-03-26' },
    {
      style: 'inverse' as const,
      payout: '0.01',
      text: 'BTC-USD inverse digital put 105,000 paying 0.01 BTC, 2027-03-26',
    },
  ])('say what a digital pays: $text', ({ style, payout, text }) => {
    const settlement = { method: 'cash' as const, style, currency: 'USD' as const, fixing: 'DERIBIT_TWAP30' };
    const terms = { underlying: 'BTC-USD', strike: '105000', expiry: '2027-03-26T08:00:00.000Z', settlement };

    expect(instrumentText({ kind: 'digital', optionType: 'put', payout, ...terms })).toBe(text);
  });

  it('mark every market that is not real', () => {
    expect([marketMark('live'), marketMark('simulated'), marketMark('recorded')]).toEqual([
      null,
      'simulated',
      'simulated: recorded market',
    ]);
  });
});

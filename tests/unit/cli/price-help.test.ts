import { EXAMPLES, HELP } from '../../../src/cli/price/help.ts';
import { QUOTE_CONVENTIONS } from '../../../src/contracts/price.ts';
import { STRATEGY_NAMES } from '../../../src/contracts/strategy.ts';
import { answered } from './price-answers.ts';

describe('the examples of otc price', () => {
  it.each(EXAMPLES)('are answered with a value: $id', (line) => {
    expect(answered(line)).toMatchObject({ id: line['id'], ok: true });
  });

  it('are there for every kind', () => {
    const kinds = EXAMPLES.map(({ instrument }) => (instrument as { kind: string } | undefined)?.kind ?? 'package');

    expect(new Set(kinds)).toEqual(new Set(['option', 'forward', 'digital', 'package']));
  });
});

describe('the help of otc price', () => {
  it('shows a line that is answered', () => {
    const shown = HELP.slice(HELP.indexOf('{ "id"'), HELP.indexOf('In place of'));

    expect(answered(JSON.parse(shown))).toMatchObject({ id: '1', ok: true, data: { value: '3910.9426734057633' } });
  });

  it.each([...STRATEGY_NAMES, ...QUOTE_CONVENTIONS])('names %s', (name) => {
    expect(HELP).toMatch(new RegExp(`[ "]${name}\\b`));
  });

  it('fits a terminal of 120 columns', () => {
    expect(HELP.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });
});

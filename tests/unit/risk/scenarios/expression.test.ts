import { parseExpression } from '../../../../src/risk/scenarios/expression/parse-expression.ts';
import { closureOf } from '../../../../src/risk/scenarios/expression/tree.ts';

const NAMES = ['vol', 'K', 'F', 'spot', 'T'];
const FRAME = Float64Array.of(0.5, 90, 100, 80, 0.25);

async function evaluated(text: string): Promise<number> {
  const parsed = await parseExpression(text, NAMES);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.fault.rule} at ${parsed.fault.index}`);
  return closureOf(parsed.tree)(FRAME);
}

describe('an expression shock', () => {
  it.each([
    ['spot * 0.8', 64],
    ['vol + 0.1 * exp(-abs(log(K / F)) / 0.2)', 0.5 + 0.1 * Math.exp(-Math.abs(Math.log(0.9)) / 0.2)],
    ['-2^2', -4],
    ['2^3^2', 512],
    ['K < F ? vol + 0.1 : vol', 0.6],
    ['K > F or not (T < 1) ? 1 : 2', 2],
    ['K <= 90 and F >= 100 and T != 1 and T == 0.25', 1],
    ['min(1, 2, spot) + max(vol, 3)', 4],
    ['sqrt(4) + sign(-3) + tanh(0) + +1', 2],
    ['1e-3 + .5\n + 2.', 2.501],
  ])('%s', async (text, expected) => {
    expect(await evaluated(text)).toBeCloseTo(expected, 14);
  });

  it.each([
    ['spot = 1', 5, 'must not assign'],
    ['f(x) = x', 5, 'must not assign'],
    ['f(spot)', 0, 'must call one of'],
    ['"a"', 0, 'must hold no string'],
    ["spot'", 4, 'must hold no string'],
    ['spot.constructor', 4, 'must not reach into a member'],
    ['[1, 2]', 0, 'must hold no matrix'],
    ['{a: 1}', 0, 'must hold no object'],
    ['1:3', 1, 'must hold no range'],
    ['T < 1 ? 1 : 2 : 3', 14, 'must hold no range'],
    ['spot; 1', 4, 'must be one expression'],
    ['5!', 1, 'must hold no factorial'],
    ['20 %', 3, 'must hold no per cent sign'],
    ['import("fs")', 7, 'must hold no string'],
    ['import(spot)', 0, 'must call one of'],
    ['evaluate(1)', 0, 'must call one of'],
    ['constructor', 0, 'must name one of'],
    ['__proto__', 0, 'must hold only numbers, names, operators and brackets'],
    ['exp', 0, 'must be called with brackets'],
    ['spot(1)', 0, 'must call one of'],
    ['2 spot', 2, 'must have an operator before it'],
    ['2(3)', 1, 'must have an operator before it'],
    ['50cm', 2, 'must have an operator after a number'],
    ['0x10', 1, 'must have an operator after a number'],
    ['1e999', 0, 'must be a finite number'],
    ['spot to K', 5, 'must name one of'],
    ['spot mod 2', 5, 'must name one of'],
    ['π', 0, 'must hold only numbers'],
    ['exp(1, 2)', 0, 'must have 1 operands in exp(), had 2'],
    ['min(1)', 0, 'must have 2 to 8 operands in min(), had 1'],
    ['exp()', 4, 'must hold something between brackets'],
    ['1 < vol < 2', 8, 'must hold no RelationalNode'],
    ['(spot', 5, 'must close every bracket'],
    ['spot)', 4, 'must close only what is open'],
    ['1 +', 3, 'must be an expression that can be read'],
    ['', 0, 'must not be empty'],
    ['vol +\n x', 7, 'must name one of'],
    [`${'('.repeat(40)}1${')'.repeat(40)}`, 31, 'must have brackets at most 32 deep'],
    ['-'.repeat(300), 200, 'must have at most 200 parts'],
    ['1'.repeat(501), 500, 'must have at most 500 characters'],
  ])('refuses %s at %i: %s', async (text, index, rule) => {
    const parsed = await parseExpression(text, NAMES);

    expect(parsed).toMatchObject({ ok: false, fault: { index } });
    expect(parsed.ok ? '' : parsed.fault.rule).toContain(rule);
  });

  it('says line and column', async () => {
    expect(await parseExpression('vol +\n x', NAMES)).toMatchObject({ fault: { line: 2, column: 2, was: 'x' } });
  });
});

import fc from 'fast-check';
import { exactText } from '../../../src/cli/price/exact-text.ts';

describe('a number as text', () => {
  it.each([
    { double: 0, text: '0' },
    { double: -0, text: '0' },
    { double: 0.5, text: '0.5' },
    { double: 0.1 + 0.2, text: '0.30000000000000004' },
    { double: 1e-7, text: '0.0000001' },
    { double: -1.5e-10, text: '-0.00000000015' },
    { double: 1e21, text: '1000000000000000000000' },
    { double: 2 ** 53 + 2, text: '9007199254740994' },
  ])('is $text', ({ double, text }) => {
    expect(exactText(double)).toBe(text);
  });

  it('reads back to the same double, without an exponent, in at most 17 significant digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        const text = exactText(double);
        expect(Number(text)).toBe(double === 0 ? 0 : double);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        const digits = text.replace(/^-?0*\.?0*|\.|-/g, '').replace(/^0+|0+$/g, '');
        expect(digits.length).toBeLessThanOrEqual(17);
      }),
    );
  });
});

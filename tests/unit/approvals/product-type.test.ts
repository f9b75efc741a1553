import { packageTypes } from '../../../src/approvals/index.ts';
import type { Leg } from '../../../src/contracts/rfq.ts';
import { aForwardLeg, anOptionLeg, inDays } from '../../support/desk.ts';

/** "+2C100 -P90@60": side, ratio, call, put or forward, strike in thousands, days. */
function legsOf(text: string): Leg[] {
  return text.split(' ').map((one) => {
    const [, sign, ratio, letter, strike, days] = /^([+-])([\d.]*)([CPF])(\d+)(?:@(\d+))?$/.exec(one) ?? [];
    const terms = { strike: `${strike}000`, expiry: inDays(Number(days ?? 30)) };
    const leg = { side: sign === '+' ? 'buy' : 'sell', ratio: ratio === '' ? '1' : String(ratio) } as const;
    if (letter === 'F') return aForwardLeg(terms, leg);
    return anOptionLeg({ ...terms, optionType: letter === 'C' ? 'call' : 'put' }, leg);
  });
}

const turnedAround = (text: string) => text.replace(/[+-]/g, (sign) => (sign === '+' ? '-' : '+'));
const named = (text: string) => packageTypes(legsOf(text)).slice(1);

const SHAPES = [
  { name: 'call-spread', legs: '+C100 -C110' },
  { name: 'put-spread', legs: '+P110 -P100' },
  { name: 'ratio-spread', legs: '+C100 -2C110' },
  { name: 'ratio-spread', legs: '+P110 -1.5P100' },
  { name: 'straddle', legs: '+C100 +P100' },
  { name: 'strangle', legs: '+C110 +P90' },
  { name: 'butterfly', legs: '+C90 -2C100 +C110' },
  { name: 'butterfly', legs: '+2P90 -4P100 +2P130' },
  { name: 'iron-butterfly', legs: '-C100 -P100 +C110 +P90' },
  { name: 'iron-condor', legs: '-C110 -P90 +C120 +P80' },
  { name: 'calendar', legs: '+C100@60 -C100' },
  { name: 'diagonal', legs: '+C110@60 -C100' },
  { name: 'diagonal', legs: '+P90@60 -P100' },
  { name: 'synthetic-forward', legs: '+C100 -P100' },
  { name: 'box', legs: '+C100 -P100 -C110 +P110' },
  { name: 'conversion', legs: '+F100 -C100 +P100' },
];

describe('the name of a package', () => {
  it.each(SHAPES)('is $name for $legs, in any order of its legs', ({ name, legs }) => {
    const reversed = legs.split(' ').reverse().join(' ');

    expect(named(legs)).toEqual([{ productType: `STRAT(${name})`, turned: false }]);
    expect(named(reversed)).toEqual(named(legs));
  });

  it.each(SHAPES.filter(({ name }) => name !== 'ratio-spread'))(
    'is $name, turned, for the opposite of $legs',
    ({ name, legs }) => {
      expect(named(turnedAround(legs))).toEqual([{ productType: `STRAT(${name})`, turned: true }]);
    },
  );

  it('is both of two names where one bought is the other sold', () => {
    expect(named('+P90 -C110')).toEqual([
      { productType: 'STRAT(collar)', turned: false },
      { productType: 'STRAT(risk-reversal)', turned: true },
    ]);
  });

  it.each(['+C100 +C110', '+C100 -C110 -C120', '+C100 -P110@60', '+F100 -F110'])('is custom for %s', (legs) => {
    expect(named(legs)).toEqual([{ productType: 'STRAT(custom)', turned: false }]);
  });

  it('comes after the name of every package, and one leg has none', () => {
    expect(packageTypes(legsOf('+C100 -C110'))[0]).toEqual({ productType: 'STRAT(*)', turned: false });
    expect(packageTypes(legsOf('+C100'))).toEqual([]);
  });
});

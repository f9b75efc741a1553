import { InvalidArgumentError } from 'commander';
import { morePairs, pairOf, volatilityOf } from '../../../src/cli/desk/volatility.ts';

describe('volatilities on the command line', () => {
  it.each([
    ['0.48/0.505', { bid: '0.48', offer: '0.505' }],
    ['/0.505', { offer: '0.505' }],
    ['-0.5/0.75', { bid: '-0.5', offer: '0.75' }],
    ['0.48/', { bid: '0.48' }],
    ['-', {}],
  ])('reads %s', (text, pair) => {
    expect(pairOf(text)).toEqual(pair);
  });

  it.each(['0.48', '/', '', '1/2/3'])('refuses %j', (text) => {
    expect(() => pairOf(text)).toThrow(InvalidArgumentError);
  });

  it('are one for each leg, in the order they were written', () => {
    const legVolatility = morePairs('-', morePairs('0.48/0.5'));

    expect(volatilityOf({ legVolatility })).toEqual({ legs: [{ bid: '0.48', offer: '0.5' }, {}] });
  });

  it('are none when none was written', () => {
    expect(volatilityOf({})).toBeNull();
  });
});

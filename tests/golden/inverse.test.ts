import { inverseOption, inverseSettlement, type OptionType } from '../../pricing/index.ts';
import { goldenRows } from '../support/shared.ts';

interface Inputs {
  readonly type: OptionType;
  readonly forward: number;
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  readonly t: number;
}
interface SettlementInputs {
  readonly type: OptionType;
  readonly strike: number;
  readonly settlementIndex: number;
}
type Outputs = Readonly<Record<string, number>>;

describe('coin-settled options against 60-digit closed forms', () => {
  const rows = goldenRows<Inputs, Outputs>('inverse.json', (category) => category === 'inverse');
  const settlements = goldenRows<SettlementInputs, Outputs>('inverse.json', (category) => category === 'settlement');

  it.each(rows)('quotes row $id in dollars and coin with its greeks', ({ inputs, outputs }) => {
    const { type, forward, spot, strike, vol, t } = inputs;

    const value = inverseOption({ optionType: type, forward, spot, strike, volatility: vol, yearsToExpiry: t });

    const { dCoinPrice_dForward: slope, ...named } = outputs;
    for (const [name, reference] of Object.entries({ ...named, coinPriceSlope: slope as number })) {
      // 1e-13 of the forward (1 in coin) for prices, 1e-10 relative for greeks; as european.json.
      const priceScale = name === 'priceUsd' ? 1e-13 * Math.max(forward, strike) : 1e-13;
      const allowed = name.startsWith('price') ? priceScale : 1e-10 * Math.abs(reference);
      expect(Math.abs(((value as unknown as Outputs)[name] as number) - reference)).toBeLessThanOrEqual(allowed);
    }
  });

  it.each(settlements)('settles row $id', ({ inputs, outputs }) => {
    const { type, strike, settlementIndex } = inputs;

    const payoff = inverseSettlement({ optionType: type, strike, settlementIndex });

    expect(payoff).toEqual(outputs);
  });
});

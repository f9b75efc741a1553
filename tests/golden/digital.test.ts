import { digitalOption, type OptionType } from '../../pricing/index.ts';
import { goldenRows } from '../support/shared.ts';

interface Inputs {
  readonly type: OptionType;
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  readonly t: number;
  readonly r: number;
  readonly q: number;
  readonly cash: number;
}
type Outputs = Readonly<Record<string, number>>;

describe('cash digitals against 60-digit closed forms', () => {
  it.each(goldenRows<Inputs, Outputs>('digital.json'))('prices row $id with its greeks', ({ inputs, outputs }) => {
    const { type, spot, strike, vol, t, r, q, cash } = inputs;

    const value = digitalOption({
      optionType: type,
      spot,
      strike,
      volatility: vol,
      yearsToExpiry: t,
      rate: r,
      carry: r - q,
    }) as unknown as Outputs;

    for (const [name, reference] of Object.entries(outputs)) {
      // As european.json: 1e-13 of the payout for prices, 1e-10 relative for greeks.
      const allowed = name === 'price' ? 1e-13 * cash : 1e-10 * Math.abs(reference);
      expect(Math.abs(cash * (value[name] as number) - reference)).toBeLessThanOrEqual(allowed);
    }
  });
});

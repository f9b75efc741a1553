import { impliedVolatility, type NoVolatilityCode, type OptionType } from '../../pricing/index.ts';
import { goldenRows } from '../support/shared.ts';

interface Inputs {
  readonly type: OptionType;
  readonly forward: number;
  readonly strike: number;
  readonly t: number;
  readonly df: number;
  readonly price: number;
}
interface Outputs {
  readonly impliedVol: number | null;
  readonly attainableAbs: number;
  readonly expect?: string;
}

const REFUSALS: Readonly<Record<string, NoVolatilityCode>> = {
  belowIntrinsic: 'BELOW_INTRINSIC',
  aboveMax: 'AT_OR_ABOVE_MAXIMUM',
  atIntrinsic: 'AT_INTRINSIC',
  negative: 'NEGATIVE_PRICE',
};

describe('implied volatility against the exact inverse of each rounded price', () => {
  const rows = goldenRows<Inputs, Outputs>('implied_vol.json');
  const solve = ({ type, forward, strike, t, df, price }: Inputs) =>
    impliedVolatility({ optionType: type, forward, strike, yearsToExpiry: t, discountFactor: df, price });

  // attainableAbs is what one ulp of the price is worth in volatility: nobody can do better than half of it.
  it.each(rows.filter(({ outputs }) => outputs.impliedVol !== null))(
    'solves row $id ($category) to the attainable accuracy',
    ({ inputs, outputs }) => {
      const expected = outputs.impliedVol as number;
      const ulp = 2 ** (Math.floor(Math.log2(expected)) - 52);

      const answer = solve(inputs);

      expect(answer.ok).toBe(true);
      const volatility = answer.ok ? answer.volatility : Number.NaN;
      expect(Math.abs(volatility - expected)).toBeLessThanOrEqual(2 * outputs.attainableAbs + 2 * ulp);
    },
  );

  it.each(rows.filter(({ outputs }) => outputs.impliedVol === null))(
    'says which bound row $id breaks ($outputs.expect)',
    ({ inputs, outputs }) => {
      const answer = solve(inputs);

      expect(answer.ok ? 'solved' : answer.refusal.code).toBe(REFUSALS[outputs.expect as string]);
    },
  );
});

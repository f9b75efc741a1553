import { black76, type OptionType, spotOption } from '../../pricing/index.ts';
import { goldenRows } from '../support/shared.ts';

interface SpotInputs {
  readonly type: OptionType;
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  readonly t: number;
  readonly r: number;
  readonly q: number;
}
interface ForwardInputs {
  readonly type: OptionType;
  readonly forward: number;
  readonly strike: number;
  readonly vol: number;
  readonly t: number;
  readonly df: number;
}
type Outputs = Readonly<Record<string, number>>;

/** Prices: a few roundings of the largest term. */
const PRICE_TOLERANCE = 1e-13;
/** Greeks: 1e-10 relative, which an hour before expiry leaves 4 digits for the rounding of ln(forward / strike) / stdDev. */
const GREEK_TOLERANCE = 1e-10;

describe('european options against 60-digit closed forms', () => {
  const spotRows = goldenRows<SpotInputs, Outputs>('european.json', (category) => category !== 'black76');
  const forwardRows = goldenRows<ForwardInputs, Outputs>('european.json', (category) => category === 'black76');

  it.each(spotRows)('prices row $id ($category) on spot, rate and yield with every greek', ({ inputs, outputs }) => {
    const { type, spot, strike, vol, t, r, q } = inputs;

    const value = spotOption({
      optionType: type,
      spot,
      strike,
      volatility: vol,
      yearsToExpiry: t,
      rate: r,
      carry: r - q,
    });

    expect(worstOf(value as unknown as Outputs, outputs, { scale: Math.max(spot, strike), volatility: vol })).toEqual(
      [],
    );
  });

  it.each(forwardRows)('prices row $id on the forward with every greek', ({ inputs, outputs }) => {
    const { type, forward, strike, vol, t, df } = inputs;

    const value = black76({
      optionType: type,
      forward,
      strike,
      volatility: vol,
      yearsToExpiry: t,
      discountFactor: df,
    });

    expect(
      worstOf(value as unknown as Outputs, outputs, { scale: Math.max(forward, strike), volatility: vol }),
    ).toEqual([]);
  });
});

/** Every output that misses its tolerance, with the numbers to debug it. */
function worstOf(actual: Outputs, expected: Outputs, row: { readonly scale: number; readonly volatility: number }) {
  return Object.entries(expected).flatMap(([name, reference]) => {
    const value = actual[name] as number;
    const allowed =
      name === 'price' ? PRICE_TOLERANCE * row.scale : GREEK_TOLERANCE * greekScale(name, expected, row.volatility);
    return Math.abs(value - reference) <= allowed ? [] : [{ name, value, reference, allowed }];
  });
}

/** zomma = gamma (d1 d2 − 1)/σ crosses zero at d1 d2 = 1, where only gamma/σ is a scale. */
function greekScale(name: string, expected: Outputs, volatility: number): number {
  const own = Math.abs(expected[name] as number);
  return name === 'zomma' ? Math.max(own, Math.abs(expected['gamma'] as number) / volatility) : own;
}

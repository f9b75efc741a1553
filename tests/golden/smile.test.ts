import type { OptionType } from '../../pricing/index.ts';
import {
  type AtmConvention,
  atmStrike,
  type DeltaConvention,
  deltaOfStrike,
  strikeOfDelta,
} from '../../pricing/volatility/delta.ts';
import { vannaVolga } from '../../pricing/volatility/vanna-volga.ts';
import { goldenRows } from '../support/shared.ts';

interface SmileInputs {
  readonly convention: DeltaConvention;
  readonly type: OptionType;
  readonly delta: number;
  readonly strike: number;
  readonly atm: AtmConvention;
  readonly spot: number;
  readonly vol: number;
  readonly t: number;
  readonly r: number;
  readonly q: number;
}
interface SmileOutputs {
  readonly strike: number;
  readonly delta: number;
  readonly deltaAtStrike: number;
}
const marketOf = ({ convention, type, spot, vol, t, r, q }: SmileInputs) => ({
  convention,
  optionType: type,
  spot,
  forward: spot * Math.exp((r - q) * t),
  discountFactor: Math.exp(-r * t),
  stdDev: vol * Math.sqrt(t),
});

describe('delta and at-the-money conventions against 60 digits', () => {
  const rows = (category: string) => goldenRows<SmileInputs, SmileOutputs>('smile.json', (name) => name === category);

  // 1e-13 relative in strike: the quantile and the exponential are good to a few ulp each.
  it.each(rows('strikeFromDelta'))('finds the strike of row $id', ({ inputs, outputs }) => {
    const strike = strikeOfDelta(marketOf(inputs), inputs.delta);

    expect(Math.abs(strike / outputs.strike - 1)).toBeLessThanOrEqual(1e-13);
    expect(Math.abs(deltaOfStrike(marketOf(inputs), strike) - outputs.deltaAtStrike)).toBeLessThanOrEqual(1e-14);
  });

  it.each(rows('deltaFromStrike'))('finds the delta of row $id', ({ inputs, outputs }) => {
    expect(Math.abs(deltaOfStrike(marketOf(inputs), inputs.strike) - outputs.delta)).toBeLessThanOrEqual(1e-14);
  });

  it.each(rows('atmStrike'))('finds the strike $inputs.atm of row $id', ({ inputs, outputs }) => {
    expect(Math.abs(atmStrike(marketOf(inputs), inputs.atm) / outputs.strike - 1)).toBeLessThanOrEqual(1e-14);
  });
});

interface VannaVolgaInputs {
  readonly spot: number;
  readonly t: number;
  readonly r: number;
  readonly q: number;
  readonly strikes: readonly [number, number, number];
  readonly vols: readonly [number, number, number];
  readonly strike: number;
}
interface VannaVolgaOutputs {
  readonly callPrice: number;
  readonly impliedVol: number;
  readonly volFirstOrder: number;
  readonly volSecondOrder: number;
}

describe('the vanna-volga smile against 60 digits', () => {
  it.each(goldenRows<VannaVolgaInputs, VannaVolgaOutputs>('vanna_volga.json'))(
    'prices row $id',
    ({ inputs, outputs }) => {
      const { spot, t, r, q, strikes, vols, strike } = inputs;
      const forward = spot * Math.exp((r - q) * t);

      const value = vannaVolga(
        { forward, discountFactor: Math.exp(-r * t), yearsToExpiry: t, strikes, volatilities: vols },
        strike,
      );

      // The price to a few roundings of the spot; the volatility inherits them over vega.
      expect(Math.abs(value.callPrice - outputs.callPrice)).toBeLessThanOrEqual(1e-13 * spot);
      expect(Math.abs(value.impliedVolatility - outputs.impliedVol)).toBeLessThanOrEqual(1e-11);
      expect(Math.abs(value.firstOrder - outputs.volFirstOrder)).toBeLessThanOrEqual(1e-13);
      expect(Math.abs(value.secondOrder - outputs.volSecondOrder)).toBeLessThanOrEqual(1e-13);
    },
  );
});

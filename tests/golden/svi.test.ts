import { ssviHasNoButterfly, ssviJet, ssviToSvi } from '../../pricing/volatility/ssvi.ts';
import {
  butterflyG,
  riskNeutralDensity,
  type SviParameters,
  sviJet,
  sviJumpWings,
} from '../../pricing/volatility/svi.ts';
import { goldenRows, readJson } from '../support/shared.ts';

interface RawInputs extends SviParameters {
  readonly k: number;
  readonly t: number;
}
interface SsviInputs {
  readonly theta: number;
  readonly phi: number;
  readonly rho: number;
  readonly k: number;
}
interface Outputs {
  readonly w: number;
  readonly wPrime: number;
  readonly wSecond: number;
  readonly vol: number;
  readonly g: number;
  readonly density: number;
  readonly sufficientNoButterfly: boolean;
}
interface ParameterSet {
  readonly set: string;
  readonly params: SviParameters;
  readonly t: number;
  readonly svijw: Readonly<Record<string, number>>;
}

/** w is a sum of terms of size |a| + b (|rho x| + R), whose rounding it keeps when they cancel. */
const sizeOf = ({ a, b, m, sigma, k }: RawInputs) => Math.abs(a) + b * (2 * Math.abs(k - m) + sigma);
const near = (actual: number, expected: number, allowed: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(allowed);

describe('raw SVI against 60 digits', () => {
  it.each(goldenRows<RawInputs, Outputs>('svi.json', (category) => category !== 'ssvi'))(
    'gives variance, derivatives, g and density of row $id ($category)',
    ({ inputs, outputs }) => {
      const jet = sviJet(inputs, inputs.k);
      const rounding = (4e-16 * sizeOf(inputs)) / outputs.w;

      near(jet.w, outputs.w, rounding * outputs.w);
      near(jet.slope, outputs.wPrime, 1e-15 * inputs.b + 1e-300);
      near(jet.curvature, outputs.wSecond, 1e-14 * outputs.wSecond);
      near(Math.sqrt(jet.w / inputs.t), outputs.vol, (rounding + 1e-15) * outputs.vol);
      // g divides by w, so its terms see the relative error of w.
      near(
        butterflyG(jet, inputs.k),
        outputs.g,
        (1e-14 + 4 * rounding) * (1 + (inputs.k / outputs.w) ** 2 * outputs.wPrime ** 2),
      );
      near(
        riskNeutralDensity(jet, inputs.k),
        outputs.density,
        (1e-12 + 100 * rounding) * Math.abs(outputs.density) + 1e-16,
      );
    },
  );

  it.each(readJson<{ meta: { sets: readonly ParameterSet[] } }>('golden', 'svi.json').meta.sets)(
    'gives the jump-wing parameters of $set',
    ({ params, t, svijw }) => {
      const wings = sviJumpWings(params, t) as unknown as Record<string, number>;

      for (const [name, expected] of Object.entries(svijw))
        near(wings[name] as number, expected, 1e-13 * (1 + Math.abs(expected)));
    },
  );
});

describe('SSVI against 60 digits', () => {
  it.each(goldenRows<SsviInputs, Outputs>('svi.json', (category) => category === 'ssvi'))(
    'gives row $id, also as raw SVI',
    ({ inputs, outputs }) => {
      for (const jet of [ssviJet(inputs, inputs.k), sviJet(ssviToSvi(inputs), inputs.k)]) {
        near(jet.w, outputs.w, 1e-14 * (outputs.w + inputs.theta));
        near(jet.slope, outputs.wPrime, 1e-14 * inputs.theta * inputs.phi);
        near(jet.curvature, outputs.wSecond, 1e-13 * outputs.wSecond);
        near(butterflyG(jet, inputs.k), outputs.g, 1e-12 * (1 + Math.abs(outputs.g)));
      }
      expect(ssviHasNoButterfly(inputs)).toBe(outputs.sufficientNoButterfly);
    },
  );
});

import type { STRATEGY_NAMES } from '../../contracts/strategy.ts';

export type StrategyName = (typeof STRATEGY_NAMES)[number];

export interface StrategyFields {
  readonly name: StrategyName;
  readonly optionType: 'call' | 'put';
  /** Strikes, a ratio, `nearExpiry` in UTC epoch ms: by the name of the field. */
  readonly numbers: Readonly<Record<string, number>>;
}

interface StrategyForm {
  readonly label: string;
  readonly legs: string;
  /** What is entered, with where it begins: percent of spot. */
  readonly strikes: readonly (readonly [field: string, label: string, percentOfSpot: number])[];
  readonly asksType?: true;
  readonly asksNearExpiry?: true;
  readonly asksRatio?: true;
}

const PUT_CALL = [
  ['put', 'Put strike', 90],
  ['call', 'Call strike', 110],
] as const;
const LOW_HIGH = [
  ['low', 'Low strike', 100],
  ['high', 'High strike', 110],
] as const;
const THREE = [
  ['low', 'Low strike', 90],
  ['middle', 'Middle strike', 100],
  ['high', 'High strike', 110],
] as const;
const ONE = [['strike', 'Strike', 100]] as const;

/** The packages that have a name, each with what it asks for. */
export const STRATEGY_FORMS = {
  'call-spread': { label: 'Call spread', legs: '+ call low − call high', strikes: LOW_HIGH },
  'put-spread': {
    label: 'Put spread',
    legs: '+ put high − put low',
    strikes: [
      ['low', 'Low strike', 90],
      ['high', 'High strike', 100],
    ],
  },
  'ratio-spread': {
    label: 'Ratio spread',
    legs: '+ 1 bought − ratio × sold',
    strikes: [
      ['bought', 'Bought strike', 100],
      ['sold', 'Sold strike', 110],
    ],
    asksType: true,
    asksRatio: true,
  },
  'risk-reversal': { label: 'Risk reversal', legs: '+ call − put', strikes: PUT_CALL },
  collar: { label: 'Collar', legs: '+ put − call', strikes: PUT_CALL },
  straddle: { label: 'Straddle', legs: '+ call + put, one strike', strikes: ONE },
  strangle: { label: 'Strangle', legs: '+ call + put, two strikes', strikes: PUT_CALL },
  butterfly: { label: 'Butterfly', legs: '+ low − 2 middle + high', strikes: THREE, asksType: true },
  'iron-butterfly': { label: 'Iron butterfly', legs: '− straddle + strangle', strikes: THREE },
  'iron-condor': {
    label: 'Iron condor',
    legs: '− strangle + wider strangle',
    strikes: [
      ['lowest', 'Lowest strike', 80],
      ['low', 'Low strike', 90],
      ['high', 'High strike', 110],
      ['highest', 'Highest strike', 120],
    ],
  },
  calendar: { label: 'Calendar', legs: '+ far − near, one strike', strikes: ONE, asksType: true, asksNearExpiry: true },
  diagonal: {
    label: 'Diagonal',
    legs: '+ far − near, two strikes',
    strikes: [
      ['nearStrike', 'Near strike', 105],
      ['farStrike', 'Far strike', 100],
    ],
    asksType: true,
    asksNearExpiry: true,
  },
  'synthetic-forward': { label: 'Synthetic forward', legs: '+ call − put, one strike', strikes: ONE },
  box: { label: 'Box', legs: '+ synthetic low − synthetic high', strikes: LOW_HIGH },
  conversion: { label: 'Conversion', legs: '+ forward − synthetic forward', strikes: ONE },
} as const satisfies Record<StrategyName, StrategyForm>;

export function strategyForm(name: StrategyName): StrategyForm {
  return STRATEGY_FORMS[name];
}

/** Two leading digits, or a half of the second: 105,000 near a spot of 100,000. */
export function roundStrike(value: number): number {
  if (!(value > 0)) return value;
  const step = 5 * 10 ** (Math.floor(Math.log10(value)) - 2);
  return Math.round(value / step) * step;
}

/** Where the strikes of a package begin, around the spot of now. */
export function defaultNumbers(name: StrategyName, spot: number): Record<string, number> {
  const strikes = strategyForm(name).strikes.map(([field, , percent]) => [field, roundStrike((spot * percent) / 100)]);
  return { ...Object.fromEntries(strikes), ...(strategyForm(name).asksRatio === true ? { ratio: 2 } : {}) };
}

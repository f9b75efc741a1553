import {
  box,
  butterfly,
  calendarSpread,
  collar,
  conversion,
  ironButterfly,
  ironCondor,
  type PackageLeg,
  type Instrument as PricedInstrument,
  ratioSpread,
  riskReversal,
  type StrategyTerms,
  straddle,
  strangle,
  syntheticForward,
  verticalSpread,
} from '../../../pricing/index.ts';
import type { Result } from '../../contracts/result.ts';
import type { Leg } from '../../contracts/rfq.ts';
import type { Strategy } from '../../contracts/strategy.ts';
import { toInstant } from '../../platform/clock.ts';
import { exactText } from './exact-text.ts';
import { priced } from './fault.ts';

/** The legs that a strategy's name stands for, as a client would write them out. */
export function strategyLegs(strategy: Strategy): Result<Leg[]> {
  // A library that does not take the strikes speaks of the line, not of the model's range.
  return priced('strategy', () => build(strategy).map((leg) => toLeg(leg, strategy)), ALL_FAULTS);
}

const ALL_FAULTS = {
  INVALID_INPUT: 'VALIDATION_FAILED',
  MISSING_DATA: 'VALIDATION_FAILED',
  NOT_APPLICABLE: 'VALIDATION_FAILED',
} as const;

type PricedLeg = PackageLeg<PricedInstrument>;
type Builders = {
  readonly [N in Strategy['name']]: (terms: StrategyTerms, strategy: Extract<Strategy, { name: N }>) => PricedLeg[];
};

const BUILDERS: Builders = {
  'call-spread': (terms, { low, high }) => verticalSpread(terms, { optionType: 'call', ...numbers({ low, high }) }),
  'put-spread': (terms, { low, high }) => verticalSpread(terms, { optionType: 'put', ...numbers({ low, high }) }),
  'ratio-spread': (terms, { optionType, bought, sold, ratio }) =>
    ratioSpread(terms, { optionType, ...numbers({ bought, sold, ratio }) }),
  'risk-reversal': (terms, { put, call }) => riskReversal(terms, numbers({ put, call })),
  collar: (terms, { put, call }) => collar(terms, numbers({ put, call })),
  straddle: (terms, { strike }) => straddle(terms, Number(strike)),
  strangle: (terms, { put, call }) => strangle(terms, numbers({ put, call })),
  butterfly: (terms, { optionType, low, middle, high, broken = false }) =>
    butterfly(terms, { optionType, broken, ...numbers({ low, middle, high }) }),
  'iron-butterfly': (terms, { low, middle, high }) => ironButterfly(terms, numbers({ low, middle, high })),
  'iron-condor': (terms, { lowest, low, high, highest }) => ironCondor(terms, numbers({ lowest, low, high, highest })),
  calendar: (terms, { optionType, nearExpiry, strike }) =>
    calendarSpread(terms, {
      optionType,
      nearExpiry: Date.parse(nearExpiry),
      nearStrike: Number(strike),
      farStrike: Number(strike),
    }),
  diagonal: (terms, { optionType, nearExpiry, nearStrike, farStrike }) =>
    calendarSpread(terms, {
      optionType,
      nearExpiry: Date.parse(nearExpiry),
      ...numbers({ nearStrike, farStrike }),
    }),
  'synthetic-forward': (terms, { strike }) => syntheticForward(terms, Number(strike)),
  box: (terms, { low, high }) => box(terms, numbers({ low, high })),
  conversion: (terms, { strike }) => conversion(terms, Number(strike)),
};

function build(strategy: Strategy): PricedLeg[] {
  const { underlying, expiry, settlement } = strategy;
  const terms = { underlying, expiry: Date.parse(expiry), settlement };
  // The name chose the builder, so the builder takes this strategy; the compiler cannot follow that through a record.
  const builder = BUILDERS[strategy.name] as (terms: StrategyTerms, strategy: Strategy) => PricedLeg[];
  return builder(terms, strategy);
}

function numbers<K extends string>(texts: Readonly<Record<K, string>>): Record<K, number> {
  const entries = Object.entries<string>(texts).map(([name, text]) => [name, Number(text)]);
  return Object.fromEntries(entries) as Record<K, number>;
}

function toLeg({ instrument, side, ratio }: PricedLeg, { settlement }: Strategy): Leg {
  const { underlying, expiry, strike = Number.NaN } = instrument;
  const terms = { underlying, strike: exactText(strike), expiry: toInstant(expiry), settlement };
  const written: Leg['instrument'] =
    instrument.kind === 'forward'
      ? { kind: 'forward', ...terms }
      : { kind: 'option', optionType: instrument.optionType, exercise: 'european', ...terms };
  return { instrument: written, side, ratio: exactText(ratio) };
}

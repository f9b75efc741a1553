import {
  box,
  butterfly,
  calendarSpread,
  collar,
  conversion,
  ironButterfly,
  ironCondor,
  ratioSpread,
  riskReversal,
  straddle,
  strangle,
  syntheticForward,
  verticalSpread,
} from '../../../pricing/index.ts';
import type { Leg } from '../../contracts/rfq.ts';
import { decimalText } from './decimal-text.ts';
import type { StrategyFields, StrategyName } from './strategy-names.ts';
import type { ContractTerms } from './ticket-model.ts';

type PricingLegs = ReturnType<typeof conversion>;
type Terms = Parameters<typeof straddle>[0];
type Build = (terms: Terms, fields: Readonly<Record<string, number>>, optionType: 'call' | 'put') => PricingLegs;

const n = (fields: Readonly<Record<string, number>>, name: string): number => fields[name] ?? Number.NaN;
const lowHigh = (fields: Readonly<Record<string, number>>) => ({ low: n(fields, 'low'), high: n(fields, 'high') });
const putCall = (fields: Readonly<Record<string, number>>) => ({ put: n(fields, 'put'), call: n(fields, 'call') });
const three = (fields: Readonly<Record<string, number>>) => ({ ...lowHigh(fields), middle: n(fields, 'middle') });

/** Which legs a name stands for is the pricing library's to say. */
const BUILD: Readonly<Record<StrategyName, Build>> = {
  'call-spread': (terms, fields) => verticalSpread(terms, { optionType: 'call', ...lowHigh(fields) }),
  'put-spread': (terms, fields) => verticalSpread(terms, { optionType: 'put', ...lowHigh(fields) }),
  'ratio-spread': (terms, fields, optionType) =>
    ratioSpread(terms, { optionType, bought: n(fields, 'bought'), sold: n(fields, 'sold'), ratio: n(fields, 'ratio') }),
  'risk-reversal': (terms, fields) => riskReversal(terms, putCall(fields)),
  collar: (terms, fields) => collar(terms, putCall(fields)),
  straddle: (terms, fields) => straddle(terms, n(fields, 'strike')),
  strangle: (terms, fields) => strangle(terms, putCall(fields)),
  butterfly: (terms, fields, optionType) => butterfly(terms, { optionType, ...three(fields) }),
  'iron-butterfly': (terms, fields) => ironButterfly(terms, three(fields)),
  'iron-condor': (terms, fields) =>
    ironCondor(terms, { ...lowHigh(fields), lowest: n(fields, 'lowest'), highest: n(fields, 'highest') }),
  calendar: (terms, fields, optionType) =>
    calendarSpread(terms, {
      optionType,
      nearExpiry: n(fields, 'nearExpiry'),
      nearStrike: n(fields, 'strike'),
      farStrike: n(fields, 'strike'),
    }),
  diagonal: (terms, fields, optionType) =>
    calendarSpread(terms, {
      optionType,
      nearExpiry: n(fields, 'nearExpiry'),
      nearStrike: n(fields, 'nearStrike'),
      farStrike: n(fields, 'farStrike'),
    }),
  'synthetic-forward': (terms, fields) => syntheticForward(terms, n(fields, 'strike')),
  box: (terms, fields) => box(terms, lowHigh(fields)),
  conversion: (terms, fields) => conversion(terms, n(fields, 'strike')),
};

/**
 * The legs of a named package, as a request carries them.
 *
 * @throws PricingError when the strikes contradict the name, saying which and how.
 */
export function strategyLegs(
  { name, numbers, optionType }: StrategyFields,
  { underlying, expiry, settlement }: ContractTerms,
): Leg[] {
  const legs = BUILD[name]({ underlying, expiry: Date.parse(expiry), settlement }, numbers, optionType);
  return legs.map(({ instrument, side, ratio }): Leg => {
    const shared = { underlying, expiry: new Date(instrument.expiry).toISOString(), settlement };
    const strike = decimalText(instrument.strike ?? Number.NaN);
    const contract =
      instrument.kind === 'forward'
        ? ({ kind: 'forward', strike, ...shared } as const)
        : ({ kind: 'option', optionType: instrument.optionType, strike, exercise: 'european', ...shared } as const);
    return { instrument: contract, side: side ?? 'buy', ratio: decimalText(ratio ?? 1) };
  });
}

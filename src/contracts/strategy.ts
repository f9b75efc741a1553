import { z } from 'zod';
import { refuseContradictions, Settlement } from './instrument.ts';
import { Instant, PositiveDecimalText, Underlying } from './scalars.ts';

const optionType = z.enum(['call', 'put']);
const strike = PositiveDecimalText;

/** Every leg of a strategy has these; `expiry` is the far one where there are two. */
function named<const N extends string, T extends z.core.$ZodLooseShape>(name: N, terms: T) {
  return z.strictObject({
    name: z.literal(name),
    underlying: Underlying,
    expiry: Instant,
    settlement: Settlement,
    ...terms,
  });
}

const STRATEGIES = [
  named('call-spread', { low: strike, high: strike }),
  named('put-spread', { low: strike, high: strike }),
  /** Sells `ratio` options for each one bought. */
  named('ratio-spread', { optionType, bought: strike, sold: strike, ratio: PositiveDecimalText }),
  named('risk-reversal', { put: strike, call: strike }),
  named('collar', { put: strike, call: strike }),
  named('straddle', { strike }),
  named('strangle', { put: strike, call: strike }),
  /** Wings of unequal width are an oversight unless `broken` says that they are meant. */
  named('butterfly', { optionType, low: strike, middle: strike, high: strike, broken: z.boolean().optional() }),
  named('iron-butterfly', { low: strike, middle: strike, high: strike }),
  named('iron-condor', { lowest: strike, low: strike, high: strike, highest: strike }),
  named('calendar', { optionType, nearExpiry: Instant, strike }),
  named('diagonal', { optionType, nearExpiry: Instant, nearStrike: strike, farStrike: strike }),
  named('synthetic-forward', { strike }),
  named('box', { low: strike, high: strike }),
  named('conversion', { strike }),
] as const;

export const STRATEGY_NAMES = STRATEGIES.map(({ shape }) => shape.name.value);

/** A package by its name; which legs a name stands for is the pricing library's to say. */
export const Strategy = z
  .discriminatedUnion('name', STRATEGIES, {
    error: ({ code }) => (code === 'invalid_union' ? `must be one of ${STRATEGY_NAMES.join(', ')}` : undefined),
  })
  .superRefine(refuseContradictions)
  .superRefine((strategy, context) => {
    if (!('nearExpiry' in strategy) || strategy.nearExpiry < strategy.expiry) return;
    context.addIssue({ code: 'custom', path: ['nearExpiry'], message: `must be before expiry ${strategy.expiry}` });
  });
export type Strategy = z.infer<typeof Strategy>;

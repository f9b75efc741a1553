import { InvalidArgumentError } from 'commander';
import type { DeskRequestInput } from '../../contracts/desk-socket.ts';

type QuoteVolatility = NonNullable<DeskRequestInput<'quote.send'>['volatility']>;
type Pair = NonNullable<QuoteVolatility['shiftPoints']>;

export interface VolatilityOptions {
  readonly bidVolatility?: string;
  readonly offerVolatility?: string;
  readonly legVolatility?: readonly Pair[];
  readonly volatilityShift?: Pair;
}

/** `0.48/0.505`, `/0.505`, `0.48/` or, for a leg that is no option, `-`. @throws InvalidArgumentError otherwise. */
export function pairOf(text: string): Pair {
  if (text === '-') return {};
  const [bid = '', offer, ...more] = text.split('/');
  if (offer === undefined || more.length > 0 || (bid === '' && offer === '')) {
    throw new InvalidArgumentError('must be bid/offer such as 0.48/0.505, either left out, or - for no option.');
  }
  return { ...(bid === '' ? {} : { bid }), ...(offer === '' ? {} : { offer }) };
}

/** One for each leg, in the order of the request. */
export function morePairs(text: string, before: readonly Pair[] = []): readonly Pair[] {
  return [...before, pairOf(text)];
}

/** Null when none of its options is given; two ways at once are the service's to refuse. */
export function volatilityOf(options: VolatilityOptions): QuoteVolatility | null {
  const { bidVolatility: bid, offerVolatility: offer, legVolatility: legs, volatilityShift: shiftPoints } = options;
  const volatility = {
    ...(bid === undefined ? {} : { bid }),
    ...(offer === undefined ? {} : { offer }),
    ...(legs === undefined ? {} : { legs: [...legs] }),
    ...(shiftPoints === undefined ? {} : { shiftPoints }),
  };
  return Object.keys(volatility).length === 0 ? null : volatility;
}

import type { PriceRequest } from '../../contracts/price.ts';
import { ok, type Result } from '../../contracts/result.ts';
import type { Leg } from '../../contracts/rfq.ts';
import { fault } from './fault.ts';
import { strategyLegs } from './strategy-legs.ts';

/** What a line asks for, as legs: a single instrument is one bought leg. */
export function legsOf(request: PriceRequest): Result<readonly Leg[]> {
  const legs = writtenLegs(request);
  return legs.ok ? (legsFault(legs.value, request) ?? legs) : legs;
}

function writtenLegs(request: PriceRequest): Result<readonly Leg[]> {
  if ('strategy' in request) return strategyLegs(request.strategy);
  if ('legs' in request) return ok(request.legs);
  return ok([{ instrument: request.instrument, side: 'buy', ratio: '1' }]);
}

/** Where a leg's terms stand in the line, or with null all of them, for a refusal to name. */
export function legPath(request: PriceRequest, index: number | null): string {
  if ('strategy' in request) return 'strategy';
  if (!('legs' in request)) return 'instrument';
  return index === null ? 'legs' : `legs.${index}.instrument`;
}

/** Legs that cannot be added up, or cannot be quoted as asked. */
function legsFault(legs: readonly Leg[], request: PriceRequest): Result<never> | null {
  const [first, ...others] = legs.map(({ instrument }) => instrument);
  if (first === undefined) return fault('legs', [], 'must have at least one leg');
  const strange = others.findIndex(({ underlying }) => underlying !== first.underlying);
  if (strange >= 0) {
    const value = others[strange]?.underlying;
    return fault(`legs.${strange + 1}.instrument.underlying`, value, `must be ${first.underlying} as on the first leg`);
  }
  const { quoteAs, premiumCurrency } = request;
  if (quoteAs === 'implied-volatility' && legs.every(({ instrument }) => instrument.kind === 'forward')) {
    return fault('quoteAs', quoteAs, 'must be price or percent-of-notional where nothing is an option');
  }
  if (
    premiumCurrency === undefined &&
    others.some(({ settlement }) => settlement.currency !== first.settlement.currency)
  )
    return fault('premiumCurrency', undefined, 'is required when legs settle in different currencies');
  return outrightFault(legs);
}

/** The price of an outright forward is a level, which adds to no premium; outright forwards alone are a roll. */
function outrightFault(legs: readonly Leg[]): Result<never> | null {
  const outright = legs.map(({ instrument }) => instrument.kind === 'forward' && instrument.strike === undefined);
  if (outright.every((is) => is)) return null;
  const index = outright.indexOf(true);
  if (index < 0) return null;
  return fault(
    `legs.${index}.instrument.strike`,
    undefined,
    'is required for a forward beside legs that have a premium',
  );
}

import { type MarketSnapshot, PricingError, valuePackage } from '../../../pricing/index.ts';
import type { Leg } from '../../contracts/rfq.ts';

/** What a chart before the asking assumes, since a client sees no surface: one volatility, no carry, no rates. */
export interface Assumed {
  readonly spot: number;
  /** Annualised decimal. */
  readonly volatility: number;
  readonly nowMs: number;
}

export interface Curves {
  readonly spots: number[];
  /** Dollars per unit of the package, just before the first expiry … */
  readonly payoff: number[];
  /** … and now. */
  readonly today: number[];
  readonly delta: number[];
  readonly gamma: number[];
  readonly vega: number[];
  readonly theta: number[];
}

const POINTS = 81;
const REACH = 0.5;
/** So long before its expiry an option is still there to be valued. */
const BEFORE_EXPIRY_MS = 1_000;

/** Value and greeks of a package over the spot, or the words of the model when it has no number for the terms. */
export function packageCurves(legs: readonly Leg[], assumed: Assumed): Curves | string {
  const first = Math.min(...legs.map(({ instrument }) => Date.parse(instrument.expiry)));
  const struck = legs.map((leg) => atTheMoney(leg, assumed.spot));
  const curves: Curves = { spots: [], payoff: [], today: [], delta: [], gamma: [], vega: [], theta: [] };
  try {
    for (let point = 0; point < POINTS; point += 1) {
      const spot = assumed.spot * (1 - REACH + (2 * REACH * point) / (POINTS - 1));
      const now = valueAt(struck, { ...assumed, spot });
      const { delta, gamma, vega, theta } = now.greeks;
      curves.spots.push(spot);
      curves.payoff.push(valueAt(struck, { ...assumed, spot, nowMs: first - BEFORE_EXPIRY_MS }).price);
      curves.today.push(now.price);
      curves.delta.push(delta);
      curves.gamma.push(gamma);
      curves.vega.push(vega / 100);
      curves.theta.push(theta);
    }
  } catch (error) {
    if (error instanceof PricingError) return error.message;
    throw error;
  }
  return curves;
}

/** An outright forward is worth something only against the price that it is dealt at: here, the spot of now. */
function atTheMoney(leg: Leg, spot: number): Leg {
  const { instrument } = leg;
  if (instrument.kind !== 'forward' || instrument.strike !== undefined) return leg;
  return { ...leg, instrument: { ...instrument, strike: String(spot) } };
}

function valueAt(legs: readonly Leg[], { spot, volatility, nowMs }: Assumed) {
  const underlying = legs[0]?.instrument.underlying ?? 'BTC-USD';
  const [, quote = 'USD'] = underlying.split('-');
  const market: MarketSnapshot = {
    asOf: nowMs,
    source: 'supplied',
    underlyings: {
      [underlying]: {
        spot,
        spotAt: nowMs,
        surfaceAt: nowMs,
        forwards: { kind: 'carry', carry: 0 },
        volatility: { kind: 'flat', volatility },
      },
    },
    discounts: { [quote]: { kind: 'flat', rate: 0 } },
    conversions: {},
  };
  const terms = legs.map(({ instrument, side, ratio }) => ({
    instrument: termsOf(instrument),
    side,
    ratio: Number(ratio),
  }));
  return valuePackage(terms, market, { premiumCurrency: quote });
}

function termsOf(instrument: Leg['instrument']) {
  const { underlying, settlement } = instrument;
  const shared = {
    underlying,
    expiry: Date.parse(instrument.expiry),
    settlement: { style: settlement.style, currency: settlement.currency },
  };
  if (instrument.kind === 'forward') {
    const { strike } = instrument;
    return { kind: 'forward', ...shared, ...(strike === undefined ? {} : { strike: Number(strike) }) } as const;
  }
  const option = { ...shared, optionType: instrument.optionType, strike: Number(instrument.strike) };
  if (instrument.kind === 'digital') return { kind: 'digital', ...option, payout: Number(instrument.payout) } as const;
  return { kind: 'option', ...option } as const;
}

import type { DiscountCurve, MarketSnapshot, UnderlyingMarket } from '../../../pricing/index.ts';
import { STABLECOIN } from '../composite/composite-spots.ts';
import type { ConfirmedSpot, Simulation } from './simulation.ts';
import type { SurfaceState } from './surface.ts';

/** One object, so that snapshots share it. */
const DOLLAR_CURVE: DiscountCurve = { kind: 'flat', rate: 0.04 };

/** What the simulated market shows at its instant: spot as its venues vouch for it, surfaces as they were last built. */
export function toMarketSnapshot({ model, confirmed, surfaces, usdPerUsdt }: Simulation): MarketSnapshot {
  const underlyings: Record<string, UnderlyingMarket> = {};
  for (const [underlying, surface] of Object.entries(surfaces)) {
    const spot = confirmed[underlying];
    if (spot !== undefined) underlyings[underlying] = toUnderlyingMarket(spot, surface);
  }
  return {
    asOf: model.at,
    source: 'simulated',
    underlyings,
    discounts: { USD: DOLLAR_CURVE },
    conversions: { [STABLECOIN]: usdPerUsdt },
  };
}

function toUnderlyingMarket({ price, at }: ConfirmedSpot, surface: SurfaceState): UnderlyingMarket {
  return {
    spot: price,
    spotAt: at,
    surfaceAt: surface.builtAt,
    forwards: {
      kind: 'dated',
      nodes: surface.forwardRatios.map(({ expiry, ratio }) => ({ expiry, price: price * ratio })),
    },
    volatility: surface.volatility,
  };
}

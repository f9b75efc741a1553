import { discountFactor, zeroRate } from '../../pricing/curves/discount.ts';
import { forwardPrice } from '../../pricing/curves/forward.ts';
import { type DiscountCurve, type MarketSnapshot, value } from '../../pricing/index.ts';
import { goldenRows, readJson } from '../support/shared.ts';

interface Inputs {
  readonly spot: number;
  readonly strike: number;
  readonly quantity: number;
  readonly t: number;
  readonly days: number;
  readonly usdCurve: number;
  readonly coinCurve: number;
}
interface Outputs {
  readonly dfUsd: number;
  readonly dfCoin: number;
  readonly forward: number;
  readonly value: number;
  readonly deltaSpot: number;
  readonly zeroUsd: number;
  readonly impliedCarryYield: number;
  readonly annualisedBasis: number;
}

const DAY_MS = 86_400_000;
const asOf = 0;
const { meta } = readJson<{ meta: { curves: readonly (readonly (readonly [number, number])[])[] } }>(
  'golden',
  'forward.json',
);
const curves: readonly DiscountCurve[] = meta.curves.map((nodes) => ({
  kind: 'dated',
  nodes: nodes.map(([days, rate]) => ({ expiry: days * DAY_MS, rate })),
}));

function curve(index: number): DiscountCurve {
  const found = curves[index];
  if (found === undefined) throw new Error(`golden forward.json has no curve ${index}`);
  return found;
}

/** The market whose forward is spot · dfCoin / dfUsd on the coin curve's and dollar curve's own dates. */
function marketOf(inputs: Inputs): MarketSnapshot {
  const usd = curve(inputs.usdCurve);
  const coin = curve(inputs.coinCurve);
  const dates = coin.kind === 'dated' ? coin.nodes.map((node) => node.expiry) : [];
  const nodes = dates.map((expiry) => ({
    expiry,
    price: (inputs.spot * discountFactor(coin, { asOf, at: expiry })) / discountFactor(usd, { asOf, at: expiry }),
  }));
  const underlying = {
    spot: inputs.spot,
    spotAt: asOf,
    surfaceAt: asOf,
    forwards: { kind: 'dated', nodes },
    volatility: { kind: 'flat', volatility: 0.5 },
  } as const;
  return { asOf, source: 'supplied', underlyings: { 'BTC-USD': underlying }, discounts: { USD: usd }, conversions: {} };
}

describe('forwards on log-linear discount curves against 60 digits', () => {
  const rows = goldenRows<Inputs, Outputs>('forward.json');

  // 1e-13 relative: the log of a discount factor is a handful of roundings of numbers below 1.
  it.each(rows)('discounts, carries and values row $id', ({ inputs, outputs }) => {
    const { spot, strike, days, quantity } = inputs;
    const at = days * DAY_MS;

    const dfUsd = discountFactor(curve(inputs.usdCurve), { asOf, at });
    const dfCoin = discountFactor(curve(inputs.coinCurve), { asOf, at });
    const market = marketOf(inputs);
    const { forwards } = market.underlyings['BTC-USD'] as (typeof market.underlyings)[string];
    const forward = forwardPrice(forwards, { spot, asOf, at });
    const contract = value(
      {
        kind: 'forward',
        underlying: 'BTC-USD',
        expiry: at,
        strike,
        settlement: { style: 'linear', currency: 'USD' },
      },
      market,
      { premiumCurrency: 'USD' },
    );

    expect(Math.abs(dfUsd / outputs.dfUsd - 1)).toBeLessThanOrEqual(1e-13);
    expect(Math.abs(dfCoin / outputs.dfCoin - 1)).toBeLessThanOrEqual(1e-13);
    expect(Math.abs(zeroRate(curve(inputs.usdCurve), { asOf, at }) - outputs.zeroUsd)).toBeLessThanOrEqual(1e-13);
    expect(Math.abs(zeroRate(curve(inputs.coinCurve), { asOf, at }) - outputs.impliedCarryYield)).toBeLessThanOrEqual(
      1e-13,
    );
    expect(Math.abs(forward / outputs.forward - 1)).toBeLessThanOrEqual(1e-13);
    expect(Math.abs(quantity * contract.price - outputs.value)).toBeLessThanOrEqual(
      1e-13 * Math.abs(quantity) * Math.max(spot, strike),
    );
    expect(Math.abs(quantity * contract.greeks.delta - outputs.deltaSpot)).toBeLessThanOrEqual(
      1e-13 * Math.abs(quantity),
    );
  });
});

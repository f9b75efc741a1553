import { aRehearsedMarket, SECOND } from './rehearsed-market.ts';

describe('a depeg', () => {
  it('takes USDT to 96 cents under STABLECOIN_DEPEGGED, leaves coins in dollars alone, and comes back', async () => {
    const market = await aRehearsedMarket();
    const { spot } = market.seen();
    market.ask({ scenario: 'depeg' });
    market.pass(60 * SECOND);
    const during = market.seen();
    const { used } = market.feed.status().composites[0] ?? {};
    market.pass(120 * SECOND);

    expect(during.usdt).toBeCloseTo(0.96, 3);
    expect(during.current.conditions).toMatchObject([{ code: 'STABLECOIN_DEPEGGED', scope: { currency: 'USDT' } }]);
    expect(used).toHaveLength(5);
    expect(Math.abs(during.spot / spot - 1)).toBeLessThan(0.01);
    expect(market.seen().usdt).toBeCloseTo(1, 3);
    expect(market.seen().codes).toEqual([]);
  });
});

describe('a crash', () => {
  it('takes a tenth off within a minute, doubles volatility, leans the smile to puts, and then lets them come back', async () => {
    const market = await aRehearsedMarket();
    const before = market.seen();
    market.ask({ scenario: 'crash' });
    market.pass(60 * SECOND);
    const during = market.seen();
    market.pass(180 * SECOND);
    const after = market.seen();

    expect(during.spot / before.spot).toBeGreaterThan(0.85);
    expect(during.spot / before.spot).toBeLessThan(0.95);
    expect(during.volatility).toBeGreaterThan(1.5 * before.volatility);
    expect(during.rho).toBeLessThan(-0.35);
    expect(after.volatility).toBeLessThan(1.1 * before.volatility);
    expect(after.rho).toBeGreaterThan(-0.2);
    expect(Math.abs(after.spot / during.spot - 1)).toBeLessThan(0.02);
  });
});

describe('a trend', () => {
  it('takes spot up by about one per cent a minute', async () => {
    const market = await aRehearsedMarket();
    const before = market.seen().spot;
    market.ask({ scenario: 'trending' });
    market.pass(300 * SECOND);

    const gain = market.seen().spot / before - 1;
    expect(gain).toBeGreaterThan(0.04);
    expect(gain).toBeLessThan(0.065);
  });
});

describe('a calm', () => {
  it('halves volatility within minutes', async () => {
    const market = await aRehearsedMarket();
    market.ask({ scenario: 'calm' });
    market.pass(120 * SECOND);

    expect(market.seen().volatility).toBeLessThan(0.38);
    expect(market.feed.status().surfaces[0]?.slices[0]?.atTheMoneyVolatility).toBeCloseTo(0.25, 1);
  });
});

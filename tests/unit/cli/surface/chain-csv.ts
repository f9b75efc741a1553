import { black76Price, MS_PER_YEAR } from '../../../../pricing/index.ts';

export const HEADER = 'instrument_name,type,expiry_date,strike,T_years,S0,market_price_btc,mark_iv,bid_btc,ask_btc';

/** 2025-12-05 08:00 UTC. */
export const SAMPLED_AT = Date.parse('2025-12-05T08:00:00.000Z');

const EXPIRIES = [
  { name: '12DEC25', at: '2025-12-12T08:00:00.000Z', forward: 100_000, volatility: 0.45 },
  { name: '27MAR26', at: '2026-03-27T08:00:00.000Z', forward: 101_500, volatility: 0.5 },
];

/** Lines of a small chain with a smile at two expiries, quoted half a point of volatility either side of the mark. */
export function chainLines(expiries: readonly string[] = EXPIRIES.map(({ name }) => name)): string[] {
  return [HEADER, ...EXPIRIES.filter(({ name }) => expiries.includes(name)).flatMap(expiryLines)];
}

/** A line of the first expiry: the call at 100,000. */
export const CALL = chainLines().find((line) => line.startsWith('BTC-12DEC25-100000-C')) ?? '';

function expiryLines({ name, at, forward, volatility }: (typeof EXPIRIES)[number]): string[] {
  const years = (Date.parse(at) - SAMPLED_AT) / MS_PER_YEAR;
  const strikes = Array.from({ length: 13 }, (_, index) => 100_000 + 2_500 * (index - 6) * (years > 0.1 ? 4 : 1));
  return strikes.flatMap((strike) => {
    const deviations = Math.log(strike / forward) / (volatility * Math.sqrt(years));
    const mark = volatility * (1 - 0.04 * deviations + 0.03 * deviations * deviations);
    return (['call', 'put'] as const).map((optionType) => {
      const coin = (sigma: number) =>
        black76Price({ optionType, forward, strike, volatility: sigma, yearsToExpiry: years, discountFactor: 1 }) /
        forward;
      const prices = [coin(mark), 100 * mark, coin(mark - 0.005), coin(mark + 0.005)].map((price) => price.toFixed(8));
      const [markPrice, markVolatility, bid, ask] = prices;
      const listed = `BTC-${name}-${strike}-${optionType === 'call' ? 'C' : 'P'}`;
      const terms = [listed, optionType, name, strike.toFixed(1), years.toFixed(5), forward];
      return [...terms, markPrice, markVolatility, bid, ask].join(',');
    });
  });
}

import { calibrateSurface, deltaOfStrike, sviTotalVariance } from '../../../../pricing/index.ts';
import { buildReport } from '../../../../src/cli/surface/build-report.ts';
import { readChainFile } from '../../../../src/cli/surface/chain-file.ts';
import type { SliceDetail } from '../../../../src/cli/surface/surface-report.ts';
import { chainLines } from './chain-csv.ts';

function reportOf(...lines: readonly string[]) {
  const source = readChainFile({ file: 'folder/btc.csv', text: lines.join('\n') });
  return buildReport(source, calibrateSurface(source.chain));
}

const report = reportOf(...chainLines());
const slice = (index: number): SliceDetail => {
  const found = report.slices[index];
  if (found === undefined) throw new Error(`the report must have a slice ${index}`);
  return found;
};
const volatilityAtStrike = ({ parameters, forward, yearsToExpiry }: SliceDetail, strike: number) =>
  Math.sqrt(sviTotalVariance(parameters, Math.log(strike / forward)) / yearsToExpiry);

describe('the report of a chain', () => {
  it('counts what the file holds', () => {
    expect(report.underlying).toBe('BTC-USD');
    expect(report.source).toMatchObject({ file: 'btc.csv', options: 52, twoSided: 52, expiries: 2 });
    expect(report.leftOut).toEqual([]);
  });

  it('gives quotes the volatilities they were made of, puts below the forward and calls from it on', () => {
    const { quotes, forward } = slice(1);

    expect(quotes).toHaveLength(13);
    for (const { optionType, strike, bid, ask, mark } of quotes) {
      expect(optionType).toBe(strike < forward ? 'put' : 'call');
      // Prices have eight decimals, which far out are worth a few thousandths of a point.
      expect(((bid ?? Number.NaN) + (ask ?? Number.NaN)) / 2).toBeCloseTo(mark ?? Number.NaN, 4);
      expect((ask ?? Number.NaN) - (bid ?? Number.NaN)).toBeCloseTo(0.01, 4);
    }
  });

  it('measures the risk reversal and the butterfly on the smile, at 25 forward delta', () => {
    const detail = slice(1);
    const { atmVolatility, riskReversal25, butterfly25, forward, yearsToExpiry } = detail;
    const call = (butterfly25 ?? Number.NaN) + atmVolatility + (riskReversal25 ?? Number.NaN) / 2;
    const put = call - (riskReversal25 ?? Number.NaN);

    for (const { volatility, optionType, delta } of [
      { volatility: call, optionType: 'call', delta: 0.25 },
      { volatility: put, optionType: 'put', delta: -0.25 },
    ] as const) {
      const stdDev = volatility * Math.sqrt(yearsToExpiry);
      const market = { spot: forward, forward, discountFactor: 1, stdDev, convention: 'forward', optionType } as const;
      const strike = bisect((at) => deltaOfStrike(market, at) - delta, forward);
      expect(volatilityAtStrike(detail, strike)).toBeCloseTo(volatility, 7);
    }
    expect(riskReversal25).toBeLessThan(0);
    expect(butterfly25).toBeGreaterThan(0);
  });

  it('grows the basis from the first forward', () => {
    const years = slice(1).yearsToExpiry - slice(0).yearsToExpiry;

    expect(slice(0).basis).toBeNull();
    expect(slice(1).basis).toBeCloseTo(Math.log(101_500 / 100_000) / years, 12);
  });

  it('finds the smallest difference of variance between neighbours', () => {
    const [check] = report.calendar;
    const difference = (k: number) =>
      sviTotalVariance(slice(1).parameters, k) - sviTotalVariance(slice(0).parameters, k);

    expect(check).toMatchObject({ earlier: '12DEC25', later: '27MAR26' });
    expect(check?.minimumDifference).toBe(difference(check?.atK ?? Number.NaN));
    for (const k of [-1, -0.5, -0.1, 0, 0.1, 0.5, 1])
      expect(check?.minimumDifference).toBeLessThanOrEqual(difference(k));
  });

  it('puts every expiry into the grid of the surface, and three times between', () => {
    const { years, deviations, volatilities } = report.grid;
    const middle = deviations.indexOf(0);

    expect(years).toHaveLength(5);
    expect([years[0], years[4]]).toEqual([slice(0).yearsToExpiry, slice(1).yearsToExpiry]);
    expect(volatilities[0]?.[middle]).toBeCloseTo(slice(0).atmVolatility, 12);
    expect(volatilities[4]?.[middle]).toBeCloseTo(slice(1).atmVolatility, 12);
  });

  it('names an expiry that got no slice', () => {
    const empty = chainLines(['12DEC25'])
      .slice(1)
      .map((line) => line.split(',').with(6, '').with(7, '').with(8, '').with(9, '').join(','));

    const { leftOut, slices } = reportOf(...chainLines(['27MAR26']), ...empty);

    expect(leftOut).toEqual(['12DEC25']);
    expect(slices.map(({ name }) => name)).toEqual(['27MAR26']);
  });
});

/** Delta falls with the strike, for calls and puts alike. */
function bisect(excess: (strike: number) => number, forward: number): number {
  let [low, high] = [forward / 5, forward * 5];
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return low;
}

import { limitFailures, type OpenExposure, usesOf } from '../../../src/limits/index.ts';
import { aLimit, anExposure, NOW, open } from '../../support/exposures.ts';

const useOf = (limit: ReturnType<typeof aLimit>, exposure = anExposure(), opened: readonly OpenExposure[] = []) =>
  usesOf([limit], { exposure, certain: true, open: opened }, NOW)[0];

describe('what a limit looks at', () => {
  const DAY = 86_400_000;

  it.each([
    { what: 'all', scope: {}, looks: true },
    { what: 'its client', scope: { accountId: 'acc_a' }, looks: true },
    { what: 'another client', scope: { accountId: 'acc_b' }, looks: false },
    { what: 'its trader', scope: { trader: 'tom' }, looks: true },
    { what: 'another trader', scope: { trader: 'eve' }, looks: false },
    { what: 'its underlying', scope: { underlying: 'BTC-USD' }, looks: true },
    { what: 'another underlying', scope: { underlying: 'ETH-USD' }, looks: false },
    { what: 'its kind', scope: { kind: 'option' as const }, looks: true },
    { what: 'another kind', scope: { kind: 'package' as const }, looks: false },
    { what: 'tenors up to its own', scope: { maxTenorDays: 30 }, looks: true },
    { what: 'tenors that end a day before', scope: { maxTenorDays: 29 }, looks: false },
    { what: 'tenors from its own on', scope: { minTenorDays: 30 }, looks: true },
    { what: 'tenors that begin a day after', scope: { minTenorDays: 31 }, looks: false },
  ])('TR-02: $what is looked at: $looks', ({ scope, looks }) => {
    const exposure = anExposure({ accountId: 'acc_a', trader: 'tom', until: NOW + 30 * DAY });

    expect(useOf(aLimit({ scope }), exposure) !== undefined).toBe(looks);
  });
});

describe('what adds up', () => {
  const mine = open({ accountId: 'acc_a', trader: 'tom', measures: { notionalUsd: 10 } });
  const others = open({ accountId: 'acc_b', trader: 'eve', measures: { notionalUsd: 100 } });
  const exposure = anExposure({ accountId: 'acc_a', trader: 'tom', measures: { notionalUsd: 1 } });

  it.each([
    { per: 'trade' as const, used: 0, total: 1 },
    { per: 'client' as const, used: 10, total: 11 },
    { per: 'trader' as const, used: 10, total: 11 },
    { per: 'firm' as const, used: 110, total: 111 },
  ])('TR-02: per $per counts $used dollars before and $total after', ({ per, used, total }) => {
    expect(useOf(aLimit({ per }), exposure, [mine, others])).toMatchObject({ used, after: total });
  });

  it('nets the greeks of buys and sells, and never the notional', () => {
    const sold = open({ side: 'sell', measures: { notionalUsd: 40, vegaUsd: 40 } });
    const bought = anExposure({ side: 'buy', measures: { notionalUsd: 30, vegaUsd: 30 } });

    expect(useOf(aLimit({ measure: 'vegaUsd', per: 'firm' }), bought, [sold])).toMatchObject({ used: 40, after: 10 });
    expect(useOf(aLimit({ measure: 'notionalUsd', per: 'firm' }), bought, [sold])).toMatchObject({
      used: 40,
      after: 70,
    });
  });

  it('counts a live quote at its worst, as it may be accepted on either side or lapse', () => {
    const live = open({ side: 'two-way', certain: false, measures: { vegaUsd: 25 } });
    const exposure = anExposure({ side: 'buy', measures: { vegaUsd: 10 } });
    const limits = [aLimit({ measure: 'vegaUsd', per: 'firm' })];
    const uses = (certain: boolean) => usesOf(limits, { exposure, certain, open: [live] }, NOW);

    expect(uses(false)).toMatchObject([{ used: 25, after: 35 }]);
    // An acceptance is decided beside what has been traded: of two quotes that do not both fit, the first one trades.
    expect(uses(true)).toMatchObject([{ used: 0, after: 10 }]);
  });
});

describe('the bound itself', () => {
  const limit = aLimit({ per: 'client', max: 100, measure: 'notionalUsd' });
  const asking = (notionalUsd: number) => anExposure({ measures: { notionalUsd } });

  it('TR-02: lets the very bound pass, and nothing above it', () => {
    const at = limitFailures({ limits: [limit], exposure: asking(100), certain: true, open: [], now: NOW });
    const above = limitFailures({ limits: [limit], exposure: asking(100.01), certain: true, open: [], now: NOW });

    expect(at).toEqual([]);
    expect(above).toEqual([
      { rule: 'TR-02', code: 'RISK_LIMIT', message: 'CAP a-limit v1 notionalUsd per client 0/100, after 100' },
    ]);
  });

  it('TR-02: refuses nothing that brings a risk beyond the bound back toward it', () => {
    const far = open({ side: 'buy', measures: { deltaUsd: 300 } });
    const delta = aLimit({ per: 'firm', max: 100, measure: 'deltaUsd' });
    const judge = (side: 'buy' | 'sell') =>
      limitFailures({
        limits: [delta],
        exposure: anExposure({ side, measures: { deltaUsd: 50 } }),
        certain: true,
        open: [far],
        now: NOW,
      });

    expect(judge('sell')).toEqual([]);
    expect(judge('buy')).toHaveLength(1);
  });
});

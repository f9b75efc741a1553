import type { MarketHaltChange } from '../../../src/market/guards/market-guards.ts';
import { makeSnapshotPublisher } from '../../../src/market/publisher.ts';
import { reportMarket } from '../../../src/market/report-market.ts';
import { identify } from '../../../src/market/snapshot-id.ts';
import type { MarketStatus, SurfaceStatus, VenueStatus } from '../../../src/market/status.ts';
import type { Logger } from '../../../src/platform/logging.ts';
import { makeMetrics } from '../../../src/platform/metrics.ts';
import { aBtcMarket } from '../../support/markets.ts';
import { failOnReport, handClock, handTimer } from './hand-driven.ts';

const START = Date.UTC(2026, 10, 22, 10);

const KRAKEN: VenueStatus = {
  venue: 'kraken',
  state: 'open',
  since: START,
  lastFault: null,
  connects: 1,
  messages: 100,
  messagesPerSecond: 10,
  rejected: { unreadable: 2 },
  sequenceGaps: 1,
  symbols: [{ symbol: 'BTC-USD', bid: 1, ask: 2, exchangeAt: null, receivedAt: START - 500 }],
};
const SURFACE: SurfaceStatus = {
  underlying: 'BTC-USD',
  builtAt: START,
  quotes: 10,
  slices: [0.9, 0.7].map((shareInside, at) => ({
    expiry: START + at,
    forward: 1,
    forwardSource: 'future',
    atTheMoneyVolatility: 0.5,
    quotes: 5,
    shareInside,
    rmsePoints: 0.1 + at,
    fallback: null,
  })),
  buildMs: 40,
  refusedBuilds: 0,
  lastRefusal: null,
};

function aReport() {
  const clock = handClock(START);
  const timer = handTimer();
  const metrics = makeMetrics();
  const publisher = makeSnapshotPublisher(failOnReport);
  const said: { level: string; facts: object; message: string }[] = [];
  const log = Object.fromEntries(
    ['warn', 'info'].map((level) => [level, (facts: object, message: string) => said.push({ level, facts, message })]),
  ) as unknown as Logger;
  let status: Partial<MarketStatus> = {};
  let changed: (change: MarketHaltChange) => void = () => {};
  const stop = reportMarket({
    market: {
      current: publisher.current,
      status: () => ({
        source: 'live',
        state: 'running',
        recordedAt: null,
        notes: [],
        conditions: [],
        venues: [],
        composites: [],
        surfaces: [],
        ...status,
      }),
    },
    guards: {
      onChange(listener) {
        changed = listener;
        return () => {
          changed = () => {};
        };
      },
    },
    clock,
    log,
    metrics,
    every: timer.every,
  });
  const look = (next: Partial<MarketStatus>) => {
    status = next;
    timer.fire();
  };
  const figures = async (name: string) => {
    const lines = (await metrics.registry.metrics()).split('\n');
    return lines.filter((line) => line.startsWith(`${name}{`)).map((line) => line.slice(name.length));
  };
  return { timer, publisher, said, look, figures, stop, change: (change: MarketHaltChange) => changed(change) };
}

describe('what operators are told of the market', () => {
  it('is every halt, raised and lifted, with what it was', async () => {
    const report = aReport();
    const halt = {
      code: 'VENUE_DIVERGENCE',
      rule: 'TR-05',
      scope: { underlying: 'BTC-USD' },
      message: 'apart',
      since: START,
      cleanSince: null,
    } as const;
    report.change({ kind: 'raised', halt, at: START });
    expect(await report.figures('otc_market_halts')).toEqual(['{code="VENUE_DIVERGENCE",scope="BTC-USD"} 1']);
    report.change({ kind: 'lifted', halt, at: START + 7_000 });
    expect(await report.figures('otc_market_halts')).toEqual(['{code="VENUE_DIVERGENCE",scope="BTC-USD"} 0']);
    expect(await report.figures('otc_market_halts_raised_total')).toEqual([
      '{code="VENUE_DIVERGENCE",scope="BTC-USD"} 1',
    ]);
    const facts = { code: 'VENUE_DIVERGENCE', scope: 'BTC-USD', rule: 'TR-05', reason: 'apart' };
    expect(report.said).toEqual([
      { level: 'warn', facts, message: 'quoting is halted by the market' },
      { level: 'info', facts: { ...facts, haltedMs: 7_000 }, message: 'quoting goes on, the market has recovered' },
    ]);
  });

  it('counts venues by how much they rise, and from nothing when they begin anew', async () => {
    const report = aReport();
    report.look({ venues: [KRAKEN] });
    report.look({ venues: [{ ...KRAKEN, messages: 130, connects: 2 }] });
    report.look({ venues: [{ ...KRAKEN, messages: 5 }] });
    expect(await report.figures('otc_venue_messages_total')).toEqual(['{venue="kraken"} 135']);
    expect(await report.figures('otc_venue_connects_total')).toEqual(['{venue="kraken"} 3']);
    expect(await report.figures('otc_venue_sequence_gaps_total')).toEqual(['{venue="kraken"} 1']);
    expect(await report.figures('otc_venue_rejected_total')).toEqual(['{venue="kraken",reason="unreadable"} 2']);
    expect(await report.figures('otc_venue_age_seconds')).toEqual(['{venue="kraken",symbol="BTC-USD"} 0.5']);
  });

  it('shows who is left out only as long as they are', async () => {
    const report = aReport();
    const composite = { symbol: 'BTC-USD', price: 1, at: START, used: ['a', 'b'] };
    const excluded = [{ venue: 'okx', reason: 'outlier', message: 'far' }] as const;
    report.look({ composites: [{ ...composite, excluded }] });
    expect(await report.figures('otc_venue_excluded')).toEqual(['{symbol="BTC-USD",venue="okx",reason="outlier"} 1']);
    expect(await report.figures('otc_composite_venues')).toEqual(['{symbol="BTC-USD"} 2']);
    report.look({ composites: [{ ...composite, excluded: [] }] });
    expect(await report.figures('otc_venue_excluded')).toEqual([]);
  });

  it('shows the worst of a surface, and says a refused one once', async () => {
    const report = aReport();
    report.look({ surfaces: [SURFACE] });
    expect(await report.figures('otc_surface_inside_share')).toEqual(['{underlying="BTC-USD"} 0.7']);
    expect(await report.figures('otc_surface_error_points')).toEqual(['{underlying="BTC-USD"} 1.1']);
    expect(await report.figures('otc_surface_build_seconds')).toEqual(['{underlying="BTC-USD"} 0.04']);
    const refused = { ...SURFACE, refusedBuilds: 2, lastRefusal: { at: START, reason: 'half a chain' } };
    report.look({ surfaces: [refused] });
    report.look({ surfaces: [refused] });
    expect(await report.figures('otc_surface_refused_total')).toEqual(['{underlying="BTC-USD"} 2']);
    expect(report.said).toEqual([
      {
        level: 'warn',
        facts: { underlying: 'BTC-USD', refused: 2, reason: 'half a chain' },
        message: 'a new surface was refused',
      },
    ]);
  });

  it('is the age of what is quoted from, until it is stopped', async () => {
    const report = aReport();
    report.publisher.publish(identify(aBtcMarket({ asOf: START, spotAt: START - 250, surfaceAt: START - 2_000 })));
    report.look({});
    expect(await report.figures('otc_market_age_seconds')).toEqual(['{underlying="BTC-USD"} 0.25']);
    expect(await report.figures('otc_surface_age_seconds')).toEqual(['{underlying="BTC-USD"} 2']);
    report.stop();
    expect(report.timer.delaysMs()).toEqual([]);
    report.publisher.publish(identify(aBtcMarket({ asOf: START, spotAt: START - 999 })));
    expect(await report.figures('otc_market_age_seconds')).toEqual(['{underlying="BTC-USD"} 0.25']);
  });
});

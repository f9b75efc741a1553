import { buildCurvesAndSurface } from '../../../../src/market/chain/build-surface.ts';
import { qualityFault, type SpottedSurface } from '../../../../src/market/chain/quality.ts';
import { BUILD_LIMITS, CHAIN_SPOT, QUALITY_LIMITS, recordedOptionTicks } from '../../../support/chain-ticks.ts';

const NOW = Date.UTC(2025, 11, 4, 20);

const built = buildCurvesAndSurface({
  underlying: 'BTC-USD',
  asOf: NOW,
  options: recordedOptionTicks(NOW),
  futures: [],
  limits: BUILD_LIMITS,
});
const good: SpottedSurface = { built, spot: CHAIN_SPOT };

const judge = (next: SpottedSurface, before: SpottedSurface | null = good) =>
  qualityFault(next, { before, limits: QUALITY_LIMITS });

const withReport = (changes: Partial<SpottedSurface['built']['report']>): SpottedSurface => ({
  ...good,
  built: { ...built, report: { ...built.report, ...changes } },
});
const withForwards = (change: (price: number, at: number) => number): SpottedSurface => ({
  ...good,
  built: {
    ...built,
    forwards: {
      kind: 'dated',
      nodes: built.forwards.nodes.map(({ expiry, price }, at) => ({ expiry, price: change(price, at) })),
    },
  },
});

describe('the quality gates', () => {
  it('let a real surface pass, alone and after itself', () => {
    expect(judge(good, null)).toBeNull();
    expect(judge(good)).toBeNull();
  });

  it.each([
    { report: { slices: built.report.slices.slice(0, 2) }, words: 'expiries must be at least 3, were 2' },
    { report: { quotes: 49 }, words: 'quotes must be at least 50, were 49' },
    { report: { insideShare: 0.599 }, words: 'share inside bid and ask must be at least 0.6, was 0.599' },
    { report: { insideShare: Number.NaN }, words: 'share inside bid and ask must be at least 0.6, was NaN' },
    { report: { rmsePoints: 3.01 }, words: /^error must be at most 3 volatility points, was 3.01 at 2025-12-/ },
  ])('refuse a surface on its own: $words', ({ report, words }) => {
    const fault = judge(withReport(report), null);
    if (typeof words === 'string') expect(fault).toBe(words);
    else expect(fault).toMatch(words);
  });

  it('pass what stands at its limits', () => {
    expect(judge(withReport({ quotes: 50, insideShare: 0.6, rmsePoints: 3 }), null)).toBeNull();
  });

  it('refuse half a chain after a whole one', () => {
    const { quotes } = built.report;
    expect(judge(withReport({ quotes: Math.floor(quotes / 2) - 1 }))).toMatch(/^quotes must be at least 0.5 of the/);
    const nodes = built.forwards.nodes.slice(0, 5);
    const few = { ...good, built: { ...built, forwards: { kind: 'dated' as const, nodes } } };
    expect(judge(few)).toBe('expiries must be at least 0.5 of the 11 before, were 5');
  });

  it('do not miss expiries that have passed since', () => {
    const { nodes } = built.forwards;
    const late = {
      ...built,
      asOf: (nodes[7]?.expiry ?? 0) + 1,
      forwards: { kind: 'dated' as const, nodes: nodes.slice(8) },
    };
    expect(judge({ ...good, built: late })).toBeNull();
  });

  it('refuse a forward that jumps against spot, and say which, by how much and the limit', () => {
    expect(judge(withForwards((price, at) => (at === 3 ? price * 1.0101 : price)))).toMatch(
      /^the forward over spot of 2025-12-12T.* may move by 100 bp, moved by 101.0 from 1\.\d{5} to 1\.\d{5}$/,
    );
    expect(judge(withForwards((price, at) => (at === 3 ? price * 1.0099 : price)))).toBeNull();
  });

  it('let forwards move together with spot', () => {
    const moved = withForwards((price) => price * 1.2);
    expect(judge(moved)).not.toBeNull();
    expect(judge({ ...moved, spot: CHAIN_SPOT * 1.2 })).toBeNull();
  });
});

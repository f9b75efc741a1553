import type { RiskFigures } from '../../contracts/risk-run.ts';

export interface WaterfallStep {
  readonly part: string;
  readonly kind: 'part' | 'whole';
  /** Dollars, signed. */
  readonly value: number;
  /** The bar over zero stands on so much that is clear; both are >= 0. */
  readonly clearAbove: number;
  readonly above: number;
  /** The bar under zero hangs from so much that is clear; both are <= 0. */
  readonly clearBelow: number;
  readonly below: number;
}

/** Each part from where the one before has ended, and the whole at last, from zero. */
export function waterfallSteps({ explain, profitAndLoss }: RiskFigures): WaterfallStep[] {
  let reached = 0;
  const parts = Object.entries(explain).map(([part, value]) => {
    const from = reached;
    reached += value;
    return stepOf({ part, kind: 'part', value, from, to: reached });
  });
  return [...parts, stepOf({ part: 'P&L', kind: 'whole', value: profitAndLoss, from: 0, to: profitAndLoss })];
}

interface Span extends Pick<WaterfallStep, 'part' | 'kind' | 'value'> {
  readonly from: number;
  readonly to: number;
}

/** A step across zero has a bar on each side of it. */
function stepOf({ part, kind, value, from, to }: Span): WaterfallStep {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const clearAbove = Math.max(low, 0);
  const clearBelow = Math.min(high, 0);
  return {
    part,
    kind,
    value,
    clearAbove,
    above: Math.max(high, 0) - clearAbove,
    clearBelow,
    below: Math.min(low, 0) - clearBelow,
  };
}

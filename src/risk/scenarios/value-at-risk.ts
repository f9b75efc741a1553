/** Loss figures of a history of windows; dollars, losses positive. */
export interface LossAt {
  readonly confidence: number;
  /** The loss that is not passed in that share of windows. */
  readonly valueAtRisk: number;
  /** The mean of the losses from there on. */
  readonly expectedShortfall: number;
  /** Windows in that mean. */
  readonly tail: number;
}

/**
 * Value at risk and expected shortfall by historical simulation: of n profits sorted from the worst, the tail is the worst
 * ceil(n (1 − c)), at least one; the value at risk is the mildest loss of the tail, the shortfall its mean.
 * Source: P. Jorion, "Value at Risk", 3rd ed., ch. 10; C. Acerbi and D. Tasche, "On the coherence of expected shortfall",
 * J. Banking & Finance 26 (2002).
 *
 * @throws RangeError without a profit.
 */
export function lossesAt(profits: readonly number[], confidences: readonly number[]): LossAt[] {
  if (profits.length === 0) throw new RangeError('value at risk needs 1 window or more, had none');
  const sorted = profits.toSorted((a, b) => a - b);
  return confidences.map((confidence) => {
    // 1 - 0.95 is a little more than 0.05: so many ulps are no window.
    const tail = Math.max(Math.ceil(sorted.length * (1 - confidence) - 1e-9), 1);
    const worst = sorted.slice(0, tail);
    const sum = worst.reduce((total, profit) => total + profit, 0);
    return { confidence, valueAtRisk: 0 - (worst.at(-1) as number), expectedShortfall: 0 - sum / tail, tail };
  });
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export type Domain = readonly [low: number, high: number];

const STEPS = [1, 2, 2.5, 5, 10];

/** Round numbers across a range, about `count` of them. */
export function niceTicks([low, high]: Domain, count: number): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0)) return [low];
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * (STEPS.find((factor) => factor * magnitude >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

/** A little room on both sides, so that nothing sits on the frame. */
export function padded([low, high]: Domain, share = 0.06): Domain {
  const room = (high - low || Math.abs(high) || 1) * share;
  return [low - room, high + room];
}

/** Smallest and largest; [0, 1] of nothing. */
export function extent(values: readonly number[]): Domain {
  if (values.length === 0) return [0, 1];
  return [Math.min(...values), Math.max(...values)];
}

/** Percent ticks with as many decimals as their step needs. */
export function percentTicks(domain: Domain, count: number): Tick[] {
  const values = niceTicks(domain, count);
  const step = (values[1] ?? 1) - (values[0] ?? 0);
  const decimals = step < 0.00999 ? 1 : 0;
  return values.map((value) => ({ value, label: `${(100 * value).toFixed(decimals)}%` }));
}

import type { Answer, Contender } from './pricing-contender.ts';
import type { GoldenOption, GoldenVolatility } from './pricing-golden.ts';
import type { OptionRow } from './pricing-workload.ts';

export interface Accuracy {
  readonly rows: number;
  /** Rows it threw on or answered with something not finite. */
  readonly unanswered: number;
  /** Of a price in units of the larger of spot and strike; of a volatility in volatility. */
  readonly worstAbsolute: number;
  /** Over all that it answers: |error| / |exact value|. */
  readonly worstRelative: number;
  /** Of a volatility, in units of what one ulp of the price is worth; null for prices. */
  readonly worstPerAttainable: number | null;
}

/** Errors of prices and greeks against exact values. Names that a library does not answer are not held against it. */
export function optionAccuracy(contender: Contender, golden: readonly GoldenOption[]): Accuracy {
  let unanswered = 0;
  let worstAbsolute = 0;
  let worstRelative = 0;
  for (const { row, exact } of golden) {
    const answer = answered(contender, row);
    if (answer === null) {
      unanswered += 1;
      continue;
    }
    const scale = Math.max(row.spot, row.strike);
    worstAbsolute = Math.max(worstAbsolute, errorOf(answer, exact, 'price') / scale);
    for (const name of Object.keys(answer).filter((known) => known in exact)) {
      const size = naturalSize(name, exact, row);
      if (size > 0) worstRelative = Math.max(worstRelative, errorOf(answer, exact, name) / size);
    }
  }
  return { rows: golden.length, unanswered, worstAbsolute, worstRelative, worstPerAttainable: null };
}

/** Errors of implied volatilities against the exact inverse of the given price. */
export function volatilityAccuracy(contender: Contender, golden: readonly GoldenVolatility[]): Accuracy {
  let unanswered = 0;
  let worstAbsolute = 0;
  let worstRelative = 0;
  let worstPerAttainable = 0;
  for (const { row, exact, attainable } of golden) {
    const answer = answered(contender, row);
    if (answer === null) {
      unanswered += 1;
      continue;
    }
    const error = errorOf(answer, { volatility: exact }, 'volatility');
    worstAbsolute = Math.max(worstAbsolute, error);
    worstRelative = Math.max(worstRelative, error / exact);
    worstPerAttainable = Math.max(worstPerAttainable, error / (attainable + ulp(exact)));
  }
  return { rows: golden.length, unanswered, worstAbsolute, worstRelative, worstPerAttainable };
}

function answered(contender: Contender, row: OptionRow): Answer | null {
  try {
    const answer = contender.answer(row);
    return Object.values(answer).every(Number.isFinite) ? answer : null;
  } catch {
    return null; // a library that throws has no answer: counted, and shown in the table
  }
}

function errorOf(answer: Answer, exact: Answer, name: string): number {
  return Math.abs((answer[name] ?? Number.NaN) - (exact[name] ?? Number.NaN));
}

/** Zomma, gamma (d1 d2 − 1)/σ, crosses zero at d1 d2 = 1, where only gamma/σ is a scale. */
function naturalSize(name: string, exact: Answer, { volatility }: OptionRow): number {
  const own = Math.abs(exact[name] ?? 0);
  return name === 'zomma' ? Math.max(own, Math.abs(exact['gamma'] ?? 0) / volatility) : own;
}

function ulp(value: number): number {
  return 2 ** (Math.floor(Math.log2(value)) - 52);
}

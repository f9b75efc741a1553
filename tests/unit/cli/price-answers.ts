import { answerLine } from '../../../src/cli/price/answer-line.ts';
import { PackageValue, PriceValue } from '../../../src/contracts/price.ts';

export function answered(request: unknown) {
  return answerLine(JSON.stringify(request));
}

export function valued(request: unknown): PriceValue {
  return PriceValue.parse(dataOf(request));
}

export function packageValued(request: unknown): PackageValue {
  return PackageValue.parse(dataOf(request));
}

function dataOf(request: unknown): unknown {
  const answer = answered(request);
  if (!answer.ok) throw new Error(`the line was refused: ${answer.error.message}`);
  return answer.data;
}

/** Every number of an answer that side and quantity multiply. */
export const AMOUNTS = [
  'value',
  'presentValue',
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'vanna',
  'volga',
  'charm',
  'speed',
  'zomma',
  'deltaForward',
  'deltaPremiumAdjusted',
] as const;

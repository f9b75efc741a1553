import { PricingError } from '../../../pricing/index.ts';
import { Decimal } from '../../platform/decimal.ts';

/**
 * Inputs can each be sound and still lead out of the doubles: a carry of 900% for a century.
 * @throws PricingError unless `double` is finite.
 */
export function finiteText(name: string, double: number): string {
  if (Number.isFinite(double)) return exactText(double);
  throw new PricingError('INVALID_INPUT', `${name} must be finite, was ${double}`, { name });
}

/**
 * A double as the shortest decimal that reads back to the same bits, at most 17 significant digits, never with an
 * exponent: 1e-7 is "0.0000001". Negative zero is "0".
 *
 * @throws RangeError unless `double` is finite.
 */
export function exactText(double: number): string {
  if (!Number.isFinite(double)) throw new RangeError(`a value must be finite, was ${double}`);
  const text = String(double);
  return text.includes('e') ? new Decimal(double).toFixed() : text;
}

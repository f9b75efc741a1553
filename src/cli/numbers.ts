import { Decimal } from '../platform/decimal.ts';

/** "-1234567.50" → "-1,234,567.50": the digits after the point stay as they are. */
export function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

/** A volatility as percent: "0.6523" → "65.23%". */
export function percent(text: string): string {
  return `${new Decimal(text).times(100).toFixed(2)}%`;
}

const WHOLE_FROM = 1000;
const GREEK_DIGITS = 4;

/** A sensitivity for the eye: four significant digits, or whole units from 1,000 on. */
export function greek(text: string): string {
  const number = new Decimal(text);
  const rounded = number.abs().gte(WHOLE_FROM) ? number.toFixed(0) : number.toSignificantDigits(GREEK_DIGITS).toFixed();
  return grouped(rounded);
}

const CENTS = new Set(['USD', 'USDT', 'HKD']);

/** An amount in a currency: cents where it has them, else as many decimals as are needed; never fewer than given. */
export function amount(text: string, currency: string): string {
  return alignedAmounts([text], currency)[0] ?? '';
}

/** The same count of decimals on every amount, so that points stand under each other. */
export function alignedAmounts(texts: readonly string[], currency: string): string[] {
  const fewest = CENTS.has(currency) ? 2 : 0;
  const decimals = Math.max(fewest, ...texts.map((text) => (text.split('.')[1] ?? '').length));
  return texts.map((text) => grouped(new Decimal(text).toFixed(decimals)));
}

/** price × quantity, exact. */
export function product(price: string, quantity: string): string {
  return new Decimal(price).times(quantity).toFixed();
}

export function isNegative(text: string): boolean {
  return new Decimal(text).isNegative() && !new Decimal(text).isZero();
}

export function absolute(text: string): string {
  return new Decimal(text).abs().toFixed();
}

const FINEST_SHOWN = 0.01;

/** A market level for the eye: cents from 1 on, more below. */
export function level(text: string): string {
  const number = new Decimal(text);
  return number.abs().gte(1)
    ? grouped(number.toFixed(2))
    : grouped(number.toSignificantDigits(GREEK_DIGITS + (number.abs().gte(FINEST_SHOWN) ? 1 : 0)).toFixed());
}

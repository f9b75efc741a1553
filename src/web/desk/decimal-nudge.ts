/**
 * A decimal moved by whole steps of its last digit: "3850.25" by 2 is "3850.27", "0.48" by −1 is "0.47". Digits are moved as
 * integers, so that nothing is rounded.
 */
export function nudged(decimal: string, steps: number): string {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal.trim()) ?? [];
  if (whole === undefined) return decimal;
  const units = BigInt(`${sign}${whole}${fraction}`) + BigInt(steps);
  const digits = (units < 0n ? -units : units).toString().padStart(fraction.length + 1, '0');
  const head = digits.slice(0, digits.length - fraction.length);
  const tail = fraction === '' ? '' : `.${digits.slice(digits.length - fraction.length)}`;
  return `${units < 0n ? '-' : ''}${head}${tail}`;
}

/** Dollars of the model: cut to cents, grouped, with the sign that reads as minus. The whole number belongs into a title. */
export function dollars(value: number): string {
  const text = Math.abs(value).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return value < 0 && Number(value.toFixed(2)) !== 0 ? `−${text}` : text;
}

const STEPS = [
  [1e9, 'bn'],
  [1e6, 'm'],
  [1e3, 'k'],
] as const;

/** For where a whole number has no room: "−1.25m". */
export function shortDollars(value: number): string {
  const size = Math.abs(value);
  const [unit, name] = STEPS.find(([step]) => size >= step) ?? [1, ''];
  const scaled = size / unit;
  const text = scaled.toFixed(unit === 1 ? 0 : 3 - String(Math.floor(scaled)).length);
  return `${value < 0 && Number(text) !== 0 ? '−' : ''}${text}${name}`;
}

/** A share as a signed percentage: −0.2 is "−20 %". */
export function signedPercent(share: number): string {
  const text = Number((Math.abs(share) * 100).toFixed(4));
  if (share === 0) return '0 %';
  return `${share < 0 ? '−' : '+'}${text} %`;
}

/** How numbers and instants are shown. Digits are the service's own: they are grouped, never rounded or computed. */

const DECIMAL = /^(-?)(\d+)(\.\d+)?$/;
/** Hong Kong keeps UTC+8 all year. */
const HONG_KONG_OFFSET_MS = 8 * 3_600_000;

/** "106177.60" → "106,177.60": every digit as it was sent. */
export function grouped(decimal: string | null | undefined): string {
  if (decimal === null || decimal === undefined) return '–';
  const [, sign, whole, fraction = ''] = DECIMAL.exec(decimal) ?? [];
  if (sign === undefined || whole === undefined) return decimal;
  return `${sign === '-' ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction}`;
}

/** A model's number cut to `digits` significant digits for reading; the whole is in a tooltip. */
export function shortened(real: string | null | undefined, digits = 5): string {
  if (real === null || real === undefined) return '–';
  const value = Number(real);
  if (!Number.isFinite(value)) return real;
  const plain = value.toLocaleString('en-US', { maximumSignificantDigits: digits, useGrouping: true });
  return plain.replace('-', '−');
}

/** A volatility of 0.4969 as "49.69%". */
export function percent(real: string | null | undefined, decimals = 2): string {
  if (real === null || real === undefined) return '–';
  const value = Number(real);
  return Number.isFinite(value) ? `${(value * 100).toFixed(decimals)}%` : real;
}

/** "2026-11-23 08:00:00 UTC". */
export function utc(instant: string | number | null | undefined, { ms = false, date = true } = {}): string {
  const iso = isoOf(instant);
  return iso === null ? '–' : `${cut(iso, { ms, date })} UTC`;
}

/** The same instant in Hong Kong: "2026-11-23 16:00:00 HKT". */
export function hongKong(instant: string | number | null | undefined, { ms = false, date = true } = {}): string {
  const iso = isoOf(instant);
  if (iso === null) return '–';
  return `${cut(new Date(Date.parse(iso) + HONG_KONG_OFFSET_MS).toISOString(), { ms, date })} HKT`;
}

/** An expiry as a day; its hour too when that is not the market's 08:00 UTC. */
export function expiryDay(instant: string): string {
  const [day = instant, time = ''] = instant.split('T');
  return time === '08:00:00.000Z' ? day : `${day} ${time.slice(0, 5)}Z`;
}

function isoOf(instant: string | number | null | undefined): string | null {
  if (instant === null || instant === undefined) return null;
  const at = typeof instant === 'number' ? instant : Date.parse(instant);
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
}

function cut(iso: string, { ms, date }: { readonly ms: boolean; readonly date: boolean }): string {
  const [day = '', time = ''] = iso.split('T');
  const clock = ms ? time.slice(0, 12) : time.slice(0, 8);
  return date ? `${day} ${clock}` : clock;
}

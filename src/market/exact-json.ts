/**
 * The one text of a plain value: JSON without spaces, keys sorted by UTF-16 code unit, numbers as the shortest decimal
 * that reads back to the same double (ECMAScript Number::toString). Equal content gives equal text, whatever the order
 * in which keys were set; `JSON.parse` of the text gives the same bits.
 *
 * @throws Error naming the path for anything JSON cannot carry exactly: NaN, ±Infinity, undefined, functions, dates,
 *   typed arrays. Negative zero is written as 0; see `exactValue`.
 */
export function exactJson(value: unknown, path = 'value'): string {
  if (typeof value === 'number') return numberText(value, path);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item, at) => exactJson(item, `${path}[${at}]`)).join(',')}]`;
  if (!isRecord(value)) throw unfit(value, path);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${exactJson(value[key], `${path}.${key}`)}`);
  return `{${members.join(',')}}`;
}

/**
 * The value itself when its canonical text carries every bit of it, otherwise a copy with each -0 made 0: JSON writes
 * both as 0, and a price computed before storing must equal the one computed after.
 *
 * @throws Error as `exactJson` does.
 */
export function exactValue<T>(value: T, path = 'value'): T {
  if (isExact(value)) return value;
  return JSON.parse(exactJson(value, path)) as T;
}

function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (Array.isArray(value)) return value.every(isExact);
  return isRecord(value) && Object.values(value).every(isExact);
}

function numberText(value: number, path: string): string {
  if (!Number.isFinite(value)) throw new Error(`${path} must be a finite number, was ${value}`);
  return String(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function unfit(value: unknown, path: string): Error {
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return new Error(`${path} must be a number, text, boolean, null, list or plain object, was ${kind}`);
}

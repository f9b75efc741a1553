/**
 * The one text of a plain value: JSON without spaces, keys sorted by UTF-16 code unit, numbers as the shortest decimal
 * that reads back to the same double (ECMAScript Number::toString). Equal content gives equal text, whatever the order
 * in which keys were set; `JSON.parse` of the text gives the same bits.
 *
 * @throws Error naming the path for anything JSON cannot carry exactly: NaN, ±Infinity, undefined, functions, dates,
 *   typed arrays. Negative zero is written as 0; see `exactValue`.
 */
export function exactJson(value: unknown, path = 'value'): string {
  const text = textOf(value);
  if (text === null) throw faultIn(value, path) ?? new Error(`${path} has no exact text`);
  return text;
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

/** Null when something in it does not fit. Where it stands is looked up then: spelling paths would be most of the cost. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return listText(value);
  return isRecord(value) ? recordText(value) : null;
}

function listText(items: readonly unknown[]): string | null {
  let text = '[';
  for (const item of items) {
    const itemText = textOf(item);
    if (itemText === null) return null;
    text += text.length > 1 ? `,${itemText}` : itemText;
  }
  return `${text}]`;
}

function recordText(record: Readonly<Record<string, unknown>>): string | null {
  let text = '{';
  for (const key of Object.keys(record).sort()) {
    const memberText = textOf(record[key]);
    if (memberText === null) return null;
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(key)}:${memberText}`;
  }
  return `${text}}`;
}

/** The first fault in the order of the text; null when there is none. */
function faultIn(value: unknown, path: string): Error | null {
  if (Array.isArray(value)) return firstFault(Array.from(value, (item, at) => [`${path}[${at}]`, item]));
  if (isRecord(value)) {
    const keys = Object.keys(value).sort();
    return firstFault(keys.map((key) => [`${path}.${key}`, value[key]]));
  }
  if (textOf(value) !== null) return null;
  return typeof value === 'number'
    ? new Error(`${path} must be a finite number, was ${value}`)
    : new Error(`${path} must be a number, text, boolean, null, list or plain object, was ${kindOf(value)}`);
}

function firstFault(places: readonly (readonly [path: string, value: unknown])[]): Error | null {
  for (const [path, value] of places) {
    const fault = faultIn(value, path);
    if (fault !== null) return fault;
  }
  return null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** A document of the service while somebody edits it: plain data, reached by the paths that the service names fields by. */

export type Faults = ReadonlyMap<string, string>;

/** What stands at "quantity.min"; undefined where nothing does. */
export function valueAt(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
}

/** The document with another value there; whatever is not on the way to it stays the same object. */
export function withValue<T>(document: T, path: string, value: unknown): T {
  const [key = '', ...rest] = path.split('.');
  const inside = rest.length === 0 ? value : withValue(valueAt(document, key) ?? {}, rest.join('.'), value);
  if (Array.isArray(document)) return document.map((one, at) => (String(at) === key ? inside : one)) as T;
  return { ...document, [key]: inside };
}

export interface Difference {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Where two documents differ, field by field; a list of plain values is one field. */
export function differencesOf(from: unknown, to: unknown, path = ''): Difference[] {
  if (isTree(from) && isTree(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return keys.flatMap((key) => differencesOf(from[key], to[key], path === '' ? key : `${path}.${key}`));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
}

/** A value in one line, as people read it. */
export function inWords(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inWords).join(', ');
  if (isObject(value)) return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !(Array.isArray(value) && value.every((one) => !isObject(one)));
}

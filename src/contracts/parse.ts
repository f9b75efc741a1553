import type { z } from 'zod';
import { isHostile, visibleText } from './hostile-text.ts';
import { ok, type Result, reject } from './result.ts';

/** Reads untrusted input against a schema; a fault names the path, the value and the rule. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): Result<z.output<S>> {
  const read = schema.safeParse(input);
  if (read.success) {
    const at = hostileTextAt(input);
    if (at === null) return ok(read.data);
    const rule = 'must hold no control character, no invisible character and no half of a character';
    return reject('VALIDATION_FAILED', `${cut(at) || 'payload'} ${rule}`, { path: cut(at), rule });
  }
  const issue = read.error.issues[0];
  if (issue === undefined) return reject('VALIDATION_FAILED', 'the request is not valid');
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const path = cut(keys.map(String).join('.'));
  const rule = issue.code === 'unrecognized_keys' ? 'is not a known field' : ruleOf(issue);
  const value = shown(valueAt(input, keys));
  return reject('VALIDATION_FAILED', `${path || 'payload'} ${rule}, was ${value}`, { path, value, rule });
}

/** Where in the request hostile text stands, in a value or in a name; null when nowhere. */
function hostileTextAt(input: unknown): string | null {
  const open: Placed[] = [{ path: '', value: input }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (typeof at.value === 'string' && isHostile(at.value)) return at.path;
    open.push(...insideOf(at));
  }
  return null;
}

interface Placed {
  readonly path: string;
  readonly value: unknown;
}

/** An object's names, and what stands under each. */
function insideOf({ path, value }: Placed): Placed[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [
    { path, value: name },
    { path: path === '' ? name : `${path}.${name}`, value: part },
  ]);
}

/** zod's own messages begin with a capital and name no field; ours read on after the path. */
function ruleOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return 'matches none of the accepted forms';
  return issue.message
    .replace(/^(Invalid|Too)/, (word) => `is not accepted (${word.toLowerCase()}`)
    .replace(/^(is not accepted \(.*)$/, '$1)');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let at = input;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

/** What a client sent comes back to it, and to the log, so much of it at most. */
const SHOWN_CHARS = 80;

function cut(text: string): string {
  return visibleText(text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text);
}

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  try {
    return cut(JSON.stringify(value) ?? String(value));
  } catch {
    // JSON.stringify recurses: a request nested deep enough has no text, and is still only a wrong request.
    return 'a value too large to show';
  }
}

import { readdirSync } from 'node:fs';
import { z } from 'zod';
import { parse } from '../../../src/contracts/parse.ts';

const HOSTILE = [
  { what: 'U+0000', text: 'abc\u0000def' },
  { what: 'an escape sequence', text: '\u001b]0;title\u0007' },
  { what: 'a carriage return', text: 'paid\rvoid' },
  { what: 'a C1 control character', text: '\u009b31m red' },
  { what: 'a turn of the writing direction', text: 'abc\u202Etxt.exe' },
  { what: 'half of a character', text: 'abc\ud800' },
  { what: 'a space of no width', text: 'ad\u200bmin' },
  { what: 'a mark of byte order', text: '\ufeffadmin' },
  { what: 'a separator of lines', text: 'paid\u2028void' },
  { what: 'letters that nobody sees', text: 'abc\u{e0041}\u{e0042}' },
];
const HARMLESS = [
  "Robert'); drop table rfq;--",
  '<script>alert(1)</script>',
  '{{7*7}} $(id) `id`',
  '=cmd|calc!A1',
  '陳大文 ✓',
  'two\nlines\tand more',
  '../../../etc/passwd',
  ') Tj ET (',
  'नमस्\u200dते',
];

const Free = z.strictObject({ text: z.string(), list: z.array(z.record(z.string(), z.string())).optional() });

describe('text that a database, a page or a terminal would obey', () => {
  it.each(HOSTILE)('is refused in a value: $what', ({ text }) => {
    expect(parse(Free, { text })).toMatchObject({
      ok: false,
      rejection: { code: 'VALIDATION_FAILED', details: { path: 'text' } },
    });
  });

  it.each(HOSTILE)('is refused deep inside, and in a name: $what', ({ text }) => {
    expect(parse(Free, { text: 'fine', list: [{ name: text }] })).toMatchObject({
      rejection: { details: { path: 'list.0.name' } },
    });
    expect(parse(Free, { text: 'fine', list: [{ [text]: 'fine' }] })).toMatchObject({
      rejection: { details: { path: 'list.0' } },
    });
  });

  it.each(HARMLESS)('is only text otherwise, and stays as it is: %s', (text) => {
    expect(parse(Free, { text })).toEqual({ ok: true, value: { text } });
  });
});

type JsonSchema = Readonly<Record<string, unknown>>;

const jsonOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
const choicesOf = ({ anyOf, oneOf, allOf }: JsonSchema) => [anyOf, oneOf, allOf].flat() as (JsonSchema | undefined)[];
const isStrict = (schema: JsonSchema): boolean =>
  schema['additionalProperties'] === false || choicesOf(schema).some((of) => of !== undefined && isStrict(of));

/** What comes from outside is strict, what goes out is loose: every strict schema of the contract, so that a new one is here by itself. */
const CONTRACTS = new URL('../../../src/contracts/', import.meta.url);
const modules = readdirSync(CONTRACTS).map((file) => import(new URL(file, CONTRACTS).href) as Promise<object>);
const exported = (await Promise.all(modules)).flatMap((module) => Object.entries(module));
const ofEvents = exported
  .filter(([name]) => /^(CLIENT|DESK|RISK)_REQUESTS$/.test(name))
  .flatMap(([, requests]) => Object.entries(requests as Record<string, { request: z.ZodType }>))
  .map(([name, { request }]) => [name, request] as const);
const SCHEMAS = [...exported, ...ofEvents].filter(
  (one): one is [string, z.ZodType] => one[1] instanceof z.ZodType && isStrict(jsonOf(one[1])),
);

/** Every text field of a schema, by its path; `*` is any name of a record. */
function textPaths(schema: unknown, path: readonly string[] = []): string[][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, properties, items, additionalProperties } = schema as JsonSchema;
  if (type === 'string') return [[...path]];
  const inside = Object.entries((properties ?? {}) as object).flatMap(([name, of]) => textPaths(of, [...path, name]));
  const choices = choicesOf(schema as JsonSchema).flatMap((of) => textPaths(of, path));
  return [
    ...inside,
    ...textPaths(items, [...path, '0']),
    ...textPaths(additionalProperties, [...path, '*']),
    ...choices,
  ];
}

function withText(path: readonly string[], text: string): unknown {
  return path.reduceRight<unknown>((inner, key) => (key === '0' ? [inner] : { [key]: inner }), text);
}

describe('every text field of every request', () => {
  const fields = SCHEMAS.flatMap(([name, schema]) => {
    const paths = new Set(textPaths(jsonOf(schema)).map((path) => path.join('.')));
    return [...paths].map((path) => ({ name, path, schema }));
  });

  it.each([
    'AddUserRequest username',
    'AuditDeletionRequest reason',
    'FirmProfile fixings.*.description',
    'SaveScenarioRequest text',
    'quote.pass reason',
    'switch.pull reason',
  ])('is found: %s', (field) => {
    expect(fields.map(({ name, path }) => `${name} ${path}`)).toContain(field);
  });

  it.each(SCHEMAS)('of %s lets no hostile text in', (name) => {
    const read = fields
      .filter((field) => field.name === name)
      .flatMap(({ path, schema }) =>
        HOSTILE.map(({ text }) => ({ path, text, read: parse(schema, withText(path.split('.'), text)) })),
      );
    expect(read.filter((one) => one.read.ok)).toEqual([]);
    // What is told of the fault is shown to people, and must be inert itself.
    expect(read.map((one) => (one.read.ok ? '' : one.read.rejection.message)).join('')).not.toMatch(
      /(?!\n)[\p{Cc}\p{Bidi_Control}]/u,
    );
  });
});

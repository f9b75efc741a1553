import { z } from 'zod';
import { AddApiKeyRequest } from '../../../src/contracts/api-keys.ts';
import { ApprovalChangeRequest } from '../../../src/contracts/approval.ts';
import { AccountTerms, FirmProfile } from '../../../src/contracts/confirmation.ts';
import { DESK_REQUESTS } from '../../../src/contracts/desk-socket.ts';
import { parse } from '../../../src/contracts/parse.ts';
import { RISK_REQUESTS } from '../../../src/contracts/risk-socket.ts';
import { SignInRequest } from '../../../src/contracts/session.ts';
import { CLIENT_REQUESTS } from '../../../src/contracts/socket.ts';
import { AddUserRequest } from '../../../src/contracts/users.ts';

const HOSTILE = [
  { what: 'U+0000', text: 'abc\u0000def' },
  { what: 'an escape sequence', text: '\u001b]0;title\u0007' },
  { what: 'a carriage return', text: 'paid\rvoid' },
  { what: 'a C1 control character', text: '\u009b31m red' },
  { what: 'a turn of the writing direction', text: 'abc\u202Etxt.exe' },
  { what: 'half of a character', text: 'abc\ud800' },
];
const HARMLESS = [
  "Robert'); drop table rfq;--",
  '<script>alert(1)</script>',
  '{{7*7}} $(id) `id`',
  '=cmd|calc!A1',
  '陳大文 ✓',
  'two\nlines\tand more',
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

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  AccountTerms,
  AddApiKeyRequest,
  AddUserRequest,
  ApprovalChangeRequest,
  FirmProfile,
  SignInRequest,
  ...Object.fromEntries(
    [CLIENT_REQUESTS, DESK_REQUESTS, RISK_REQUESTS]
      .flatMap(Object.entries<{ request: z.ZodType }>)
      .map(([name, of]) => [name, of.request]),
  ),
};

/** Every text field of a schema, by its path. */
function textPaths(schema: unknown, path: readonly string[] = []): string[][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, properties, items, anyOf, oneOf } = schema as Record<string, unknown>;
  if (type === 'string') return [[...path]];
  const inside = Object.entries((properties ?? {}) as object).flatMap(([name, of]) => textPaths(of, [...path, name]));
  const choices = [...((anyOf ?? []) as unknown[]), ...((oneOf ?? []) as unknown[])].flatMap((of) =>
    textPaths(of, path),
  );
  return [...inside, ...textPaths(items, [...path, '0']), ...choices];
}

function withText(path: readonly string[], text: string): unknown {
  return path.reduceRight<unknown>((inner, key) => (key === '0' ? [inner] : { [key]: inner }), text);
}

describe('every text field of every request', () => {
  const fields = Object.entries(SCHEMAS).flatMap(([name, schema]) =>
    textPaths(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })).map((path) => ({
      name,
      path: path.join('.'),
      schema,
    })),
  );

  it('is found', () => {
    expect(fields.length).toBeGreaterThan(60);
  });

  it.each(fields)('$name $path lets no hostile text in', ({ path, schema }) => {
    for (const { text } of HOSTILE) {
      expect(parse(schema, withText(path.split('.'), text))).toMatchObject({
        ok: false,
        rejection: { code: 'VALIDATION_FAILED' },
      });
    }
  });
});

import fc from 'fast-check';
import { AcceptQuoteRequest } from '../../../src/contracts/accept.ts';
import { parse } from '../../../src/contracts/parse.ts';
import { PriceRequest } from '../../../src/contracts/price.ts';
import { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import { HandshakeAuth } from '../../../src/contracts/session.ts';
import { aForwardLeg, anOptionLeg, aRequest, IN_BITCOIN } from '../../support/desk.ts';

/** Whatever can stand in the text of a request, also keys that a prototype has. */
const anyJson = fc.jsonValue({ noUnicodeString: false, maxDepth: 3 });
const anyKey = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'legs', '0', ''),
  fc.string(),
);

const VALID = aRequest({
  legs: [anOptionLeg({ settlement: IN_BITCOIN }), aForwardLeg({ strike: '99000' }, { side: 'sell', ratio: '2.5' })],
});

/** Every place of a value that holds another, as paths. */
function places(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, part]) => places(part, [...path, key]))];
}

/** The text of a valid request in which one place is something else, or gains an unknown key. */
const almostValid = fc
  .record({ place: fc.constantFrom(...places(VALID)), key: anyKey, value: anyJson, add: fc.boolean() })
  .map(({ place, key, value, add }) => JSON.parse(spoiled(VALID, { place, key, value, add })) as unknown);

interface Spoiling {
  readonly place: readonly string[];
  readonly key: string;
  readonly value: unknown;
  readonly add: boolean;
}

/** As text, so that a key such as __proto__ stays a key. */
function spoiled(whole: unknown, { place, key, value, add }: Spoiling): string {
  const [first, ...rest] = place;
  if (first === undefined) {
    const text = JSON.stringify(whole);
    return add && text.startsWith('{')
      ? `{${JSON.stringify(key)}:${JSON.stringify(value)},${text.slice(1)}`
      : JSON.stringify(value);
  }
  const parts = Object.entries(whole as object).map(([name, part]) => ({
    name,
    text: name === first ? spoiled(part, { place: rest, key, value, add }) : JSON.stringify(part),
  }));
  if (Array.isArray(whole)) return `[${parts.map(({ text }) => text).join(',')}]`;
  return `{${parts.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

describe.each([
  { name: 'rfq.create', schema: CreateRfqRequest },
  { name: 'quote.accept', schema: AcceptQuoteRequest },
  { name: 'a handshake', schema: HandshakeAuth },
  { name: 'a line to price', schema: PriceRequest },
])('$name, given any JSON value', ({ schema }) => {
  it('is read or refused in words, never thrown at', () => {
    fc.assert(
      fc.property(fc.oneof(anyJson, almostValid), (input) => {
        const read = parse(schema, input);
        return read.ok || (read.rejection.code === 'VALIDATION_FAILED' && read.rejection.message.length < 500);
      }),
    );
  });
});

describe('rfq.create, given almost what it asks for', () => {
  it('names a path that leads into the request', () => {
    fc.assert(
      fc.property(almostValid, (input) => {
        const read = parse(CreateRfqRequest, input);
        return read.ok || read.rejection.message.startsWith(String(read.rejection.details?.['path'] || 'payload'));
      }),
    );
  });

  it('leaves every prototype as it was', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    fc.assert(
      fc.property(almostValid, (input) => {
        const read = parse(CreateRfqRequest, input);
        const clean = !read.ok || Object.getPrototypeOf(read.value) === Object.prototype;
        return clean && Object.getOwnPropertyNames(Object.prototype).length === before.length;
      }),
    );
  });

  it('reads what it has read once more, unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant(VALID), almostValid), (input) => {
        const read = parse(CreateRfqRequest, input);
        if (!read.ok) return true;
        const again = parse(CreateRfqRequest, JSON.parse(JSON.stringify(read.value)));
        return again.ok && JSON.stringify(again.value) === JSON.stringify(read.value);
      }),
    );
  });
});

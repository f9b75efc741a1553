import type { z } from 'zod';
import { AcceptQuoteRequest } from '../../../src/contracts/accept.ts';
import { parse } from '../../../src/contracts/parse.ts';
import { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import { HandshakeAuth } from '../../../src/contracts/session.ts';
import { aForwardLeg, anOptionLeg, aRequest, IN_DOLLARS } from '../../support/desk.ts';

/** A copy of `whole` with the value at `path` replaced, or removed when it is undefined. */
function changed(whole: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(whole);
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
  if (value === undefined) delete (parent as Record<string, unknown>)[last];
  else (parent as Record<string, unknown>)[last] = value;
  return copy;
}

function refusal(schema: z.ZodType, input: unknown) {
  const read = parse(schema, input);
  if (read.ok) throw new Error('it was accepted');
  return read.rejection;
}

describe('a fault in a request', () => {
  it.each([
    { what: 'an unknown field', path: ['colour'], value: 'red', message: 'colour is not a known field, was "red"' },
    {
      what: 'an unknown field deep inside',
      path: ['legs', 0, 'instrument', 'settlement', 'colour'],
      value: { hue: 1 },
      message: 'legs.0.instrument.settlement.colour is not a known field, was {"hue":1}',
    },
    {
      what: 'a missing field',
      path: ['clientRfqId'],
      value: undefined,
      message: 'clientRfqId is not accepted (invalid input: expected string, received undefined), was absent',
    },
    {
      what: 'a number where text belongs',
      path: ['quantity'],
      value: 25,
      message: 'quantity must be a decimal string such as "70000.5", was 25',
    },
    {
      what: 'null',
      path: ['side'],
      value: null,
      message: 'side is not accepted (invalid option: expected one of "buy"|"sell"|"two-way"), was null',
    },
    {
      what: 'a word that is none of the list',
      path: ['legs', 0, 'side'],
      value: 'BUY',
      message: 'legs.0.side is not accepted (invalid option: expected one of "buy"|"sell"), was "BUY"',
    },
    {
      what: 'an instrument of no known kind',
      path: ['legs', 0, 'instrument', 'kind'],
      value: 'swap',
      message: 'legs.0.instrument.kind must be "forward", "option" or "digital", was "swap"',
    },
    {
      what: 'an exercise that is not served',
      path: ['legs', 0, 'instrument', 'exercise'],
      value: 'american',
      message: 'legs.0.instrument.exercise is not accepted (invalid input: expected "european"), was "american"',
    },
    {
      what: 'a zero quantity',
      path: ['quantity'],
      value: '0.00',
      message: 'quantity must be > 0, was "0.00"',
    },
    {
      what: 'no legs',
      path: ['legs'],
      value: [],
      message: 'legs is not accepted (too small: expected array to have >=1 items), was []',
    },
  ])('($what) is named with its path, its value and the rule', ({ path, value, message }) => {
    const rejection = refusal(CreateRfqRequest, changed(aRequest(), path, value));

    expect(rejection).toMatchObject({ code: 'VALIDATION_FAILED', message, retryable: false });
    expect(rejection.details).toMatchObject({ path: path.join('.') });
  });

  it('says in its details what its message says', () => {
    const { message, details } = refusal(CreateRfqRequest, aRequest({ quantity: '-1' }));

    expect(details).toEqual({ path: 'quantity', value: '"-1"', rule: 'must be > 0' });
    expect(message).toBe(`${details?.['path']} ${details?.['rule']}, was ${details?.['value']}`);
  });

  it.each([
    { what: 'absent', input: undefined, was: 'absent' },
    { what: 'null', input: null, was: 'null' },
    { what: 'a list', input: [], was: '[]' },
    { what: 'text', input: '{}', was: '"{}"' },
  ])('of the whole payload, when it is $what, is called payload', ({ input, was }) => {
    const { message, details } = refusal(CreateRfqRequest, input);

    expect(message).toMatch(/^payload is not accepted \(invalid input: expected object/);
    expect(message.endsWith(`, was ${was}`)).toBe(true);
    expect(details).toMatchObject({ path: '' });
  });

  it('matching none of several forms is said in plain words', () => {
    expect(refusal(HandshakeAuth, { apiKey: 'key_1' }).message).toBe(
      'payload matches none of the accepted forms, was {"apiKey":"key_1"}',
    );
  });

  it.each([
    { chars: 77, shown: `"${'x'.repeat(77)}"` },
    { chars: 78, shown: `"${'x'.repeat(78)}"` },
    { chars: 79, shown: `"${'x'.repeat(79)}…` },
    { chars: 60_000, shown: `"${'x'.repeat(79)}…` },
  ])('shows a value of $chars characters cut at 80', ({ chars, shown }) => {
    const { details } = refusal(CreateRfqRequest, changed(aRequest(), ['side'], 'x'.repeat(chars)));

    expect(details?.['value']).toBe(shown);
  });

  it('shows the name of an unknown field cut, however long it is', () => {
    const { message } = refusal(CreateRfqRequest, { ...aRequest(), ['k'.repeat(60_000)]: 1 });

    expect(message).toBe(`${'k'.repeat(80)}… is not a known field, was 1`);
  });

  it.each(['clientRfqId', 'legs', 'colour'])('at %s nested beyond what can be shown is still refused', (field) => {
    let nested: unknown = 'x';
    for (let depth = 0; depth < 30_000; depth += 1) nested = [nested];

    expect(refusal(CreateRfqRequest, { ...aRequest(), [field]: nested })).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { path: expect.stringMatching(new RegExp(`^${field}`)), value: 'a value too large to show' },
    });
  });
});

describe('a key that names a part of every object', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    '%s is an unknown field, wherever it stands',
    (key) => {
      const text = JSON.stringify(aRequest());
      const atTop = JSON.parse(text.replace('{', `{"${key}":{"polluted":true},`));
      const inside = JSON.parse(text.replace('"settlement":{', `"settlement":{"${key}":{"polluted":true},`));

      expect(refusal(CreateRfqRequest, atTop).details).toMatchObject({ path: key, rule: 'is not a known field' });
      expect(refusal(CreateRfqRequest, inside).details).toMatchObject({
        path: `legs.0.instrument.settlement.${key}`,
        rule: 'is not a known field',
      });
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    },
  );
});

describe('a request that keeps every rule', () => {
  it('is read as it was sent, with the defaults that were left out', () => {
    const { legs, ...rest } = aRequest();
    const sent = { ...rest, legs: legs.map(({ instrument }) => ({ instrument })) };

    expect(parse(CreateRfqRequest, sent)).toEqual({ ok: true, value: aRequest() });
  });

  it.each([
    { legs: 1, ok: true },
    { legs: 20, ok: true },
    { legs: 21, ok: false },
  ])('with $legs legs is accepted: $ok', ({ legs, ok }) => {
    expect(parse(CreateRfqRequest, aRequest({ legs: Array.from({ length: legs }, () => anOptionLeg()) })).ok).toBe(ok);
  });

  it.each([
    { desiredTtlMs: 999, ok: false },
    { desiredTtlMs: 1_000, ok: true },
    { desiredTtlMs: 1_000.5, ok: false },
    { desiredTtlMs: 120_000, ok: true },
    { desiredTtlMs: 120_001, ok: false },
  ])('with a life of $desiredTtlMs ms is accepted: $ok', ({ desiredTtlMs, ok }) => {
    expect(parse(CreateRfqRequest, aRequest({ desiredTtlMs })).ok).toBe(ok);
  });

  it('may ask for a forward with a strike or without', () => {
    const legs = [aForwardLeg(), aForwardLeg({ strike: '99000', settlement: IN_DOLLARS })];

    expect(parse(CreateRfqRequest, aRequest({ legs }))).toMatchObject({ ok: true });
  });

  it.each([
    { version: 0, ok: false },
    { version: 1, ok: true },
    { version: 1.5, ok: false },
  ])('accepting version $version is accepted: $ok', ({ version, ok }) => {
    const accept = {
      clientAcceptId: 'a',
      rfqId: 'rfq_1',
      quoteId: 'qt_1',
      version,
      side: 'buy',
      price: '0',
      quantity: '1',
    };

    expect(parse(AcceptQuoteRequest, accept).ok).toBe(ok);
  });
});

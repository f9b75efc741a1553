import type { z } from 'zod';
import {
  ClientId,
  Currency,
  DecimalText,
  Instant,
  PositiveDecimalText,
  RealText,
  RfqId,
  Underlying,
} from '../../../src/contracts/scalars.ts';

const accepts = (schema: z.ZodType, input: unknown) => schema.safeParse(input).success;
const digits = (count: number) => '9'.repeat(count);

describe('a decimal on the wire', () => {
  it.each(['0', '-0', '1', '-1', '70000.5', '0.01', '-0.000000000000000001', '10', '100.00'])(
    'is text such as %s',
    (text) => {
      expect(accepts(DecimalText, text)).toBe(true);
    },
  );

  it.each([
    '1e3',
    '1E-3',
    '+1',
    '.5',
    '5.',
    '01',
    '-01',
    '00.5',
    '1,000',
    '1 000',
    ' 1',
    '1\n',
    '',
    '-',
    '.',
    '--1',
    '0x10',
    'NaN',
    'Infinity',
    '１',
  ])('is not %j', (text) => {
    expect(accepts(DecimalText, text)).toBe(false);
  });

  it.each([70_000.5, 0, Number.NaN, null, undefined, true, ['1'], { value: '1' }, 1n])('is not %p', (input) => {
    expect(accepts(DecimalText, input)).toBe(false);
  });

  it.each([
    { count: 17, ok: true },
    { count: 18, ok: true },
    { count: 19, ok: false },
  ])('of $count digits on one side of the point is accepted: $ok', ({ count, ok }) => {
    expect(accepts(DecimalText, digits(count))).toBe(ok);
    expect(accepts(DecimalText, `-${digits(count)}`)).toBe(ok);
    expect(accepts(DecimalText, `0.${digits(count)}`)).toBe(ok);
    expect(accepts(DecimalText, `${digits(count)}.${digits(count)}`)).toBe(ok);
  });

  it.each([
    { text: '0.000000000000000001', ok: true },
    { text: '0', ok: false },
    { text: '0.000', ok: false },
    { text: '-0', ok: false },
    { text: '-0.000000000000000001', ok: false },
    { text: '-1', ok: false },
  ])('that must be positive may be $text: $ok', ({ text, ok }) => {
    expect(accepts(PositiveDecimalText, text)).toBe(ok);
  });
});

describe('a number of a model', () => {
  it.each([
    { text: `0.${digits(60)}`, ok: true },
    { text: `0.${digits(61)}`, ok: false },
    { text: digits(30), ok: true },
    { text: digits(31), ok: false },
    { text: '1e-7', ok: false },
    { text: '-0.5', ok: true },
  ])('may be $text: $ok', ({ text, ok }) => {
    expect(accepts(RealText, text)).toBe(ok);
  });
});

describe('an instant on the wire', () => {
  it.each([
    '2026-12-25T08:00:00.000Z',
    '2026-12-31T23:59:59.999Z',
    '2024-02-29T00:00:00.000Z',
    '2000-02-29T00:00:00.000Z',
    '1970-01-01T00:00:00.000Z',
  ])('is UTC with milliseconds, such as %s', (text) => {
    expect(accepts(Instant, text)).toBe(true);
  });

  it.each([
    '2026-02-29T08:00:00.000Z',
    '2026-02-30T08:00:00.000Z',
    '2100-02-29T08:00:00.000Z',
    '2026-04-31T08:00:00.000Z',
    '2026-13-01T08:00:00.000Z',
    '2026-00-10T08:00:00.000Z',
    '2026-01-00T08:00:00.000Z',
    '2026-12-25T24:00:00.000Z',
    '2026-12-25T08:60:00.000Z',
    '2026-12-31T23:59:60.000Z',
  ])('does not exist: %s', (text) => {
    const read = Instant.safeParse(text);

    expect(read.error?.issues.map(({ message }) => message)).toEqual(['must be a date that exists']);
  });

  it.each([
    '2026-12-25T08:00:00Z',
    '2026-12-25T08:00:00.00Z',
    '2026-12-25T08:00:00.0000Z',
    '2026-12-25T08:00:00.000',
    '2026-12-25T08:00:00.000z',
    '2026-12-25T08:00:00.000+00:00',
    '2026-12-25 08:00:00.000Z',
    '2026-12-25',
    '26-12-25T08:00:00.000Z',
    '+002026-12-25T08:00:00.000Z',
    '2026-12-25T08:00:00.000Z\n',
    '',
    1_798_185_600_000,
  ])('has one form, which %j has not', (input) => {
    expect(accepts(Instant, input)).toBe(false);
  });
});

describe('an id', () => {
  it.each([
    { id: '', ok: false },
    { id: 'a', ok: true },
    { id: 'a'.repeat(63), ok: true },
    { id: 'a'.repeat(64), ok: true },
    { id: 'a'.repeat(65), ok: false },
    { id: 'Az09._:-', ok: true },
    { id: 'a b', ok: false },
    { id: 'a/b', ok: false },
    { id: 'é', ok: false },
    { id: 'a\n', ok: false },
    { id: 7, ok: false },
  ])('that a client makes may be $id: $ok', ({ id, ok }) => {
    expect(accepts(ClientId, id)).toBe(ok);
  });

  it.each([
    { id: 'rfq_1', ok: true },
    { id: `rfq_${'a'.repeat(60)}`, ok: true },
    { id: `rfq_${'a'.repeat(61)}`, ok: false },
    { id: 'rfq_', ok: false },
    { id: 'qt_1', ok: false },
    { id: 'xrfq_1', ok: false },
    { id: "rfq_1' or 1=1", ok: false },
  ])('of the server, for an RFQ, may be $id: $ok', ({ id, ok }) => {
    expect(accepts(RfqId, id)).toBe(ok);
  });
});

describe('an underlying and a currency', () => {
  it.each([
    { name: 'BTC-USD', ok: true },
    { name: '1INCH-USDT', ok: true },
    { name: 'B-USD', ok: false },
    { name: 'ABCDEFGHIJ-HKDXX', ok: true },
    { name: 'ABCDEFGHIJK-USD', ok: false },
    { name: 'BTC-US', ok: false },
    { name: 'btc-usd', ok: false },
    { name: 'BTCUSD', ok: false },
    { name: 'BTC-USD-PERP', ok: false },
  ])('$name is an underlying: $ok', ({ name, ok }) => {
    expect(accepts(Underlying, name)).toBe(ok);
  });

  it.each([
    { name: 'USD', ok: true },
    { name: 'USDT', ok: true },
    { name: 'HKD', ok: true },
    { name: 'BTC', ok: true },
    { name: 'ETH', ok: true },
    { name: 'EUR', ok: false },
    { name: 'usd', ok: false },
  ])('$name is a currency: $ok', ({ name, ok }) => {
    expect(accepts(Currency, name)).toBe(ok);
  });
});

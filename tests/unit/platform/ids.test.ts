import { QuoteId, RfqId, TradeId } from '../../../src/contracts/scalars.ts';
import { systemClock, toInstant } from '../../../src/platform/clock.ts';
import { Decimal } from '../../../src/platform/decimal.ts';
import { uuidIds } from '../../../src/platform/ids.ts';

describe('the ids of the server', () => {
  it('are a prefix and 32 hexadecimal digits, as the contract reads them', () => {
    expect(uuidIds('rfq')).toMatch(/^rfq_[0-9a-f]{32}$/);
    for (const [prefix, schema] of [
      ['rfq', RfqId],
      ['qt', QuoteId],
      ['trd', TradeId],
    ] as const) {
      expect(schema.safeParse(uuidIds(prefix)).success).toBe(true);
    }
  });

  it('sort by the time they were made, also within one millisecond, and never repeat', () => {
    const ids = Array.from({ length: 5_000 }, () => uuidIds('rfq'));

    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the clock', () => {
  it('tells UTC epoch milliseconds, written with Z', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
    expect(toInstant(Date.UTC(2026, 10, 22, 8, 0, 0, 7))).toBe('2026-11-22T08:00:00.007Z');
  });
});

describe('money', () => {
  it.each([
    {
      what: 'the sum of a coin’s smallest unit and a fortune',
      sum: new Decimal('999999999999999999').plus('0.000000000000000001'),
      text: '999999999999999999.000000000000000001',
    },
    {
      what: 'the product of two decimals of 18 digits each side',
      sum: new Decimal('123456789012345678.123456789012345678').times('987654321098765432.987654321098765432'),
      text: '121932631137021794566377074495046484.766956255579027586322511812221002896',
    },
    {
      what: 'a very small number',
      sum: new Decimal('0.000000000000000001').times('0.000000000000000001'),
      text: '0.000000000000000000000000000000000001',
    },
    { what: 'nothing, whatever its sign', sum: new Decimal(0).neg(), text: '0' },
  ])('is exact and has no exponent: $what', ({ sum, text }) => {
    expect(sum.toString()).toBe(text);
  });
});

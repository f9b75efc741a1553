import type { Instrument } from '../../../src/contracts/instrument.ts';
import { Decimal } from '../../../src/platform/decimal.ts';
import { toDecimalText, toPricingTerms } from '../../../src/quoting/index.ts';
import { roundDown, roundUp } from '../../../src/quoting/terms.ts';
import { aForwardLeg, anOptionLeg, IN_BITCOIN } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

describe('rounding to the tick', () => {
  it.each([
    { price: '3850.25', tick: '0.01', down: '3850.25', up: '3850.25' },
    { price: '3850.2500000000000001', tick: '0.01', down: '3850.25', up: '3850.26' },
    { price: '3850.2599999999999999', tick: '0.01', down: '3850.25', up: '3850.26' },
    { price: '0', tick: '0.01', down: '0', up: '0' },
    { price: '0.000000000001', tick: '0.01', down: '0', up: '0.01' },
    { price: '-0.000000000001', tick: '0.01', down: '-0.01', up: '0' },
    { price: '-12.34', tick: '0.01', down: '-12.34', up: '-12.34' },
    { price: '-12.345', tick: '0.01', down: '-12.35', up: '-12.34' },
    { price: '0.04175', tick: '0.0005', down: '0.0415', up: '0.042' },
    { price: '100003', tick: '5', down: '100000', up: '100005' },
    { price: '100005', tick: '5', down: '100005', up: '100005' },
    { price: '0.1', tick: '0.03', down: '0.09', up: '0.12' },
  ])('takes a bid of $price at tick $tick down to $down and an offer up to $up', ({ price, tick, down, up }) => {
    expect(roundDown(new Decimal(price), tick).toString()).toBe(down);
    expect(roundUp(new Decimal(price), tick).toString()).toBe(up);
  });
});

describe('a number of the model as a decimal', () => {
  it.each([
    { double: 0.1 + 0.2, text: '0.30000000000000004' },
    { double: 1e-7, text: '0.0000001' },
    { double: 123_456_789_012_345_680_000, text: '123456789012345680000' },
    { double: 1e25, text: '10000000000000000000000000' },
    { double: -0, text: '0' },
    { double: -2.5, text: '-2.5' },
    { double: 1.5e-43, text: `0.${'0'.repeat(42)}15` },
  ])('$text reads back to the same bits and has no exponent', ({ double, text }) => {
    expect(toDecimalText(double)).toBe(text);
    expect(Object.is(Number(text), double) || double === 0).toBe(true);
  });

  it.each([
    { double: 1e-60, text: `0.${'0'.repeat(59)}1` },
    { double: 1.25e-59, text: `0.${'0'.repeat(58)}12` },
    { double: 1e-61, text: '0' },
    { double: 1e-280, text: '0' },
    { double: Number.MIN_VALUE, text: '0' },
  ])('ends at the 60th decimal: $double is $text', ({ double, text }) => {
    expect(toDecimalText(double)).toBe(text);
  });

  it.each([Number.NaN, Infinity, -Infinity])('is never %d', (double) => {
    expect(() => toDecimalText(double)).toThrow(new RangeError(`a price must be finite, was ${double}`));
  });
});

describe('the terms that the model sees', () => {
  it('are those of the contract: strike as a double, expiry in epoch milliseconds', () => {
    const { instrument } = anOptionLeg({
      strike: '105000.55',
      settlement: IN_BITCOIN,
      listedRef: 'BTC-22DEC26-105000-C',
    });

    expect(toPricingTerms(instrument)).toEqual({
      kind: 'option',
      underlying: 'BTC-USD',
      optionType: 'call',
      strike: 105_000.55,
      expiry: AS_OF + 30 * DAY_MS,
      settlement: { style: 'inverse', currency: 'BTC', averagingMs: 1_800_000 },
    });
  });

  it('of a digital have its payout', () => {
    const { listedRef: _none, ...option } = anOptionLeg().instrument as Extract<Instrument, { kind: 'option' }>;

    expect(toPricingTerms({ ...option, kind: 'digital', payout: '1000.5' })).toEqual({
      kind: 'digital',
      underlying: 'BTC-USD',
      optionType: 'call',
      strike: 105_000,
      payout: 1_000.5,
      expiry: AS_OF + 30 * DAY_MS,
      settlement: { style: 'linear', currency: 'USD', averagingMs: 1_800_000 },
    });
  });

  it.each([
    { fixing: 'DERIBIT_TWAP30', averagingMs: 1_800_000 },
    { fixing: 'BRRAP', averagingMs: undefined },
    { fixing: 'toString', averagingMs: undefined },
  ])('average over the window of the fixing source: $fixing, $averagingMs ms', ({ fixing, averagingMs }) => {
    const { settlement } = toPricingTerms(anOptionLeg({ settlement: { ...IN_BITCOIN, fixing } }).instrument);

    expect(settlement.averagingMs).toBe(averagingMs);
  });

  it('of a forward have a strike only where the contract has one', () => {
    expect(toPricingTerms(aForwardLeg().instrument)).not.toHaveProperty('strike');
    expect(toPricingTerms(aForwardLeg({ strike: '99000' }).instrument)).toMatchObject({
      kind: 'forward',
      strike: 99_000,
    });
  });
});

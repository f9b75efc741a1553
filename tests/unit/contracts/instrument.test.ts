import { Instrument, type Settlement } from '../../../src/contracts/instrument.ts';
import { parse } from '../../../src/contracts/parse.ts';
import { anOptionLeg, IN_BITCOIN, IN_DOLLARS } from '../../support/desk.ts';

const CONVERSION = { source: 'COINBASE', at: 'fixing' } as const;

const faultOf = (settlement: Settlement, underlying = 'BTC-USD') => {
  const read = parse(Instrument, anOptionLeg({ settlement, underlying }).instrument);
  return read.ok ? null : read.rejection.message;
};

describe('the settlement of an instrument', () => {
  it.each([
    { what: 'linear, in the quote currency', settlement: IN_DOLLARS },
    { what: 'inverse, in the coin', settlement: IN_BITCOIN },
    {
      what: 'linear in USDT with a conversion',
      settlement: { ...IN_DOLLARS, currency: 'USDT', conversion: CONVERSION } as const,
    },
    {
      what: 'linear in HKD with a conversion',
      settlement: { ...IN_DOLLARS, currency: 'HKD', conversion: CONVERSION } as const,
    },
    {
      what: 'linear in USDT on a USDT underlying',
      settlement: { ...IN_DOLLARS, currency: 'USDT' } as const,
      underlying: 'BTC-USDT',
    },
  ])('may be $what', ({ settlement, underlying }) => {
    expect(faultOf(settlement, underlying)).toBeNull();
  });

  it.each([
    {
      what: 'inverse in dollars',
      settlement: { ...IN_BITCOIN, currency: 'USD' } as const,
      fault: 'settlement.currency must be BTC for inverse settlement, was "USD"',
    },
    {
      what: 'inverse in another coin',
      settlement: { ...IN_BITCOIN, currency: 'ETH' } as const,
      fault: 'settlement.currency must be BTC for inverse settlement, was "ETH"',
    },
    {
      what: 'linear in the coin',
      settlement: { ...IN_DOLLARS, currency: 'BTC', conversion: CONVERSION } as const,
      fault: 'settlement.currency must not be the coin for linear settlement, was "BTC"',
    },
    {
      what: 'linear in USDT without a conversion',
      settlement: { ...IN_DOLLARS, currency: 'USDT' } as const,
      fault: 'settlement.conversion is required when a USD contract settles in USDT, was absent',
    },
    {
      what: 'linear in HKD without a conversion',
      settlement: { ...IN_DOLLARS, currency: 'HKD' } as const,
      fault: 'settlement.conversion is required when a USD contract settles in HKD, was absent',
    },
  ])('may not be $what', ({ settlement, fault }) => {
    expect(faultOf(settlement)).toBe(fault);
  });

  it('ST-02: names the source and the time of its conversion where it pays in another currency', () => {
    const settlement = { ...IN_DOLLARS, currency: 'USDT', conversion: { source: 'COINBASE' } };

    expect(faultOf(settlement as unknown as Settlement)).toMatch(/^settlement\.conversion\.at /);
  });

  it('ST-04: has no fixing unless the terms name one', () => {
    const { fixing: _unnamed, ...settlement } = IN_DOLLARS;

    expect(faultOf(settlement as Settlement)).toMatch(/^settlement\.fixing /);
  });
});

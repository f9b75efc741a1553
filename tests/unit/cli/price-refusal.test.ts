import { answerLine } from '../../../src/cli/price/answer-line.ts';
import {
  aDigitalRequest,
  aForwardRequest,
  aLeg,
  aPackageRequest,
  aPriceRequest,
  aStrategyRequest,
  INVERSE,
} from './price-request.ts';

function answered(request: unknown) {
  return answerLine(JSON.stringify(request));
}

describe('a bad line', () => {
  it.each([
    { fault: 'a strike of 0', request: aPriceRequest({ instrument: { strike: '0' } }), path: 'instrument.strike' },
    {
      fault: 'a strike as a number',
      request: aPriceRequest({ instrument: { strike: 105 } }),
      path: 'instrument.strike',
    },
    { fault: 'no strike', request: aPriceRequest({ instrument: { strike: undefined } }), path: 'instrument.strike' },
    { fault: 'an unknown kind', request: aPriceRequest({ instrument: { kind: 'cliquet' } }), path: 'instrument.kind' },
    { fault: 'an unknown field', request: aPriceRequest({ notional: '1' }), path: 'notional' },
    { fault: 'an unknown field inside', request: aPriceRequest({ market: { vol: '1' } }), path: 'market.vol' },
    { fault: 'a quantity of 0', request: aPriceRequest({ quantity: '0' }), path: 'quantity' },
    { fault: 'a quantity sold twice over', request: aPriceRequest({ quantity: '-1', side: 'sell' }), path: 'quantity' },
    {
      fault: 'an expiry without its time',
      request: aPriceRequest({ instrument: { expiry: '2026-12-22' } }),
      path: 'instrument.expiry',
    },
    {
      fault: 'a day that does not exist',
      request: aPriceRequest({ market: { asOf: '2026-02-30T08:00:00.000Z' } }),
      path: 'market.asOf',
    },
    { fault: 'no market', request: { ...aPriceRequest(), market: undefined }, path: 'market' },
    { fault: 'no spot', request: aPriceRequest({ market: { spot: {} } }), path: 'market.spot.BTC-USD' },
    { fault: 'no carry', request: aPriceRequest({ market: { carry: undefined } }), path: 'market.carry.BTC-USD' },
    { fault: 'no discounting', request: aPriceRequest({ market: { discount: {} } }), path: 'market.discount.USD' },
    {
      fault: 'no volatility',
      request: aPriceRequest({ market: { volatility: undefined } }),
      path: 'market.volatility.BTC-USD',
    },
    { fault: 'no conversion', request: aPriceRequest({ premiumCurrency: 'USDT' }), path: 'market.spot.USDT-USD' },
    {
      fault: 'carry beside forwards',
      request: aPriceRequest({
        market: { forward: { 'BTC-USD': [{ expiry: '2026-12-22T08:00:00.000Z', price: '1' }] } },
      }),
      path: 'market.carry.BTC-USD',
    },
    {
      fault: 'an exponent',
      request: aPriceRequest({ market: { carry: { 'BTC-USD': '7e-2' } } }),
      path: 'market.carry.BTC-USD',
    },
    {
      fault: 'a negative volatility',
      request: aPriceRequest({ market: { volatility: { 'BTC-USD': '-0.5' } } }),
      path: 'market.volatility.BTC-USD',
    },
    {
      fault: 'a bad point',
      request: aPriceRequest({
        market: {
          volatility: { 'BTC-USD': [{ expiry: '2026-12-22T08:00:00.000Z', strike: '-1', volatility: '0.5' }] },
        },
      }),
      path: 'market.volatility.BTC-USD.0.strike',
    },
    {
      fault: 'two points in one place',
      request: aPriceRequest({
        market: {
          volatility: {
            'BTC-USD': [
              { expiry: '2026-12-22T08:00:00.000Z', strike: '1', volatility: '0.5' },
              { expiry: '2026-12-22T08:00:00.000Z', strike: '1.0', volatility: '0.6' },
            ],
          },
        },
      }),
      path: 'market.volatility.BTC-USD.1',
    },
    {
      fault: 'an SVI slice with negative variance',
      request: aPriceRequest({
        market: {
          volatility: {
            'BTC-USD': [{ expiry: '2026-12-22T08:00:00.000Z', a: '-0.1', b: '0.1', rho: '0', m: '0', sigma: '0.1' }],
          },
        },
      }),
      path: 'market.volatility.BTC-USD.0.a',
    },
    {
      fault: 'an SVI slice with a correlation of 1',
      request: aPriceRequest({
        market: {
          volatility: {
            'BTC-USD': [{ expiry: '2026-12-22T08:00:00.000Z', a: '0.1', b: '0.1', rho: '1', m: '0', sigma: '0.1' }],
          },
        },
      }),
      path: 'market.volatility.BTC-USD.0.rho',
    },
    {
      fault: 'a digital without a payout',
      request: aDigitalRequest({ instrument: { payout: undefined } }),
      path: 'instrument.payout',
    },
    {
      fault: 'a digital that pays nothing',
      request: aDigitalRequest({ instrument: { payout: '0' } }),
      path: 'instrument.payout',
    },
    {
      fault: 'a payout of an option',
      request: aPriceRequest({ instrument: { payout: '1' } }),
      path: 'instrument.payout',
    },
    {
      fault: 'an inverse digital in dollars',
      request: aDigitalRequest({ instrument: { settlement: { ...INVERSE, currency: 'USD' } } }),
      path: 'instrument.settlement.currency',
    },
    { fault: 'no legs', request: aPackageRequest([]), path: 'legs' },
    { fault: 'too many legs', request: aPackageRequest(Array(21).fill(aLeg())), path: 'legs' },
    { fault: 'legs beside an instrument', request: { ...aPriceRequest(), legs: [aLeg()] }, path: 'instrument' },
    {
      fault: 'a strategy beside legs',
      request: { ...aStrategyRequest({ name: 'straddle', strike: '1' }), legs: [aLeg()] },
      path: 'legs',
    },
    {
      fault: 'a bad leg',
      request: aPackageRequest([aLeg(), aLeg({ strike: '-1' })]),
      path: 'legs.1.instrument.strike',
    },
    { fault: 'a ratio of 0', request: aPackageRequest([aLeg({ ratio: '0' })]), path: 'legs.0.ratio' },
    {
      fault: 'legs on two underlyings',
      request: aPackageRequest([aLeg(), aLeg({ underlying: 'ETH-USD' })]),
      path: 'legs.1.instrument.underlying',
    },
    {
      fault: 'legs that settle in two currencies, and no premium currency',
      request: { ...aPackageRequest([aLeg(), aLeg({ settlement: INVERSE })]), premiumCurrency: undefined },
      path: 'premiumCurrency',
    },
    {
      fault: 'an outright forward beside an option',
      request: aPackageRequest([aLeg(), { instrument: aForwardRequest()['instrument'] }]),
      path: 'legs.1.instrument.strike',
    },
    { fault: 'a strategy nobody knows', request: aStrategyRequest({ name: 'jelly-roll' }), path: 'strategy.name' },
    {
      fault: 'a strategy without its strike',
      request: aStrategyRequest({ name: 'straddle' }),
      path: 'strategy.strike',
    },
    {
      fault: 'a field of another strategy',
      request: aStrategyRequest({ name: 'straddle', strike: '1', put: '1' }),
      path: 'strategy.put',
    },
    {
      fault: 'a strategy whose strikes descend',
      request: aStrategyRequest({ name: 'box', low: '2', high: '1' }),
      path: 'strategy',
    },
    {
      fault: 'uneven wings that are not called broken',
      request: aStrategyRequest({ name: 'butterfly', optionType: 'call', low: '1', middle: '2', high: '4' }),
      path: 'strategy',
    },
    {
      fault: 'a near expiry that is not nearer',
      request: aStrategyRequest({
        name: 'calendar',
        optionType: 'call',
        strike: '1',
        nearExpiry: '2026-12-22T08:00:00.000Z',
      }),
      path: 'strategy.nearExpiry',
    },
    {
      fault: 'an inverse strategy in dollars',
      request: aStrategyRequest({ name: 'straddle', strike: '1', settlement: { ...INVERSE, currency: 'USD' } }),
      path: 'strategy.settlement.currency',
    },
    { fault: 'a convention nobody knows', request: aPriceRequest({ quoteAs: 'volatility' }), path: 'quoteAs' },
    {
      fault: 'the volatility of a forward',
      request: aForwardRequest({ quoteAs: 'implied-volatility' }),
      path: 'quoteAs',
    },
    { fault: 'buckets asked in words', request: aPriceRequest({ vegaBuckets: 'yes' }), path: 'vegaBuckets' },
  ])('names the path of $fault', ({ request, path }) => {
    expect(answered(request)).toMatchObject({
      id: '1',
      ok: false,
      error: { code: 'VALIDATION_FAILED', retryable: false, details: { path } },
    });
  });

  it.each([
    { text: '' },
    { text: '   ' },
    { text: '{"id":"1"' },
    { text: 'null' },
    { text: '[]' },
    { text: '"price"' },
    { text: '17' },
    { text: '{"__proto__":{"id":"1"}}' },
  ])('is answered when it is not even a request: $text', ({ text }) => {
    expect(answerLine(text)).toMatchObject({ id: null, ok: false, error: { code: 'VALIDATION_FAILED' } });
  });

  it.each([{ id: 7 }, { id: '' }, { id: 'a b' }, { id: 'x'.repeat(65) }, { id: null }])(
    'does not echo an id that breaks its own rule: $id',
    ({ id }) => {
      expect(answered(aPriceRequest({ id }))).toMatchObject({
        id: null,
        ok: false,
        error: { details: { path: 'id' } },
      });
    },
  );

  it.each([
    { fault: 'a forward beyond the doubles', market: { carry: { 'BTC-USD': '1000000' } } },
    {
      fault: 'no slice left at the valuation time',
      market: { volatility: { 'BTC-USD': [{ expiry: '2026-11-22T08:00:00.000Z', strike: '1', volatility: '1' }] } },
    },
  ])('is MODEL_RANGE when the model has no number for it: $fault', ({ market }) => {
    expect(answered(aPriceRequest({ market }))).toMatchObject({
      id: '1',
      ok: false,
      error: { code: 'MODEL_RANGE', details: { path: 'instrument' } },
    });
  });

  it('names the leg that the model has no number for', () => {
    const later = aLeg({ expiry: '2027-12-22T08:00:00.000Z' });

    const answer = answered(aPackageRequest([aLeg(), later], { market: { carry: { 'BTC-USD': '1000' } } }));

    expect(answer).toMatchObject({ error: { code: 'MODEL_RANGE', details: { path: 'legs.1.instrument' } } });
    expect(answer).toHaveProperty('error.message', 'legs.1.instrument: forward must be finite and > 0, was Infinity');
  });

  it('says which strikes a strategy does not take', () => {
    expect(answered(aStrategyRequest({ name: 'box', low: '120000', high: '90000' }))).toMatchObject({
      error: {
        message: 'strategy: strikes must ascend, were 120000 and 90000',
        details: { value: 'first 120000, second 90000' },
      },
    });
  });
});

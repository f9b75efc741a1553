import type { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import { checkPackage, termFailures } from '../../../src/rfq/terms.ts';
import { aForwardLeg, anOptionLeg, aRequest, inDays } from '../../support/desk.ts';
import { AS_OF } from '../../support/markets.ts';

const faultOf = (changes: Partial<CreateRfqRequest>) => {
  const checked = checkPackage(aRequest(changes));
  return checked.ok ? null : checked.rejection;
};

describe('a package', () => {
  it.each([
    { what: 'one option', changes: {} },
    { what: 'an outright forward in the quote currency', changes: { legs: [aForwardLeg()] } },
    {
      what: 'an off-market forward in coin',
      changes: { legs: [aForwardLeg({ strike: '99000' })], premiumCurrency: 'BTC' },
    },
    { what: 'options and a struck forward', changes: { legs: [anOptionLeg(), aForwardLeg({ strike: '99000' })] } },
    { what: 'one side at a limit', changes: { limitPrice: '3900' } },
    { what: 'a split', changes: { allocations: [{ accountId: 'acc_1', quantity: '1.0' }] } },
    { what: 'two expiries', changes: { legs: [anOptionLeg(), anOptionLeg({ expiry: inDays(60) })] } },
  ] satisfies { what: string; changes: Partial<CreateRfqRequest> }[])('may be $what', ({ changes }) => {
    const request = aRequest(changes);

    expect(checkPackage(request)).toEqual({ ok: true, value: request });
  });

  it.each([
    {
      what: 'a limit price without a side',
      changes: { limitPrice: '3900', side: 'two-way' },
      details: { path: 'limitPrice', value: '3900', rule: 'needs one side: ask to buy or to sell' },
    },
    {
      what: 'allocations that are not the whole',
      changes: { allocations: [{ accountId: 'acc_1', quantity: '0.9' }] },
      details: { path: 'allocations', value: '0.9', rule: 'must add up to the quantity 1' },
    },
    {
      what: 'two allocations to one',
      changes: { allocations: ['0.5', '0.5'].map((quantity) => ({ accountId: 'acc_1', quantity })) },
      details: { path: 'allocations.1.accountId', value: 'acc_1', rule: 'must be named once' },
    },
    {
      what: 'legs on two underlyings',
      changes: { legs: [anOptionLeg(), anOptionLeg(), anOptionLeg({ underlying: 'ETH-USD' })] },
      details: { path: 'legs.2.instrument.underlying', value: 'ETH-USD', rule: 'must be BTC-USD as on the first leg' },
    },
    {
      what: 'an outright forward among other legs',
      changes: { legs: [anOptionLeg(), aForwardLeg()] },
      details: { path: 'legs.1.instrument.strike', value: null, rule: 'is required for a forward inside a package' },
    },
    {
      what: 'two outright forwards',
      changes: { legs: [aForwardLeg(), aForwardLeg({ expiry: inDays(60) }, { side: 'sell' })] },
      details: { path: 'legs.0.instrument.strike', value: null, rule: 'is required for a forward inside a package' },
    },
    {
      what: 'an outright forward with a premium in coin',
      changes: { legs: [aForwardLeg()], premiumCurrency: 'BTC' },
      details: {
        path: 'premiumCurrency',
        value: 'BTC',
        rule: 'must be the quote currency for an outright forward',
      },
    },
  ] satisfies { what: string; changes: Partial<CreateRfqRequest>; details: object }[])(
    'may not have $what; path, value and rule are named',
    ({ changes, details }) => {
      const rejection = faultOf(changes);

      expect(rejection).toMatchObject({ code: 'VALIDATION_FAILED', details });
      expect(rejection?.message).toBe(`${details.path} ${details.rule}, was ${JSON.stringify(details.value)}`);
    },
  );

  it.each([
    { quantity: '1.1234567', path: undefined },
    { quantity: '1.12345678', path: undefined },
    { quantity: '1.12345678000', path: undefined },
    { quantity: '1.123456789', path: 'quantity' },
  ])('of quantity $quantity is refused for its decimals at $path', ({ quantity, path }) => {
    expect(faultOf({ quantity })?.details?.['path']).toBe(path);
  });

  it.each([
    { ratio: '1.12345', path: undefined },
    { ratio: '1.123456', path: undefined },
    { ratio: '1.1234560', path: undefined },
    { ratio: '1.1234567', path: 'legs.1.ratio' },
  ])('with a ratio of $ratio is refused for its decimals at $path', ({ ratio, path }) => {
    expect(faultOf({ legs: [anOptionLeg(), anOptionLeg({}, { ratio })] })?.details?.['path']).toBe(path);
  });
});

describe('the expiry of a leg', () => {
  const failuresOf = (expiry: string, now = AS_OF) =>
    termFailures(aRequest({ legs: [anOptionLeg({ expiry })] }), { now, spot: 100_000 });
  const atCut = inDays(30);

  it.each([
    { when: 'one millisecond before it', now: Date.parse(atCut) - 1, refused: false },
    { when: 'at the very instant', now: Date.parse(atCut), refused: true },
    { when: 'one millisecond after it', now: Date.parse(atCut) + 1, refused: true },
  ])('must be in the future: asked $when it is refused: $refused', ({ now, refused }) => {
    expect(failuresOf(atCut, now)).toEqual(
      refused ? [{ rule: 'ST-05', code: 'INVALID_EXPIRY', message: `leg 0: expiry ${atCut} is past` }] : [],
    );
  });
});

describe('the strike of a leg', () => {
  const failuresOf = (strike: string, spot: number | null) =>
    termFailures(aRequest({ legs: [anOptionLeg(), anOptionLeg({ strike })] }), { now: AS_OF, spot });

  it.each([
    { strike: '19999.99', refused: true },
    { strike: '20000', refused: false },
    { strike: '20000.01', refused: false },
    { strike: '499999.99', refused: false },
    { strike: '500000', refused: false },
    { strike: '500000.01', refused: true },
  ])('of $strike, at a spot of 100,000, looks like a slip: $refused', ({ strike, refused }) => {
    expect(failuresOf(strike, 100_000).map(({ rule, code }) => `${rule} ${code}`)).toEqual(
      refused ? ['TR-07 INVALID_STRIKE'] : [],
    );
  });

  it('is named with how far it is from spot', () => {
    expect(failuresOf('1050000', 100_000).map(({ message }) => message)).toEqual([
      'leg 1: FAT_FINGER strike=1050000 is 10.500 of spot 100000',
    ]);
  });

  it('is not judged without a spot, and a spot that is no number lets none through', () => {
    expect(failuresOf('1050000', null)).toEqual([]);
    expect(failuresOf('105000', Number.NaN)).toHaveLength(2);
  });

  it('may be absent on a forward, and is judged where a forward has one', () => {
    const legs = [aForwardLeg(), aForwardLeg({ strike: '1' })];

    expect(termFailures(aRequest({ legs }), { now: AS_OF, spot: 100_000 })).toMatchObject([
      { rule: 'TR-07', message: expect.stringContaining('leg 1') },
    ]);
  });
});

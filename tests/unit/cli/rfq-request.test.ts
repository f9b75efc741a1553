import fc from 'fast-check';
import { CliError } from '../../../src/cli/exit.ts';
import { readExpiry } from '../../../src/cli/rfq/expiry.ts';
import { readLeg } from '../../../src/cli/rfq/leg-syntax.ts';
import { type RequestOptions, readRequest } from '../../../src/cli/rfq/request.ts';

const OPTION: RequestOptions = {
  underlying: 'BTC-USD',
  kind: 'option',
  type: 'call',
  strike: '105000',
  expiry: '2027-03-26',
  quantity: '10',
  side: 'two-way',
  settlement: 'linear',
  fixing: 'DERIBIT_TWAP30',
};

function without(...names: readonly (keyof RequestOptions)[]): RequestOptions {
  return Object.fromEntries(
    Object.entries(OPTION).filter(([name]) => !names.includes(name as keyof RequestOptions)),
  ) as unknown as RequestOptions;
}

/** The message of the refusal; a refusal of what was typed is always bad usage. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.message;
  }
  throw new Error('nothing was refused');
}

describe('an expiry as typed', () => {
  it.each([
    { typed: '2027-03-26', instant: '2027-03-26T08:00:00.000Z' },
    { typed: '26MAR27', instant: '2027-03-26T08:00:00.000Z' },
    { typed: '26mar27', instant: '2027-03-26T08:00:00.000Z' },
    { typed: '1JAN28', instant: '2028-01-01T08:00:00.000Z' },
    { typed: '2028-02-29', instant: '2028-02-29T08:00:00.000Z' },
    { typed: '2027-03-26T16:00Z', instant: '2027-03-26T16:00:00.000Z' },
    { typed: '2027-03-26T16:00:30Z', instant: '2027-03-26T16:00:30.000Z' },
    { typed: '2027-03-26T16:00:30.250Z', instant: '2027-03-26T16:00:30.250Z' },
  ])('$typed is $instant', ({ typed, instant }) => {
    expect(readExpiry(typed, '--expiry')).toBe(instant);
  });

  it.each([
    '',
    'tomorrow',
    '2027-02-29',
    '2027-13-01',
    '31NOV27',
    '26MRZ27',
    '2027-03-26T08:00',
    '2027-03-26T25:00Z',
    '26-03-2027',
  ])('refuses "%s", naming the option and the value', (typed) => {
    const message = refusal(() => readExpiry(typed, '--expiry'));

    expect(message).toMatch(/^--expiry must be a date/);
    expect(message).toContain(`was "${typed}"`);
  });
});

describe('a leg as typed', () => {
  const at = '2027-03-26T08:00:00.000Z';

  it.each([
    {
      typed: 'buy call 105000 2027-03-26',
      leg: { side: 'buy', ratio: '1', what: 'call', strike: '105000', expiry: at },
    },
    {
      typed: 'sell 2x put 80000.5 26MAR27',
      leg: { side: 'sell', ratio: '2', what: 'put', strike: '80000.5', expiry: at },
    },
    { typed: 'SELL,0.5x,CALL,120000', leg: { side: 'sell', ratio: '0.5', what: 'call', strike: '120000', expiry: at } },
    {
      typed: '  buy   forward  90000 ',
      leg: { side: 'buy', ratio: '1', what: 'forward', strike: '90000', expiry: at },
    },
  ])('reads "$typed"', ({ typed, leg }) => {
    expect(readLeg(typed, '2027-03-26')).toEqual(leg);
  });

  it.each([
    '',
    'call 105000',
    'buy 105000',
    'buy call',
    'buy call high',
    'buy call -5',
    'buy x call 105000',
    'buy 2 call 105000',
    'buy straddle 105000',
    'buy call 105000 2027-03-26 more',
  ])('refuses "%s", showing the form', (typed) => {
    expect(refusal(() => readLeg(typed, '2027-03-26'))).toBe(
      `--leg must read <buy|sell> [<ratio>x] <call|put|forward> <strike> [<expiry>], was "${typed}"`,
    );
  });

  it('needs an expiry from somewhere', () => {
    expect(refusal(() => readLeg('buy call 105000', undefined))).toMatch(/needs an expiry/);
  });

  it('names the leg whose expiry is wrong', () => {
    expect(refusal(() => readLeg('buy call 1 31NOV27', undefined))).toMatch(
      /^the expiry of --leg "buy call 1 31NOV27" must be a date/,
    );
  });

  it('reads back every leg that can be written', () => {
    const legs = fc.record({
      side: fc.constantFrom('buy', 'sell'),
      ratio: fc.integer({ min: 1, max: 99 }).map(String),
      what: fc.constantFrom('call', 'put', 'forward'),
      strike: fc.integer({ min: 1, max: 999_999 }).map(String),
      separator: fc.constantFrom(' ', ',', ', ', '  '),
    });
    fc.assert(
      fc.property(legs, ({ side, ratio, what, strike, separator }) => {
        const typed = [side, `${ratio}x`, what, strike, '26MAR27'].join(separator);
        expect(readLeg(typed, undefined)).toEqual({ side, ratio, what, strike, expiry: at });
      }),
    );
  });
});

describe('a request as typed', () => {
  const linear = { method: 'cash', style: 'linear', currency: 'USD', fixing: 'DERIBIT_TWAP30' };
  const inverse = { method: 'cash', style: 'inverse', currency: 'BTC', fixing: 'DERIBIT_TWAP30' };
  const at = '2027-03-26T08:00:00.000Z';
  const call = {
    kind: 'option',
    underlying: 'BTC-USD',
    optionType: 'call',
    strike: '105000',
    exercise: 'european',
    expiry: at,
  };

  it('becomes the wire request of a linear dollar option', () => {
    expect(readRequest(OPTION)).toEqual({
      legs: [{ instrument: { ...call, settlement: linear }, side: 'buy', ratio: '1' }],
      side: 'two-way',
      quantity: '10',
      premiumCurrency: 'USD',
    });
  });

  it.each([
    {
      what: 'an inverse option in coin',
      options: { ...OPTION, settlement: 'inverse' as const },
      settlement: inverse,
      premium: 'BTC',
    },
    {
      what: 'an inverse option in dollars when asked',
      options: { ...OPTION, settlement: 'inverse' as const, premiumCurrency: 'USD' },
      settlement: inverse,
      premium: 'USD',
    },
    {
      what: 'a linear option in tether when asked',
      options: { ...OPTION, premiumCurrency: 'USDT' },
      settlement: linear,
      premium: 'USDT',
    },
  ])('asks the premium of $what', ({ options, settlement, premium }) => {
    expect(readRequest(options)).toMatchObject({ legs: [{ instrument: { settlement } }], premiumCurrency: premium });
  });

  it.each([
    { settlement: 'linear' as const, strike: undefined, premium: 'USD' },
    { settlement: 'inverse' as const, strike: undefined, premium: 'USD' },
    { settlement: 'inverse' as const, strike: '100000', premium: 'BTC' },
  ])('quotes a $settlement forward with strike $strike in $premium', ({ settlement, strike, premium }) => {
    const options = { ...without('type', 'strike'), kind: 'forward' as const, settlement, ...(strike && { strike }) };

    const { legs, premiumCurrency } = readRequest(options);

    expect(premiumCurrency).toBe(premium);
    expect(legs[0]?.instrument.strike).toBe(strike);
  });

  it('puts the legs of a package in the order typed, with the shared terms', () => {
    const { legs } = readRequest({
      ...without('type', 'strike'),
      leg: ['buy call 105000', 'sell 2x put 90000 25JUN27'],
    });

    expect(legs).toMatchObject([
      { side: 'buy', ratio: '1', instrument: { ...call, settlement: linear } },
      {
        side: 'sell',
        ratio: '2',
        instrument: { optionType: 'put', strike: '90000', expiry: '2027-06-25T08:00:00.000Z' },
      },
    ]);
  });

  it('turns seconds of validity into milliseconds, and asks for a person', () => {
    expect(readRequest({ ...OPTION, ttl: 7.5, manual: true })).toMatchObject({ desiredTtlMs: 7_500, manual: true });
  });

  it.each([
    { fault: 'no type', options: without('type'), says: '--type call or --type put is required for an option' },
    { fault: 'no strike', options: without('strike'), says: '--strike is required for an option' },
    { fault: 'no expiry', options: without('expiry'), says: '--expiry is required, such as --expiry 2027-03-26' },
    { fault: 'a strike of 0', options: { ...OPTION, strike: '0' }, says: '--strike must be > 0, was "0"' },
    { fault: 'a quantity of 0', options: { ...OPTION, quantity: '0' }, says: '--quantity must be > 0, was "0"' },
    {
      fault: 'a quantity in words',
      options: { ...OPTION, quantity: 'ten' },
      says: /^--quantity must be a decimal string/,
    },
    {
      fault: 'no pair',
      options: { ...OPTION, underlying: 'BTC' },
      says: /^--underlying must be a coin against its quote currency/,
    },
    {
      fault: 'an unknown premium currency',
      options: { ...OPTION, premiumCurrency: 'EUR' },
      says: /^--premium-currency .*"EUR"/,
    },
    {
      fault: 'a fixing in lower case',
      options: { ...OPTION, fixing: 'twap' },
      says: /^--fixing must be the name of a fixing source/,
    },
    { fault: 'a quote too short', options: { ...OPTION, ttl: 0.5 }, says: '--ttl must be from 1 to 120 seconds' },
    { fault: 'a quote too long', options: { ...OPTION, ttl: 121 }, says: '--ttl must be from 1 to 120 seconds' },
    {
      fault: 'a type on a forward',
      options: { ...without('strike'), kind: 'forward' as const },
      says: /^--type is of options/,
    },
    {
      fault: 'legs and a strike',
      options: { ...without('type'), leg: ['buy call 1'] },
      says: /^--leg says type and strike/,
    },
    {
      fault: 'too many legs',
      options: { ...without('type', 'strike'), leg: Array(21).fill('buy call 1') as string[] },
      says: /^--leg /,
    },
    {
      fault: 'a ratio of 0',
      options: { ...without('type', 'strike'), leg: ['buy 0x call 1'] },
      says: /^--leg must be > 0/,
    },
  ])('is refused by the name of the option: $fault', ({ options, says }) => {
    const message = refusal(() => readRequest(options));

    if (typeof says === 'string') expect(message).toBe(says);
    else expect(message).toMatch(says);
  });
});

import fc from 'fast-check';
import { valuePackage } from '../../../pricing/index.ts';
import { Instrument } from '../../../src/contracts/instrument.ts';
import { toPricingTerms } from '../../../src/quoting/index.ts';
import { aBtcMarket } from '../../support/markets.ts';
import { AMOUNTS, answered, packageValued } from '../../unit/cli/price-answers.ts';
import { aLeg, aPackageRequest } from '../../unit/cli/price-request.ts';

const text = (min: number, max: number, decimals: number) =>
  fc.integer({ min: min * 10 ** decimals, max: max * 10 ** decimals }).map((n) => String(n / 10 ** decimals));
const settlement = fc.constantFrom(
  { method: 'cash', style: 'linear', currency: 'USD', fixing: 'DERIBIT_TWAP30' },
  { method: 'cash', style: 'inverse', currency: 'BTC', fixing: 'DERIBIT_TWAP30' },
);
const kind = fc.constantFrom(
  { kind: 'option' },
  { kind: 'digital', payout: '12.5' },
  { kind: 'forward', optionType: undefined, exercise: undefined },
);
const leg = fc
  .record({
    kind,
    settlement,
    optionType: fc.constantFrom('call', 'put'),
    strike: text(20_000, 400_000, 2),
    expiry: fc.constantFrom('2026-11-23T08:00:00.000Z', '2026-12-22T08:00:00.000Z', '2027-11-26T08:00:00.000Z'),
    side: fc.constantFrom('buy', 'sell'),
    ratio: text(1, 9, 3),
  })
  .map(({ kind: only, ...terms }) => aLeg({ ...terms, ...only }));
const legs = fc.array(leg, { minLength: 1, maxLength: 20 });
const premiumCurrency = fc.constantFrom('USD', 'BTC');

describe('a package on a line, for every legs', () => {
  it('has in each number the sum of its legs’, to the last bit', () => {
    fc.assert(
      fc.property(legs, premiumCurrency, text(-50, 50, 2), (some, currency, size) => {
        const quantity = Number(size) === 0 ? '1' : size;
        const answer = packageValued(aPackageRequest(some, { quantity, premiumCurrency: currency }));
        return AMOUNTS.every(
          (name) => Number(answer[name]) === answer.legs.reduce((sum, one) => sum + Number(one[name]), 0),
        );
      }),
    );
  });

  it('flips every sign of it and of its legs when it is sold, and nothing else', () => {
    fc.assert(
      fc.property(legs, premiumCurrency, (some, currency) => {
        const [bought, sold] = (['buy', 'sell'] as const).map((side) =>
          packageValued(aPackageRequest(some, { side, premiumCurrency: currency, quoteAs: 'price' })),
        );
        if (bought === undefined || sold === undefined) throw new Error('both sides must have been valued');
        const mirrored = [bought, ...bought.legs].every((one, index) =>
          AMOUNTS.every((name) => Number([sold, ...sold.legs][index]?.[name]) === 0 - Number(one[name])),
        );
        return mirrored && sold.quote?.value === bought.quote?.value;
      }),
    );
  });

  it('is what the pricing library says of the package, to the last bit', () => {
    fc.assert(
      fc.property(legs, premiumCurrency, (some, currency) => {
        const request = aPackageRequest(some, { premiumCurrency: currency });
        const answer = packageValued(request);
        const terms = answer.legs.map(({ instrument, side, ratio }) => ({
          instrument: toPricingTerms(Instrument.parse(instrument)),
          side,
          ratio: Number(ratio),
        }));
        const { price, greeks } = valuePackage(terms, aBtcMarket(), { premiumCurrency: currency });
        return (
          Number(answer.value) === price &&
          Object.entries(greeks).every(([name, greek]) => Number(answer[name as keyof typeof greeks]) === greek)
        );
      }),
    );
  });

  it('is answered or refused in words, whatever one of its legs is', () => {
    const strange = fc.record({ place: fc.nat(19), value: fc.oneof(fc.jsonValue(), leg) });
    fc.assert(
      fc.property(legs, strange, (some, { place, value }) => {
        const answer = answered(
          aPackageRequest(some.map((one, index) => (index === place % some.length ? value : one))),
        );
        return answer.ok || ['VALIDATION_FAILED', 'MODEL_RANGE'].includes(answer.error.code);
      }),
    );
  });
});

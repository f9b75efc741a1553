import { DEFAULT_SPREAD_POLICY, hasMoved } from '../../../src/quoting/index.ts';

/** Ten dollars wide around 1000 on the offer's side alone: the distance from the model value, twice. */
const shown = { bid: null, offer: '1005', passport: { bid: null, offer: partsOf('1005'), legs: [] } };
const movedTo = (offer: string | null, streaming: { toleranceTicks: number; toleranceShareOfSpread: number }) =>
  hasMoved(
    {
      shown,
      now: { ...shown, offer, passport: { ...shown.passport, offer: offer === null ? null : partsOf(offer) } },
      premiumCurrency: 'USD',
    },
    { ticks: DEFAULT_SPREAD_POLICY.ticks, streaming: { ...streaming, maxMs: 1_000 } },
  );

describe('a price that has moved', () => {
  it.each([
    { offer: '1005', by: 'nothing', moved: false },
    { offer: '1006', by: 'the share of the spread', moved: false },
    { offer: '1006.01', by: 'a tick more than it', moved: true },
    { offer: '1004', by: 'the share, downwards', moved: false },
    { offer: '1003.99', by: 'a tick more than it, downwards', moved: true },
  ])('by $by: $moved', ({ offer, moved }) => {
    expect(movedTo(offer, { toleranceTicks: 1, toleranceShareOfSpread: 0.1 })).toBe(moved);
  });

  it('is measured in ticks where they are more than the share', () => {
    const policy = { toleranceTicks: 200, toleranceShareOfSpread: 0.1 };

    expect([movedTo('1007', policy), movedTo('1007.01', policy)]).toEqual([false, true]);
  });

  it('has moved when a side comes or goes', () => {
    expect(movedTo(null, { toleranceTicks: 1, toleranceShareOfSpread: 0.1 })).toBe(true);
  });
});

function partsOf(price: string) {
  const nothing = { volatilitySpread: '0', hedgeSpread: '0', creditCharge: '0', salesMargin: '0', rounding: '0' };
  return { modelValue: '1000', ...nothing, price };
}

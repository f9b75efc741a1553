import type { TradeView } from '../contracts/trade.ts';
import { clientSideOfLeg } from '../quoting/index.ts';

const ALWAYS = [
  'This is an over-the-counter derivative on a virtual asset. It is a complex product: its price can fall to nothing within its life.',
  'The dealer is your counterparty and acts as principal. The product is not traded on an exchange and not protected by an investor compensation fund.',
];
const SHORT_OPTION =
  'You have sold an option. Your loss is not limited to the premium that you received and can exceed it many times.';
const FORWARD = 'A forward obliges you at expiry whatever the price is then. Your loss is not limited to a premium.';
const INVERSE =
  'This contract settles in the virtual asset itself: what you receive or pay rises and falls with its price.';

/** What the client is warned of, by what the client holds: one line a risk, none twice. */
export function complexProductWarnings({ legs, side }: Pick<TradeView, 'legs' | 'side'>): string[] {
  const sellsAnOption = legs.some(
    (leg) => leg.instrument.kind !== 'forward' && clientSideOfLeg(leg.side, side) === 'sell',
  );
  return [
    ...ALWAYS,
    ...(sellsAnOption ? [SHORT_OPTION] : []),
    ...(legs.some(({ instrument }) => instrument.kind === 'forward') ? [FORWARD] : []),
    ...(legs.some(({ instrument }) => instrument.settlement.style === 'inverse') ? [INVERSE] : []),
  ];
}

import { SendQuoteRequest } from '../../contracts/desk.ts';
import { parse } from '../../contracts/parse.ts';
import type { Result } from '../../contracts/result.ts';
import type { RfqSide } from '../../contracts/rfq.ts';

export type Way = 'price' | 'spread' | 'volatility' | 'legs' | 'shift';

/** A price as it is entered, in one of the ways that the desk may say it. */
export interface Entered {
  readonly way: Way;
  readonly bid: string;
  readonly offer: string;
  readonly spread: string;
  readonly ttlSeconds: string;
  /** Volatilities in percent, one pair for each leg; empty for a leg that is no option. */
  readonly legs: readonly LegVolatility[];
}

export interface LegVolatility {
  readonly bid: string;
  readonly offer: string;
}

export const SIDES = {
  'two-way': { bid: true, offer: true },
  buy: { bid: false, offer: true },
  sell: { bid: true, offer: false },
} as const satisfies Record<RfqSide, { bid: boolean; offer: boolean }>;

/** What the entered price asks the service to send, or the field that is wrong. Volatilities are entered in points. */
export function toSendRequest(
  { way, bid, offer, spread, ttlSeconds, legs }: Entered,
  { rfqId, side }: { readonly rfqId: string; readonly side: RfqSide },
): Result<SendQuoteRequest> {
  const asked = SIDES[side];
  const sidesOf = (of: LegVolatility, scale: (text: string) => string) => ({
    ...(asked.bid && of.bid.trim() !== '' ? { bid: scale(of.bid.trim()) } : {}),
    ...(asked.offer && of.offer.trim() !== '' ? { offer: scale(of.offer.trim()) } : {}),
  });
  const given = (scale: (text: string) => string) => sidesOf({ bid, offer }, scale);
  const ways = {
    price: () => given((text) => text),
    spread: () => ({ spread: spread.trim() }),
    volatility: () => ({ volatility: given(hundredth) }),
    legs: () => ({ volatility: { legs: legs.map((leg) => sidesOf(leg, hundredth)) } }),
    shift: () => ({ volatility: { shiftPoints: given((text) => text) } }),
  } as const satisfies Record<Way, () => object>;
  const ttl = ttlSeconds.trim() === '' ? {} : { ttlMs: Math.round(Number(ttlSeconds) * 1_000) };
  return parse(SendQuoteRequest, { rfqId, ...ways[way](), ...ttl });
}

/** "49.25" points → "0.4925", digit by digit. */
function hundredth(points: string): string {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(points) ?? [];
  if (whole === undefined) return points;
  const digits = whole.padStart(3, '0');
  const text = `${digits.slice(0, -2)}.${digits.slice(-2)}${fraction}`;
  return `${sign}${text.replace(/^0+(?=\d)/, '')}`;
}

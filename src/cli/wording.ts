import type { Instrument } from '../contracts/instrument.ts';
import type { QuoteReference } from '../contracts/quote.ts';
import type { Leg } from '../contracts/rfq.ts';
import { grouped } from './numbers.ts';

const CUT = 'T08:00:00.000Z';

/** "2027-03-26", or with its time when that is not the market's cut of 08:00 UTC. */
export function expiryText(instant: string): string {
  return instant.endsWith(CUT) ? instant.slice(0, 10) : `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}

/** "2027-03-26 14:03:05 UTC". */
export function instantText(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}

/** "14:03:05.120 UTC". */
export function timeText(instant: string): string {
  return `${instant.slice(11, 23)} UTC`;
}

/** "BTC-USD call 105,000, 2027-03-26", with "inverse" where it pays in coin. */
export function instrumentText(instrument: Instrument): string {
  const { underlying, expiry, settlement } = instrument;
  const style = settlement.style === 'inverse' ? 'inverse ' : '';
  return `${underlying} ${style}${payoffText(instrument)}, ${expiryText(expiry)}`;
}

function payoffText(instrument: Instrument): string {
  if (instrument.kind === 'forward') {
    return instrument.strike === undefined ? 'forward' : `forward at ${grouped(instrument.strike)}`;
  }
  const option = `${instrument.optionType} ${grouped(instrument.strike)}`;
  if (instrument.kind === 'option') return option;
  const { underlying, settlement } = instrument;
  const currency = settlement.style === 'inverse' ? baseOf(underlying) : quoteCurrencyOf(underlying);
  return `digital ${option} paying ${grouped(instrument.payout)} ${currency}`;
}

/** One leg of a package: "sell 2 x BTC-USD call 120,000, 2027-03-26". */
export function legText({ instrument, side, ratio }: Leg): string {
  const times = Number(ratio) === 1 ? '' : `${grouped(ratio)} x `;
  return `${side} ${times}${instrumentText(instrument)}`;
}

/** In a list: the contract, or the first leg and how many follow. */
export function packageText(legs: readonly Leg[]): string {
  const first = legs[0];
  if (first === undefined) return 'nothing';
  if (legs.length > 1) return `${legText(first)} + ${legs.length - 1} more`;
  return isPlain(first) ? instrumentText(first.instrument) : legText(first);
}

function isPlain({ side, ratio }: Leg): boolean {
  return side === 'buy' && Number(ratio) === 1;
}

/** How the contract ends, in full: every convention is a term. */
export function settlementText({ settlement }: Instrument): string {
  const { method, style, currency, fixing } = settlement;
  return `${method} settled in ${currency} (${style}), fixing ${fixing}`;
}

/** What kind of prices these are, when they are not real ones. */
export function marketMark(source: QuoteReference['source']): string | null {
  if (source === 'live') return null;
  return source === 'recorded' ? 'simulated: recorded market' : 'simulated';
}

export function baseOf(underlying: string): string {
  return underlying.slice(0, underlying.lastIndexOf('-'));
}

export function quoteCurrencyOf(underlying: string): string {
  return underlying.slice(underlying.lastIndexOf('-') + 1);
}

/** Its price is a level in the quote currency, not a premium. */
export function isOutright(legs: readonly Leg[]): boolean {
  return legs.every(({ instrument }) => instrument.kind === 'forward' && instrument.strike === undefined);
}

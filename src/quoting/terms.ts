import type { Instrument as PricedInstrument } from '../../pricing/index.ts';
import type { Instrument } from '../contracts/instrument.ts';
import { Decimal } from '../platform/decimal.ts';

/** The window before expiry whose time-weighted average a fixing source publishes; ms. Other sources fix at an instant. */
const AVERAGING_MS: Readonly<Record<string, number>> = { DERIBIT_TWAP30: 30 * 60_000 };

/**
 * The one place where decimals become doubles and doubles decimals. A strike becomes the nearest double; a double
 * becomes its shortest decimal that reads back to the same bits, down to the last decimal of the wire.
 */
export function toPricingTerms(instrument: Instrument): PricedInstrument {
  const { underlying } = instrument;
  const terms = { underlying, expiry: Date.parse(instrument.expiry), settlement: toPricingSettlement(instrument) };
  if (instrument.kind === 'forward') {
    return {
      ...terms,
      kind: 'forward',
      ...(instrument.strike === undefined ? {} : { strike: Number(instrument.strike) }),
    };
  }
  const option = { ...terms, optionType: instrument.optionType, strike: Number(instrument.strike) };
  if (instrument.kind === 'option') return { ...option, kind: 'option' };
  return { ...option, kind: 'digital', payout: Number(instrument.payout) };
}

function toPricingSettlement({ settlement }: Instrument): PricedInstrument['settlement'] {
  const { style, currency, fixing } = settlement;
  const averagingMs = Object.hasOwn(AVERAGING_MS, fixing) ? AVERAGING_MS[fixing] : undefined;
  return averagingMs === undefined ? { style, currency } : { style, currency, averagingMs };
}

/** What the wire has room for; further down, as in an option far from the money at its end, is worth nothing to anybody. */
const DECIMALS = 60;

/** @throws RangeError unless `double` is finite. */
export function toDecimal(double: number): Decimal {
  if (!Number.isFinite(double)) throw new RangeError(`a price must be finite, was ${double}`);
  const decimal = new Decimal(double);
  return isShort(double) ? decimal : decimal.toDecimalPlaces(DECIMALS);
}

export function toDecimalText(double: number): string {
  return isShort(double) ? String(double) : toDecimal(double).toString();
}

/** Between these the shortest text of a double has no exponent, and far fewer decimals than there is room for. */
function isShort(double: number): boolean {
  const size = Math.abs(double);
  return size >= 1e-6 && size < 1e21;
}

/** Down to the tick for what the desk pays. */
export function roundDown(price: Decimal, tick: string): Decimal {
  return price.div(tick).floor().times(tick);
}

/** Up to the tick for what the desk is paid. */
export function roundUp(price: Decimal, tick: string): Decimal {
  return price.div(tick).ceil().times(tick);
}

import type { Instrument } from '../contracts/instrument.ts';
import { Decimal } from '../platform/decimal.ts';

/**
 * A forward agreed at an outright price is held struck there. Neither a listed name nor a number written with more
 * zeros makes another contract.
 */
export function heldInstrument(instrument: Instrument, price: string): Instrument {
  const strike = new Decimal(instrument.strike ?? price).toString();
  if (instrument.kind === 'forward') return { ...instrument, strike };
  if (instrument.kind === 'digital') {
    // European by nature, said or not.
    return { ...instrument, strike, payout: new Decimal(instrument.payout).toString(), exercise: 'european' };
  }
  const { listedRef: _name, ...contract } = instrument;
  return { ...contract, strike };
}

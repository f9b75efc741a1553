import type { Instrument } from '../contracts/instrument.ts';

/** The product in words, e.g. "BTC-USD European call option, inverse". */
export function productName(instrument: Instrument): string {
  const { underlying, settlement } = instrument;
  const style = settlement.style === 'inverse' ? ', inverse' : '';
  return `${underlying} ${kindName(instrument)}${style}`;
}

function kindName(instrument: Instrument): string {
  switch (instrument.kind) {
    case 'forward':
      return instrument.strike === undefined ? 'forward' : 'off-market forward';
    case 'option':
      return `European ${instrument.optionType} option`;
    case 'digital':
      return `European digital ${instrument.optionType} option`;
  }
}

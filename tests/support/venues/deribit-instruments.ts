import type { ListedInstrument } from './deribit.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

export interface OptionTermsOnDeribit {
  readonly currency: 'BTC' | 'ETH';
  /** Epoch ms, 08:00 UTC. */
  readonly expiry: number;
  readonly strike: number;
  readonly optionType: 'call' | 'put';
}

/** E.g. 27DEC24. */
function expiryName(expiry: number): string {
  const date = new Date(expiry);
  return `${date.getUTCDate()}${MONTHS[date.getUTCMonth()]}${`${date.getUTCFullYear()}`.slice(2)}`;
}

export function listedOption({ currency, expiry, strike, optionType }: OptionTermsOnDeribit): ListedInstrument {
  const letter = optionType === 'call' ? 'C' : 'P';
  return {
    ...inverse(currency),
    kind: 'option',
    instrument_name: `${currency}-${expiryName(expiry)}-${strike}-${letter}`,
    option_type: optionType,
    strike,
    expiration_timestamp: expiry,
    settlement_period: 'month',
  };
}

export function listedFuture(currency: 'BTC' | 'ETH', expiry: number): ListedInstrument {
  return {
    ...inverse(currency),
    kind: 'future',
    instrument_name: `${currency}-${expiryName(expiry)}`,
    expiration_timestamp: expiry,
    settlement_period: 'month',
  };
}

export function listedPerpetual(currency: 'BTC' | 'ETH'): ListedInstrument {
  return {
    ...inverse(currency),
    kind: 'future',
    instrument_name: `${currency}-PERPETUAL`,
    expiration_timestamp: 32_503_708_800_000,
    settlement_period: 'perpetual',
  };
}

function inverse(currency: 'BTC' | 'ETH') {
  return {
    base_currency: currency,
    counter_currency: 'USD',
    quote_currency: currency,
    settlement_currency: currency,
    instrument_type: 'reversed',
    is_active: true,
    price_index: `${currency.toLowerCase()}_usd`,
  } as const;
}

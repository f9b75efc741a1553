import { fieldsOf, positive } from '../json.ts';

/** What is listed, as `public/get_instruments` tells; expiry in UTC epoch ms. */
export type DeribitInstrument =
  | {
      readonly kind: 'option';
      readonly name: string;
      readonly underlying: string;
      readonly expiry: number;
      readonly strike: number;
      readonly optionType: 'call' | 'put';
    }
  | {
      readonly kind: 'future';
      readonly name: string;
      readonly underlying: string;
      /** Null for the perpetual. */
      readonly expiry: number | null;
    };

/**
 * A listed instrument; null for what is not ours to read (a linear contract, another kind, one that is not active), and
 * the reason for one that lacks what defines it.
 */
export function readInstrument(listed: unknown): DeribitInstrument | { readonly rejected: string } | null {
  const given = fieldsOf<'kind' | 'instrument_name' | 'base_currency' | 'is_active' | 'instrument_type'>(listed);
  const { kind, instrument_name: name, base_currency: base } = given;
  if (given.is_active === false || (given.instrument_type ?? 'reversed') !== 'reversed') return null;
  if (typeof name !== 'string' || typeof base !== 'string') return { rejected: 'instrument without name or base' };
  const named = { name, underlying: `${base}-USD` };
  if (kind === 'option') return readOption(listed, named);
  return kind === 'future' ? readFuture(listed, named) : null;
}

interface Named {
  readonly name: string;
  readonly underlying: string;
}

function readOption(listed: unknown, named: Named): DeribitInstrument | { readonly rejected: string } {
  const given = fieldsOf<'strike' | 'option_type' | 'expiration_timestamp'>(listed);
  const strike = positive(given.strike);
  const expiry = positive(given.expiration_timestamp);
  const { option_type: optionType } = given;
  if (strike === null) return { rejected: 'option without strike' };
  if (expiry === null) return { rejected: 'instrument without expiry' };
  if (optionType !== 'call' && optionType !== 'put') return { rejected: 'option neither call nor put' };
  return { kind: 'option', ...named, expiry, strike, optionType };
}

function readFuture(listed: unknown, named: Named): DeribitInstrument | { readonly rejected: string } {
  const given = fieldsOf<'settlement_period' | 'expiration_timestamp'>(listed);
  if (given.settlement_period === 'perpetual') return { kind: 'future', ...named, expiry: null };
  const expiry = positive(given.expiration_timestamp);
  return expiry === null ? { rejected: 'instrument without expiry' } : { kind: 'future', ...named, expiry };
}

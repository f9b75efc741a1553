import { badUsage } from '../exit.ts';
import { readExpiry } from './expiry.ts';

/** One leg as typed, before the terms that all legs share. */
export interface TypedLeg {
  readonly side: 'buy' | 'sell';
  readonly ratio: string;
  readonly what: 'call' | 'put' | 'forward';
  readonly strike: string;
  readonly expiry: string;
}

export const LEG_FORM = '<buy|sell> [<ratio>x] <call|put|forward> <strike> [<expiry>]';

const LEG = /^(buy|sell)(?: (\d+(?:\.\d+)?)x)? (call|put|forward) (\d+(?:\.\d+)?)(?: (\S+))?$/;

/**
 * Reads `--leg`: words parted by spaces or commas, `buy call 105000 2027-03-26` or `sell,2x,call,120000`. Without an
 * expiry of its own a leg has that of `--expiry`.
 *
 * @throws CliError (bad usage) naming the leg and the form.
 */
export function readLeg(text: string, defaultExpiry: string | undefined): TypedLeg {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s,]+/);
  const [matched, side, ratio = '1', what, strike = '', ownExpiry] = LEG.exec(words.join(' ')) ?? [];
  if (matched === undefined) throw badUsage(`--leg must read ${LEG_FORM}, was "${text}"`);
  const expiry = ownExpiry ?? defaultExpiry;
  if (expiry === undefined) throw badUsage(`--leg "${text}" needs an expiry, its own or that of --expiry`);
  const flag = ownExpiry === undefined ? '--expiry' : `the expiry of --leg "${text}"`;
  return {
    side: side as TypedLeg['side'],
    ratio,
    what: what as TypedLeg['what'],
    strike,
    expiry: readExpiry(expiry, flag),
  };
}

import { InvalidArgumentError } from 'commander';
import type { Allocation } from '../../contracts/rfq.ts';
import { DecimalText } from '../../contracts/scalars.ts';
import { badUsage } from '../exit.ts';

/** The options of `otc rfq` that say how the request may trade, as typed. */
export interface OrderOptions {
  readonly limit?: string;
  readonly streaming?: boolean;
  readonly slippage?: string;
  readonly allocate?: readonly Allocation[];
  /** With a limit it goes with the request: nobody is asked again before it trades. */
  readonly confirmWarnings?: string;
  readonly accept?: 'bid' | 'offer';
}

/** What they add to the request. @throws CliError (bad usage) for options that exclude each other. */
export function orderTerms({ limit, streaming, allocate, confirmWarnings, accept }: OrderOptions) {
  if (limit !== undefined && accept !== undefined) {
    throw badUsage('--limit trades by itself at that price or better: leave out --accept');
  }
  if (limit !== undefined && confirmWarnings === 'any') {
    throw badUsage('--confirm-warnings must be the id of the warnings with --limit, which trades without showing them');
  }
  return {
    ...(limit === undefined ? {} : { limitPrice: limit }),
    ...(limit === undefined || confirmWarnings === undefined ? {} : { acknowledgedWarningId: confirmWarnings }),
    ...(streaming === undefined ? {} : { streaming }),
    ...(allocate === undefined ? {} : { allocations: [...allocate] }),
  };
}

/** `acc_…=4`: one share of the quantity. @throws InvalidArgumentError otherwise. */
export function moreShares(text: string, before: readonly Allocation[] = []): readonly Allocation[] {
  const [, accountId, quantity] = /^(acc_[A-Za-z0-9]{1,60})=([\d.]+)$/.exec(text) ?? [];
  if (accountId === undefined || quantity === undefined) {
    throw new InvalidArgumentError('must be <sub-account>=<units>, such as acc_0190…=4.');
  }
  return [...before, { accountId, quantity }];
}

/** A distance in the premium currency. @throws InvalidArgumentError otherwise. */
export function distance(text: string): string {
  if (!text.startsWith('-') && DecimalText.safeParse(text).success) return text;
  throw new InvalidArgumentError('must be a decimal number >= 0, such as 2.5.');
}

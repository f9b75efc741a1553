import { parse } from '../../contracts/parse.ts';
import { CreateRfqRequest, type Leg, type RfqSide } from '../../contracts/rfq.ts';
import { badUsage } from '../exit.ts';
import { baseOf, isOutright, quoteCurrencyOf } from '../wording.ts';
import { readExpiry } from './expiry.ts';
import { readLeg, type TypedLeg } from './leg-syntax.ts';
import { type OrderOptions, orderTerms } from './order-options.ts';

/** The options of `otc rfq` that describe what is asked for, as typed. */
export interface RequestOptions extends OrderOptions {
  readonly underlying: string;
  readonly kind: 'option' | 'forward';
  readonly type?: 'call' | 'put';
  readonly strike?: string;
  readonly expiry?: string;
  readonly leg?: readonly string[];
  readonly quantity: string;
  readonly side: RfqSide;
  readonly settlement: 'linear' | 'inverse';
  readonly premiumCurrency?: string;
  readonly fixing: string;
  readonly ttl?: number;
  readonly manual?: boolean;
}

/** Everything of a request but its id, which each asking gets anew. */
export type RequestTerms = Omit<CreateRfqRequest, 'clientRfqId'>;

/** @throws CliError (bad usage) naming the option, its value and the rule. */
export function readRequest(options: RequestOptions): RequestTerms {
  const { underlying, quantity, side, ttl, manual } = options;
  const legs = typedLegs(options).map((leg) => toLeg(leg, options));
  const request = {
    clientRfqId: 'not-asked-yet',
    legs,
    side,
    quantity,
    premiumCurrency: options.premiumCurrency ?? defaultPremiumCurrency(options, legs as Leg[]),
    ...(ttl === undefined ? {} : { desiredTtlMs: Math.round(ttl * 1000) }),
    ...(manual === undefined ? {} : { manual }),
    ...orderTerms(options),
  };
  const read = parse(CreateRfqRequest, request);
  if (!read.ok) throw asUsage(read.rejection.details ?? {}, { fallback: read.rejection.message, underlying });
  const { clientRfqId: _unused, ...terms } = read.value;
  return terms;
}

type Typed = Omit<TypedLeg, 'strike'> & { readonly strike?: string };

function typedLegs({ leg = [], ...options }: RequestOptions): Typed[] {
  const { type, strike, expiry } = options;
  if (leg.length === 0) return [typedLeg(options)];
  if (type === undefined && strike === undefined) return leg.map((text) => readLeg(text, expiry));
  throw badUsage('--leg says type and strike of each leg: leave out --type and --strike');
}

type SingleLeg = Pick<RequestOptions, 'kind' | 'type' | 'strike' | 'expiry'>;

function typedLeg({ kind, type, strike, expiry }: SingleLeg): Typed {
  if (expiry === undefined) throw badUsage('--expiry is required, such as --expiry 2027-03-26');
  const shared = { side: 'buy', ratio: '1', expiry: readExpiry(expiry, '--expiry') } as const;
  if (kind === 'forward') {
    if (type !== undefined) throw badUsage(`--type is of options, was "${type}" with --kind forward`);
    return { ...shared, what: 'forward', ...(strike === undefined ? {} : { strike }) };
  }
  if (type === undefined) throw badUsage('--type call or --type put is required for an option');
  if (strike === undefined) throw badUsage('--strike is required for an option');
  return { ...shared, what: type, strike };
}

function toLeg({ side, ratio, what, strike, expiry }: Typed, { underlying, settlement, fixing }: RequestOptions) {
  const currency = settlement === 'inverse' ? baseOf(underlying) : quoteCurrencyOf(underlying);
  const terms = { underlying, expiry, settlement: { method: 'cash', style: settlement, currency, fixing } };
  const withStrike = strike === undefined ? {} : { strike };
  const instrument =
    what === 'forward'
      ? { kind: 'forward', ...terms, ...withStrike }
      : { kind: 'option', optionType: what, exercise: 'european', ...terms, ...withStrike };
  return { instrument, side, ratio };
}

/** The settlement currency; an outright forward has no premium, its price is a level in the quote currency. */
function defaultPremiumCurrency({ settlement, underlying }: RequestOptions, legs: readonly Leg[]): string {
  return settlement === 'inverse' && !isOutright(legs) ? baseOf(underlying) : quoteCurrencyOf(underlying);
}

const FLAG_OF: Readonly<Record<string, string>> = {
  underlying: '--underlying',
  strike: '--strike',
  expiry: '--expiry',
  fixing: '--fixing',
  // Follows from the underlying and the settlement style.
  currency: '--underlying',
  conversion: '--underlying',
  ratio: '--leg',
  quantity: '--quantity',
  premiumCurrency: '--premium-currency',
  desiredTtlMs: '--ttl',
  limitPrice: '--limit',
  acknowledgedWarningId: '--confirm-warnings',
  allocations: '--allocate',
  legs: '--leg',
};

/** A fault of the wire's schema, said about what was typed. */
function asUsage(
  details: Readonly<Record<string, unknown>>,
  { fallback, underlying }: { fallback: string; underlying: string },
): Error {
  const path = String(details['path'] ?? '').split('.');
  const flag = FLAG_OF[path[0] === 'allocations' ? 'allocations' : (path.at(-1) ?? '')];
  if (flag === undefined) return badUsage(fallback);
  if (flag === '--underlying') {
    return badUsage(`--underlying must be a coin against its quote currency, such as BTC-USD, was "${underlying}"`);
  }
  if (flag === '--ttl') return badUsage('--ttl must be from 1 to 120 seconds');
  return badUsage(`${flag} ${String(details['rule'])}, was ${String(details['value'])}`);
}

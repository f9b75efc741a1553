import type { z } from 'zod';
import type { Instrument, Settlement } from '../../contracts/instrument.ts';
import { parse } from '../../contracts/parse.ts';
import { type Result, reject } from '../../contracts/result.ts';
import { CreateRfqRequest, type Leg } from '../../contracts/rfq.ts';

export interface ContractTerms {
  readonly underlying: string;
  /** An instant. */
  readonly expiry: string;
  readonly settlement: Settlement;
}

export type Product = 'option' | 'forward' | 'strategy' | 'legs';

/** A leg as it is entered by hand. */
export interface FreeLeg {
  readonly kind: 'call' | 'put' | 'forward';
  readonly side: 'buy' | 'sell';
  readonly ratio: string;
  readonly strike: string;
  readonly expiryDay: string;
}

/** What a ticket holds: every field as it was entered. */
export interface Ticket {
  readonly product: Product;
  readonly underlying: string;
  readonly optionType: 'call' | 'put';
  readonly strike: string;
  readonly expiryDay: string;
  readonly quantity: string;
  readonly side: 'two-way' | 'buy' | 'sell';
  readonly style: 'linear' | 'inverse';
  readonly premiumCurrency: string;
  readonly limitPrice: string;
  readonly ttlSeconds: string;
  readonly streaming: boolean;
  readonly manual: boolean;
  readonly free: readonly FreeLeg[];
  /** Shares by sub-account, as entered. */
  readonly allocations: Readonly<Record<string, string>>;
}

/** Changes some fields of a ticket. */
export type Enter = (change: Partial<Ticket>) => void;

const FIXING = 'DERIBIT_TWAP30';

export function newTicket(underlying: string, nowMs: number): Ticket {
  return {
    product: 'option',
    underlying,
    optionType: 'call',
    strike: '',
    expiryDay: fridayAfter(nowMs + 60 * DAY_MS),
    quantity: '10',
    side: 'two-way',
    style: 'linear',
    premiumCurrency: 'USD',
    limitPrice: '',
    ttlSeconds: '',
    streaming: false,
    manual: false,
    free: [],
    allocations: {},
  };
}

const DAY_MS = 86_400_000;
const FRIDAY = 5;

/** Listed expiries are Fridays: the first one at or after an instant. */
export function fridayAfter(epochMs: number): string {
  const day = new Date(epochMs);
  day.setUTCDate(day.getUTCDate() + ((FRIDAY - day.getUTCDay() + 7) % 7));
  return day.toISOString().slice(0, 10);
}

/** The market's cut: 08:00 UTC of the day. */
export function expiryOf(day: string): string {
  return `${day}T08:00:00.000Z`;
}

function settlementOf({ underlying, style }: Pick<Ticket, 'underlying' | 'style'>): Settlement {
  const [base = '', quote = ''] = underlying.split('-');
  const currency = (style === 'inverse' ? base : quote) as Settlement['currency'];
  return { method: 'cash', style, currency, fixing: FIXING };
}

export function contractTerms(ticket: Ticket): ContractTerms {
  return { underlying: ticket.underlying, expiry: expiryOf(ticket.expiryDay), settlement: settlementOf(ticket) };
}

/** The legs of everything but a named package, whose legs the pricing library knows. */
export function plainLegs(ticket: Ticket): Leg[] {
  const terms = contractTerms(ticket);
  if (ticket.product === 'legs') return ticket.free.map((leg) => freeLeg(leg, terms));
  const instrument: Instrument =
    ticket.product === 'forward'
      ? { kind: 'forward', ...terms, ...(ticket.strike === '' ? {} : { strike: ticket.strike }) }
      : { kind: 'option', optionType: ticket.optionType, strike: ticket.strike, exercise: 'european', ...terms };
  return [{ instrument, side: 'buy', ratio: '1' }];
}

function freeLeg({ kind, side, ratio, strike, expiryDay }: FreeLeg, terms: ContractTerms): Leg {
  const shared = { ...terms, expiry: expiryOf(expiryDay) };
  const instrument: Instrument =
    kind === 'forward'
      ? { kind, ...shared, ...(strike === '' ? {} : { strike }) }
      : { kind: 'option', optionType: kind, strike, exercise: 'european', ...shared };
  return { instrument, side, ratio };
}

const LIMIT_NEEDS_WARNINGS = reject(
  'WARNING_NOT_ACKNOWLEDGED',
  'a limit price trades by itself: confirm the warnings of this product before you ask',
);

/** The request that a ticket stands for, or the first field that is wrong and why: by the rules of the wire. */
export function toRequest(
  ticket: Ticket,
  {
    legs,
    clientRfqId,
    warning = null,
  }: {
    readonly legs: readonly Leg[];
    readonly clientRfqId: string;
    /** What the product's warnings are confirmed by, where it has any. */
    readonly warning?: { readonly id: string; readonly isConfirmed: boolean } | null;
  },
): Result<CreateRfqRequest> {
  const limitPrice = ticket.limitPrice.trim();
  const seconds = ticket.ttlSeconds.trim();
  const allocations = Object.entries(ticket.allocations)
    .filter(([, quantity]) => quantity !== '')
    .map(([accountId, quantity]) => ({ accountId, quantity }));
  const entered: z.input<typeof CreateRfqRequest> = {
    clientRfqId,
    legs: [...legs],
    side: ticket.side,
    quantity: ticket.quantity.trim(),
    premiumCurrency: ticket.premiumCurrency as CreateRfqRequest['premiumCurrency'],
    ...(seconds === '' ? {} : { desiredTtlMs: Math.round(Number(seconds) * 1_000) }),
    ...(limitPrice === '' ? {} : { limitPrice }),
    ...(limitPrice === '' || warning === null ? {} : { acknowledgedWarningId: warning.id }),
    ...(ticket.streaming ? { streaming: true } : {}),
    ...(allocations.length > 0 ? { allocations } : {}),
    ...(ticket.manual ? { manual: true } : {}),
  };
  const built = parse(CreateRfqRequest, entered);
  return built.ok && limitPrice !== '' && warning?.isConfirmed === false ? LIMIT_NEEDS_WARNINGS : built;
}

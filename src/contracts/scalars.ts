import { z } from 'zod';

const DECIMAL = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/;
const isZero = (text: string) => /^-?[0.]+$/.test(text);

/** A decimal number as text: no exponent, no leading zeros, at most 18 digits on each side of the point. */
export const DecimalText = z
  .string('must be a decimal string such as "70000.5"')
  .regex(DECIMAL, 'must be a decimal string such as "70000.5": no exponent, at most 18 digits each side');

export const PositiveDecimalText = DecimalText.refine((text) => !text.startsWith('-') && !isZero(text), 'must be > 0');

/** A number of a model (a greek, a volatility, a rate): room for every digit of a small double, still no exponent. */
export const RealText = z
  .string('must be a decimal string such as "0.07"')
  .regex(
    /^-?(?:0|[1-9]\d{0,29})(?:\.\d{1,60})?$/,
    'must be a decimal string such as "0.07": no exponent, at most 60 decimals',
  );

/** UTC ISO-8601 with `Z` and milliseconds. */
export const Instant = z
  .string('must be an instant such as "2026-12-25T08:00:00.000Z"')
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
    'must be UTC with milliseconds, such as "2026-12-25T08:00:00.000Z"',
  )
  .refine((text) => {
    const at = Date.parse(text);
    return Number.isFinite(at) && new Date(at).toISOString() === text;
  }, 'must be a date that exists');

/** An id made by the client: unique per account for ever. */
export const ClientId = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,64}$/, 'must be 1 to 64 characters of A-Z a-z 0-9 . _ : -');

const serverId = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9]{1,60}$`), `must be an id that starts with ${prefix}_`);

export const RfqId = serverId('rfq');
export const QuoteId = serverId('qt');
export const TradeId = serverId('trd');
export const AccountId = serverId('acc');
export const SnapshotId = serverId('snap');

export const Currency = z.enum(['USD', 'USDT', 'HKD', 'BTC', 'ETH']);
export type Currency = z.infer<typeof Currency>;

/** Base and quote currency: `BTC-USD`. Whether it trades here is the catalogue's to say. */
export const Underlying = z.string().regex(/^[A-Z0-9]{2,10}-[A-Z]{3,5}$/, 'must be BASE-QUOTE, such as BTC-USD');

export const Side = z.enum(['buy', 'sell']);
export type Side = z.infer<typeof Side>;

import { type Greeks, PricingError, type PricingErrorCode, type Valuation, value } from '../../../pricing/index.ts';
import type { RejectCode } from '../../contracts/errors.ts';
import { parse } from '../../contracts/parse.ts';
import { PriceRequest, type PriceValue } from '../../contracts/price.ts';
import { type Answer, ok, type Result, reject, toAnswer } from '../../contracts/result.ts';
import { ClientId, type Currency } from '../../contracts/scalars.ts';
import { Decimal } from '../../platform/decimal.ts';
import { toPricingTerms } from '../../quoting/index.ts';
import { messageOf } from '../error-parts.ts';
import { toSnapshot } from './snapshot.ts';

export type PriceAnswer = { readonly id: string | null } & Answer<PriceValue>;

const CODE_OF = {
  INVALID_INPUT: 'MODEL_RANGE',
  MISSING_DATA: 'NO_MARKET_DATA',
  NOT_APPLICABLE: 'MODEL_RANGE',
} as const satisfies Record<PricingErrorCode, RejectCode>;

/** Answers one line of `otc price`: never throws, whatever the line says. The id is echoed whenever it can be read. */
export function answerLine(text: string): PriceAnswer {
  const json = parseJson(text);
  if (!json.ok) return { id: null, ...toAnswer(json) };
  return { id: idOf(json.value), ...toAnswer(priceRequest(json.value)) };
}

function parseJson(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    const reason = messageOf(error);
    return reject('VALIDATION_FAILED', `line must be one JSON object: ${reason}`, { path: '' });
  }
}

function idOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'id')) return null;
  const read = ClientId.safeParse((input as { id: unknown }).id);
  return read.success ? read.data : null;
}

function priceRequest(input: unknown): Result<PriceValue> {
  const request = parse(PriceRequest, input);
  if (!request.ok) return request;
  try {
    return valued(request.value);
  } catch (error) {
    if (error instanceof PricingError) return reject(CODE_OF[error.code], error.message, { ...error.context });
    // A bug on one line must not take the other lines with it: it is answered in place, and the run ends with code 1.
    return reject('INTERNAL', messageOf(error));
  }
}

function valued(request: PriceRequest): Result<PriceValue> {
  const { instrument } = request;
  const premiumCurrency = request.premiumCurrency ?? instrument.settlement.currency;
  const market = toSnapshot(request, premiumCurrency);
  if (!market.ok) return market;
  const valuation = value(toPricingTerms(instrument), market.value, { premiumCurrency });
  const units = (request.side === 'sell' ? -1 : 1) * Number(request.quantity);
  return ok(toPriceValue(valuation, units));
}

const GREEKS = [
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'vanna',
  'volga',
  'charm',
  'speed',
  'zomma',
  'deltaForward',
  'deltaPremiumAdjusted',
] as const satisfies readonly (keyof Greeks)[];

function toPriceValue({ price, currency, forward, impliedVolatility, greeks }: Valuation, units: number): PriceValue {
  const sensitivities = {} as Record<(typeof GREEKS)[number], string>;
  for (const name of GREEKS) sensitivities[name] = finiteText(name, units * greeks[name]);
  return {
    value: finiteText('value', units * price),
    currency: currency as Currency,
    forward: finiteText('forward', forward),
    impliedVol: impliedVolatility === null ? null : exactText(impliedVolatility),
    ...sensitivities,
  };
}

/** Inputs can each be sound and still lead out of the doubles: a carry of 900% for a century. */
function finiteText(name: string, double: number): string {
  if (Number.isFinite(double)) return exactText(double);
  throw new PricingError('INVALID_INPUT', `${name} must be finite, was ${double}`, { name });
}

/**
 * A double as the shortest decimal that reads back to the same bits, at most 17 significant digits, never with an
 * exponent: 1e-7 is "0.0000001". Negative zero is "0".
 *
 * @throws RangeError unless `double` is finite.
 */
export function exactText(double: number): string {
  if (!Number.isFinite(double)) throw new RangeError(`a value must be finite, was ${double}`);
  const text = String(double);
  return text.includes('e') ? new Decimal(double).toFixed() : text;
}

import type { Greeks } from '../../../pricing/index.ts';
import type { LegValue, PackageValue, PriceRequest, PriceValue } from '../../contracts/price.ts';
import type { Result } from '../../contracts/result.ts';
import type { Currency } from '../../contracts/scalars.ts';
import { exactText, finiteText } from './exact-text.ts';
import { fault, priced } from './fault.ts';
import { legPath, legsOf } from './legs.ts';
import { quotedAs } from './quoted-as.ts';
import { toSnapshot } from './snapshot.ts';
import { type Line, type ValuedLeg, valueLeg } from './valued-leg.ts';
import { vegaPoints } from './vega-points.ts';

/** Values what one line asks for: an instrument, or a package with each leg's share of it. */
export function valueLine(request: PriceRequest): Result<PriceValue | PackageValue> {
  const legs = legsOf(request);
  if (!legs.ok) return legs;
  const [first] = legs.value;
  if (first === undefined) return fault('legs', [], 'must have at least one leg');
  const { underlying, settlement } = first.instrument;
  const premiumCurrency = request.premiumCurrency ?? settlement.currency;
  const hasOptions = legs.value.some(({ instrument }) => instrument.kind !== 'forward');
  const snapshot = toSnapshot(request.market, { underlying, hasOptions, premiumCurrency });
  if (!snapshot.ok) return snapshot;
  const line = { request, premiumCurrency, snapshot: snapshot.value };
  const valued: ValuedLeg[] = [];
  for (const [index, leg] of legs.value.entries()) {
    const one = valueLeg(leg, index, line);
    if (!one.ok) return one;
    valued.push(one.value);
  }
  return priced(legPath(request, null), () => answerOf(valued, line));
}

/** @throws PricingError for a number that no double holds, and for a quote that does not exist. */
function answerOf(legs: readonly ValuedLeg[], line: Line): PriceValue | PackageValue {
  const { request, snapshot } = line;
  const asked = {
    ...(request.quoteAs === undefined ? {} : { quote: quotedAs(request.quoteAs, legs) }),
    ...(request.vegaBuckets === true ? { vegaBuckets: vegaPoints(legs, { market: request.market, snapshot }) } : {}),
  };
  const [first] = legs;
  if (first !== undefined && request.instrument !== undefined) return { ...toPriceValue(first), ...asked };
  const currency = first?.valuation.currency as Currency;
  const { value: total, presentValue, ...greeks } = texts(added(legs.map(amountsOf)));
  return { value: total, currency, ...greeks, presentValue, ...asked, legs: legs.map(toLegValue) };
}

function toLegValue(valued: ValuedLeg): LegValue {
  return { ...valued.leg, ...toPriceValue(valued) };
}

function toPriceValue(valued: ValuedLeg): PriceValue {
  const { currency, forward, impliedVolatility } = valued.valuation;
  const { value: total, presentValue, ...greeks } = texts(amountsOf(valued));
  return {
    value: total,
    currency: currency as Currency,
    forward: finiteText('forward', forward),
    impliedVol: impliedVolatility === null ? null : exactText(impliedVolatility),
    ...greeks,
    presentValue,
  };
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
const AMOUNTS = ['value', ...GREEKS, 'presentValue'] as const;
type Amounts<T> = Record<(typeof AMOUNTS)[number], T>;

/** What the whole line has of a leg, signed. */
function amountsOf({ valuation, units }: ValuedLeg): Amounts<number> {
  const { price, presentValue, greeks } = valuation;
  const ofOne = { ...greeks, value: price, presentValue };
  return each((name) => units * ofOne[name]);
}

/** In the order of the legs, so that whoever adds up the legs' texts as doubles finds the same bits. */
function added(legs: readonly Amounts<number>[]): Amounts<number> {
  return each((name) => legs.reduce((sum, leg) => sum + leg[name], 0));
}

function texts(amounts: Amounts<number>): Amounts<string> {
  return each((name) => finiteText(name, amounts[name]));
}

function each<T>(of: (name: keyof Amounts<T>) => T): Amounts<T> {
  const amounts = {} as Amounts<T>;
  for (const name of AMOUNTS) amounts[name] = of(name);
  return amounts;
}

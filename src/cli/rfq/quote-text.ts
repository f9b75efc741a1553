import type { QuoteReference, QuoteView } from '../../contracts/quote.ts';
import { Decimal } from '../../platform/decimal.ts';
import { alignedAmounts, amount, greek, grouped, level, percent, product } from '../numbers.ts';
import type { Paint } from '../terminal.ts';
import { type Column, tableLines } from '../text-table.ts';
import {
  baseOf,
  instrumentText,
  isOutright,
  legText,
  marketMark,
  quoteCurrencyOf,
  settlementText,
  timeText,
} from '../wording.ts';
import type { RequestTerms } from './request.ts';

/** What is asked for, before it is asked. */
export function requestLines(terms: RequestTerms, paint: Paint): string[] {
  const { legs, side, quantity } = terms;
  const first = legs[0];
  if (first === undefined) return [];
  const base = baseOf(first.instrument.underlying);
  const isSingle = legs.length === 1 && first.side === 'buy' && Number(first.ratio) === 1;
  const head = isSingle ? instrumentText(first.instrument) : `package of ${legs.length} legs`;
  return [
    `${paint('bold', head)}   ${grouped(quantity)} ${base}   ${side}`,
    ...(isSingle ? [] : legs.map((leg) => `  ${legText(leg)}`)),
    paint('dim', settlementText(first.instrument)),
    ...orderLines(terms),
  ];
}

/** How it may trade without anybody's key. */
function orderLines({ limitPrice, streaming, allocations = [], premiumCurrency, side }: RequestTerms): string[] {
  const better = side === 'buy' ? 'an offer at or below it' : 'a bid at or above it';
  return [
    ...(limitPrice === undefined
      ? []
      : [`limit ${amount(limitPrice, premiumCurrency)} ${premiumCurrency}: trades by itself at ${better}`]),
    ...(streaming === true ? ['streaming: the quote is replaced as the market moves'] : []),
    ...allocations.map((share) => `  ${grouped(share.quantity)} for ${share.accountId}`),
  ];
}

/** The quote as a small table with what it was computed from. */
export function quoteLines(quote: QuoteView, { legs }: RequestTerms, paint: Paint): string[] {
  const columns: Column[] = [
    { title: quote.version === 1 ? '' : `version ${quote.version}` },
    ...sides(quote).map(({ title }) => ({ title, align: 'right' as const })),
  ];
  const rows = [priceRow(quote, legs, paint), ...premiumRows(quote, legs), ...legRows(quote, legs)];
  return [
    '',
    ...tableLines(columns, rows, paint),
    '',
    ...referenceLines(quote.reference, { legs, paint }),
    ...(quote.markUpDisclosure === undefined ? [] : [paint('dim', quote.markUpDisclosure)]),
    ...warningLines(quote, paint),
  ];
}

/** Rule CL-11: shown whole, with the id that an acceptance gives back. */
function warningLines({ warnings }: QuoteView, paint: Paint): string[] {
  const [first] = warnings;
  if (first === undefined) return [];
  const how = `press y to confirm that you have read this (for scripts: --confirm-warnings ${first.id})`;
  return ['', ...warnings.map(({ text }) => paint('yellow', `warning: ${text}`)), paint('yellow', how)];
}

interface QuoteSide {
  readonly name: 'bid' | 'offer';
  readonly title: string;
  readonly price: string;
}

/** The sides that were quoted; what the client does on each. */
function sides({ bid, offer }: Pick<QuoteView, 'bid' | 'offer'>): QuoteSide[] {
  return [
    ...(bid === null ? [] : [{ name: 'bid' as const, title: 'bid, you sell', price: bid }]),
    ...(offer === null ? [] : [{ name: 'offer' as const, title: 'offer, you buy', price: offer }]),
  ];
}

type Legs = RequestTerms['legs'];

function priceRow(quote: QuoteView, legs: Legs, paint: Paint): string[] {
  const base = baseOf(legs[0]?.instrument.underlying ?? '');
  const { premiumCurrency } = quote;
  const prices = alignedAmounts(
    sides(quote).map(({ price }) => price),
    premiumCurrency,
  );
  const label = isOutright(legs) ? `forward price, in ${premiumCurrency}` : `price per ${base}, in ${premiumCurrency}`;
  return [label, ...prices.map((price) => paint('bold', price))];
}

function premiumRows(quote: QuoteView, legs: Legs): string[][] {
  if (isOutright(legs)) return [];
  const totals = sides(quote).map(({ price }) => product(price, quote.quantity));
  return [[`premium for ${grouped(quote.quantity)}`, ...alignedAmounts(totals, quote.premiumCurrency)]];
}

/** A single option shows its volatility; a package each leg at the price it would trade at, so that columns add up. */
function legRows(quote: QuoteView, legs: Legs): string[][] {
  if (legs.length > 1) {
    return legs.map((leg, index) => [
      `  ${legText(leg)}`,
      ...sides(quote).map(({ name }) => {
        const price = quote.legs[index]?.[leg.side === 'buy' ? name : OTHER[name]] ?? null;
        return price === null ? '' : amount(price, quote.premiumCurrency);
      }),
    ]);
  }
  const leg = quote.legs[0];
  if (leg === undefined || quote.reference.impliedVol === null) return [];
  const volatilities = sides(quote).map(({ name }) => (name === 'bid' ? leg.impliedVolBid : leg.impliedVolOffer));
  return [['implied volatility', ...volatilities.map((text) => (text === null ? '' : percent(text)))]];
}

/** Who buys a package sells its sold legs: at their bid. */
const OTHER = { bid: 'offer', offer: 'bid' } as const;

/** Short enough for a screen of 80 columns. */
function referenceLines(reference: QuoteReference, { legs, paint }: { legs: Legs; paint: Paint }): string[] {
  const underlying = legs[0]?.instrument.underlying ?? '';
  const mark = marketMark(reference.source);
  const market = [
    `spot ${level(reference.spot)}`,
    `forward ${level(reference.forward)}`,
    ...(reference.impliedVol === null ? [] : [`volatility ${percent(reference.impliedVol)}`]),
  ];
  const vegaPerPoint = new Decimal(reference.vega).div(100).toFixed();
  const greeks = [
    `delta ${greek(reference.delta)}`,
    `gamma ${greek(reference.gamma)}`,
    `vega ${greek(vegaPerPoint)} a point`,
    `theta ${greek(reference.theta)} a day`,
  ];
  const unit = `per ${baseOf(underlying)}, in ${quoteCurrencyOf(underlying)}`;
  return [
    paint('dim', market.join('  ')),
    paint('dim', greeks.join('  ')),
    `${paint('dim', `${unit}; market of ${timeText(reference.asOf)}`)}${mark === null ? '' : `  ${paint('yellow', mark)}`}`,
  ];
}

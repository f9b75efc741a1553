import type { AcceptReceipt } from '../../contracts/accept.ts';
import type { QuoteView } from '../../contracts/quote.ts';
import type { TradeView } from '../../contracts/trade.ts';
import { absolute, amount, grouped, isNegative } from '../numbers.ts';
import type { Paint } from '../terminal.ts';
import { baseOf, instantText, isOutright, legText, marketMark, packageText, timeText } from '../wording.ts';
import type { Said } from './journey.ts';
import { quoteLines } from './quote-text.ts';
import type { RequestTerms } from './request.ts';
import { secondsLeft } from './status-line.ts';

/** What is told: `data` for stdout, `talk` for stderr. */
export interface SaidText {
  readonly stream: 'data' | 'talk';
  readonly lines: readonly string[];
}

export interface Paints {
  readonly data: Paint;
  readonly talk: Paint;
}

export function saidText(said: Said, terms: RequestTerms, { data, talk }: Paints): SaidText {
  switch (said.what) {
    case 'quote':
      return { stream: 'data', lines: [...quoteLines(said.quote, terms, data), firmLine(said, data)] };
    case 'tick':
      return { stream: 'data', lines: [tickLine(said.quote)] };
    case 'receipt':
      return { stream: 'talk', lines: [receiptLine(said.receipt, talk)] };
    case 'trade':
      return { stream: 'data', lines: tradeLines(said.trade, data) };
    case 'held':
      return {
        stream: 'data',
        lines: [`${data('yellow', 'held')}: ${said.reason}; your trade ${said.tradeId} is safe`],
      };
    case 'refused': {
      const { code, message } = said.rejection;
      return { stream: 'talk', lines: [`${talk('red', said.doing)}: ${code}: ${message}`] };
    }
    case 'note':
      return { stream: 'talk', lines: [said.text] };
  }
}

function firmLine({ quote }: Extract<Said, { what: 'quote' }>, paint: Paint): string {
  const kind = quote.firm ? 'firm' : 'indicative';
  return paint('dim', `${kind} until ${timeText(quote.validUntil)}, ${secondsLeft(quote.ttlMs)} s   ${quote.quoteId}`);
}

function tickLine({ version, bid, offer, premiumCurrency, serverTime }: QuoteView): string {
  const price = (side: string | null) => (side === null ? '-' : amount(side, premiumCurrency));
  return `${timeText(serverTime)}  version ${version}  ${price(bid)} / ${price(offer)} ${premiumCurrency}`;
}

function receiptLine({ marginMs, requestedPrice, executedPrice }: AcceptReceipt, paint: Paint): string {
  const slipped = requestedPrice !== undefined && executedPrice !== undefined && requestedPrice !== executedPrice;
  const at = slipped ? `, at ${grouped(executedPrice)} instead of ${grouped(requestedPrice)}` : '';
  return `${paint('green', 'accepted')}, ${(marginMs / 1000).toFixed(1)} s before the quote's end${at}`;
}

function tradeLines(trade: TradeView, paint: Paint): string[] {
  const { tradeId, state, side, legs, quantity, price, premium, premiumCurrency } = trade;
  const base = baseOf(legs[0]?.instrument.underlying ?? '');
  const mark = marketMark(trade.marketSource);
  const heading = state === 'booked' ? paint('green', 'booked') : paint('yellow', 'held');
  const row = (label: string, text: string) => `  ${label.padEnd(12)}${text}`;
  const what = legs.length === 1 ? packageText(legs) : `package of ${legs.length} legs`;
  const verb = isNegative(premium) ? 'you receive' : 'you pay';
  return [
    '',
    `${heading}  ${tradeId}`,
    row(side === 'buy' ? 'you bought' : 'you sold', `${grouped(quantity)} ${base}  ${what}`),
    ...(legs.length === 1
      ? []
      : legs.map((leg) => row('', `${legText(leg)}, at ${amount(leg.price, premiumCurrency)}`))),
    row('at', `${paint('bold', amount(price, premiumCurrency))} ${premiumCurrency}`),
    ...(isOutright(legs) ? [] : [row(verb, `${amount(absolute(premium), premiumCurrency)} ${premiumCurrency}`)]),
    row('accepted', instantText(trade.acceptedAt)),
    ...(mark === null ? [] : [row('market', paint('yellow', mark))]),
  ];
}

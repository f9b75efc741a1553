import type { QuoteView } from '../../contracts/quote.ts';
import { amount } from '../numbers.ts';
import type { Paint, Style } from '../terminal.ts';
import type { Journey } from './journey.ts';

export interface StatusContext {
  /** By the service's clock, epoch ms. */
  readonly now: number;
  readonly isConnected: boolean;
  /** Keys are listened to. */
  readonly interactive: boolean;
  readonly paint: Paint;
  readonly streaming?: boolean;
  readonly limitPrice?: string | undefined;
}

/** The one line that is rewritten while a person waits; empty when there is nothing to wait for. */
export function statusLine(journey: Journey, context: StatusContext): string {
  const text = phaseText(journey, context);
  return context.isConnected || text === ''
    ? text
    : `${context.paint('red', 'connection lost, trying again')}  ${text}`;
}

function phaseText(journey: Journey, context: StatusContext): string {
  const { interactive, paint } = context;
  switch (journey.phase) {
    case 'asking':
    case 'waiting':
      return `${paint('dim', 'waiting for a quote')}${keys(context, ['q', 'cancel'])}`;
    case 'deciding':
      return journey.quote === null ? '' : countdown(journey.quote, context);
    case 'accepting':
      return paint('dim', 'accepting');
    case 'booking':
      return paint('dim', 'accepted, waiting for the trade');
    case 'closed':
      return interactive ? keys(context, ['r', 'ask again'], ['q', 'quit']).trimStart() : '';
    default:
      return '';
  }
}

/** With keys and prices of five figures the line still fits on 80 columns. */
const BAR_CELLS = 12;
const HURRY_MS = 3_000;

/** Time left, a bar, and what the keys do: `12.4 s ████████░░░░ b buy at 3,920.75 …`. */
function countdown(quote: QuoteView, context: StatusContext): string {
  const leftMs = Math.max(Date.parse(quote.validUntil) - context.now, 0);
  if (leftMs === 0) {
    return `${context.paint('red', 'time is up')}${keys(context, ['q', 'quit'])}`;
  }
  const style = urgency(leftMs, quote.ttlMs);
  const time = context.paint(style, `${secondsLeft(leftMs).padStart(5)} s ${bar(leftMs, quote.ttlMs)}`);
  return `${time}${orderText(quote, context)}${keys(context, ...choices(quote))}`;
}

/** What a person who presses no key waits for; without keys also the newest prices, which are nowhere else. */
function orderText(quote: QuoteView, { streaming, limitPrice, interactive, paint }: StatusContext): string {
  const { bid, offer, premiumCurrency, version } = quote;
  const prices = [bid, offer].map((price) => (price === null ? '-' : amount(price, premiumCurrency))).join(' / ');
  const newest = streaming === true ? `  ${paint('dim', `v${version}`)}${interactive ? '' : `  ${prices}`}` : '';
  return limitPrice === undefined
    ? newest
    : `${newest}  ${paint('cyan', `limit ${amount(limitPrice, premiumCurrency)}`)}`;
}

/** Rounded down, so that what is shown is still there. */
export function secondsLeft(leftMs: number): string {
  return (Math.floor(leftMs / 100) / 10).toFixed(1);
}

export function bar(leftMs: number, ttlMs: number): string {
  const full = Math.min(Math.ceil((BAR_CELLS * leftMs) / ttlMs), BAR_CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`;
}

function urgency(leftMs: number, ttlMs: number): Style {
  if (leftMs <= HURRY_MS) return 'red';
  return leftMs * 2 <= ttlMs ? 'yellow' : 'green';
}

function choices({ bid, offer, premiumCurrency }: QuoteView): [string, string][] {
  return [
    ...(offer === null ? [] : [['b', `buy at ${amount(offer, premiumCurrency)}`] as [string, string]]),
    ...(bid === null ? [] : [['s', `sell at ${amount(bid, premiumCurrency)}`] as [string, string]]),
    ['p', 'pass'],
    ['q', 'quit'],
  ];
}

function keys({ interactive, paint }: StatusContext, ...meanings: readonly [string, string][]): string {
  if (!interactive) return '';
  return meanings.map(([key, meaning]) => `  ${paint('bold', key)} ${meaning}`).join('');
}

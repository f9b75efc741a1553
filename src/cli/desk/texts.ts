import type {
  DeskItem,
  DeskMoveAnswer,
  DeskRequestView,
  DeskSnapshot,
  LiveQuote,
  ProposalView,
  SendQuoteAnswer,
} from '../../contracts/desk.ts';
import { printList, type TableForm } from '../lists.ts';
import { amount, grouped, level, percent } from '../numbers.ts';
import type { Paint, Terminal } from '../terminal.ts';
import { instantText, packageText, timeText } from '../wording.ts';

interface Shown {
  readonly terminal: Terminal;
  readonly json: boolean;
}

/** "rfq_1 is pickedUp by trader until 14:03:05.120 UTC". */
export function moveLine({ rfqId, state, pickedUpBy, endsAt }: DeskMoveAnswer): string {
  const by = pickedUpBy === null ? '' : ` by ${pickedUpBy}`;
  return `${rfqId} is ${state}${by}${endsAt === null ? '' : ` until ${timeText(endsAt)}`}`;
}

export function sentLines(answer: SendQuoteAnswer, paint: Paint): string[] {
  const { quoteId, version, status, bid, offer, needs, validUntil } = answer;
  const prices = `${shown(bid)} / ${shown(offer)}`;
  const head = `${quoteId} version ${version}  ${prices}`;
  if (status === 'live') return [`${paint('green', 'live')} until ${timeText(validUntil)}  ${head}`];
  return [
    `${paint('yellow', 'waits for a second person')} until ${timeText(validUntil)}  ${head}`,
    ...needs.map(({ rule, message }) => `  ${rule} ${message}`),
  ];
}

const shown = (price: string | null) => (price === null ? '-' : grouped(price));

export function printQueue(snapshot: DeskSnapshot, to: Shown): void {
  const { terminal, json } = to;
  if (json) {
    terminal.out.write(`${JSON.stringify(snapshot)}\n`);
    return;
  }
  const list = <T>(title: string, items: readonly T[], form: TableForm<T>) => {
    if (items.length === 0) return;
    terminal.out.write(`${terminal.out.paint('bold', title)}\n`);
    printList({ items, hasMore: snapshot.truncated }, form, to);
    terminal.out.write('\n');
  };
  list('waiting', snapshot.items, ITEMS);
  list('proposals', snapshot.proposals, PROPOSALS);
  list('live quotes', snapshot.live, LIVE);
  const { items, live, proposals, held } = snapshot;
  for (const { tradeId, heldReason } of held) terminal.out.write(`held  ${tradeId}  ${heldReason ?? ''}\n`);
  if (items.length + live.length + proposals.length + held.length === 0) terminal.err.write('the desk is empty\n');
}

const ITEMS: TableForm<DeskItem> = {
  empty: 'nothing waits',
  columns: [
    { title: 'due' },
    { title: 'priority', align: 'right' },
    { title: 'client' },
    { title: 'side' },
    { title: 'quantity', align: 'right' },
    { title: 'contract' },
    { title: 'state' },
    { title: 'with' },
    { title: 'why' },
    { title: 'rfq' },
  ],
  row: (item, paint) => [
    item.slaMissed ? paint('red', timeText(item.slaDueAt)) : timeText(item.slaDueAt),
    String(item.priority),
    item.accountName,
    item.side,
    grouped(item.quantity),
    packageText(item.legs),
    item.state,
    item.pickedUpBy ?? '-',
    item.reasons.map(({ rule }) => rule).join(' '),
    item.rfqId,
  ],
};

const PROPOSALS: TableForm<ProposalView> = {
  empty: 'no proposals',
  columns: [
    { title: 'until' },
    { title: 'by' },
    { title: 'bid', align: 'right' },
    { title: 'offer', align: 'right' },
    { title: 'mid', align: 'right' },
    { title: 'needs' },
    { title: 'quote' },
    { title: 'version', align: 'right' },
  ],
  row: ({ expiresAt, proposedBy, bid, offer, mid, needs, quoteId, version }) => [
    timeText(expiresAt),
    proposedBy,
    shown(bid),
    shown(offer),
    level(mid),
    needs.map(({ rule }) => rule).join(' '),
    quoteId,
    String(version),
  ],
};

const LIVE: TableForm<LiveQuote> = {
  empty: 'no live quotes',
  columns: [
    { title: 'until' },
    { title: 'by' },
    { title: 'bid', align: 'right' },
    { title: 'offer', align: 'right' },
    { title: 'quantity', align: 'right' },
    { title: 'quote' },
    { title: 'version', align: 'right' },
  ],
  row: ({ quotedBy, quote }) => [
    timeText(quote.validUntil),
    quotedBy ?? 'automatic',
    quote.bid === null ? '-' : amount(quote.bid, quote.premiumCurrency),
    quote.offer === null ? '-' : amount(quote.offer, quote.premiumCurrency),
    grouped(quote.quantity),
    quote.quoteId,
    String(quote.version),
  ],
};

/** Labels of the passport, in its order. */
const PARTS: Readonly<Record<string, string>> = {
  modelValue: 'model value',
  volatilitySpread: 'volatility spread',
  hedgeSpread: 'hedge spread',
  creditCharge: 'credit charge',
  salesMargin: 'sales margin',
  rounding: 'rounding',
  adjustment: 'trader',
  price: 'price',
};

export function printItem(view: DeskRequestView, { terminal, json }: Shown): void {
  const { out } = terminal;
  if (json) {
    out.write(`${JSON.stringify(view)}\n`);
    return;
  }
  const lines = [
    ...(view.item === null ? ['never on the desk'] : itemLines(view.item, out.paint)),
    ...valuationLines(view.valuation),
    ...view.actions.map(({ at, actor, action, details }) => {
      const { reason } = details;
      return `${instantText(at)}  ${actor} ${action}${typeof reason === 'string' ? `: ${reason}` : ''}`;
    }),
  ];
  out.write(`${lines.join('\n')}\n`);
}

function itemLines(item: DeskItem, paint: Paint): string[] {
  const { accountName, tier, side, quantity, legs, state, pickedUpBy, reasons } = item;
  return [
    `${paint('bold', accountName)} (${tier})  ${side} ${grouped(quantity)}  ${packageText(legs)}`,
    `${state}${pickedUpBy === null ? '' : ` by ${pickedUpBy}`}, answer due ${timeText(item.slaDueAt)}`,
    ...reasons.map(({ rule, message }) => `  ${rule}  ${message}`),
  ];
}

function valuationLines(valuation: DeskRequestView['valuation']): string[] {
  if (valuation === null) return ['no market'];
  const { price, fault } = valuation;
  if (price === null) return [`no price: ${fault ?? 'unknown'}`];
  const { bid, offer, mid, tolerance, reference } = price;
  const volatility = reference.impliedVol === null ? '' : `   volatility ${percent(reference.impliedVol)}`;
  const passport = price.passport as Record<'bid' | 'offer', Record<string, string> | null>;
  const parts = Object.keys(PARTS).filter((part) => (passport.offer ?? passport.bid)?.[part] !== undefined);
  return [
    `mid ${level(mid)}   policy ${shown(bid)} / ${shown(offer)}   alone within ${level(tolerance)} of mid`,
    `spot ${level(reference.spot)}   forward ${level(reference.forward)}${volatility}   ${reference.source}`,
    ...parts.map((part) => {
      const cell = (side: 'bid' | 'offer') =>
        passport[side]?.[part] === undefined ? '-' : level(passport[side][part]);
      return `  ${(PARTS[part] ?? part).padEnd(18)}${cell('bid').padStart(14)}${cell('offer').padStart(14)}`;
    }),
  ];
}

import { stripVTControlCharacters } from 'node:util';
import type { MarketStatusView } from '../../contracts/market-status.ts';
import { grouped } from '../numbers.ts';
import { type Output, type Paint, visibleLength } from '../terminal.ts';
import { tableLines } from '../text-table.ts';

type Venue = MarketStatusView['venues'][number];
type Symbol = Venue['symbols'][number];

/** Everything there is to see, one line after another. */
export function marketScreen(status: MarketStatusView, { paint }: Pick<Output, 'paint'>): string[] {
  const { source, state, serverTime, notes } = status;
  return [
    `${paint('bold', 'Market')}  ${source}, ${stateText(state, paint)}  ${paint('dim', clockText(serverTime))}`,
    ...notes.map((note) => paint('dim', note)),
    '',
    ...haltLines(status, paint),
    ...section('Quoted from', quotedLines(status, paint)),
    ...section('Composite spot', compositeLines(status, paint)),
    ...section('Venues', venueLines(status, paint)),
    ...status.surfaces.flatMap((surface) =>
      section(`Surface ${surface.underlying}`, surfaceLines(surface, status, paint)),
    ),
  ];
}

/** What fits on a screen: lines are cut at its edge, and the last one says what is below it. */
export function fitted(
  lines: readonly string[],
  { rows, columns }: { readonly rows: number; readonly columns: number },
): string[] {
  const cut = (line: string) =>
    visibleLength(line) <= columns ? line : `${[...stripVTControlCharacters(line)].slice(0, columns - 1).join('')}…`;
  if (lines.length <= rows) return lines.map(cut);
  const shown = Math.max(rows - 1, 0);
  return [...lines.slice(0, shown), `… ${lines.length - shown} more lines: --once prints them all`].map(cut);
}

/** One line for a log: spot, age and what is halted. */
export function marketLine(status: MarketStatusView): string {
  const { serverTime, source, underlyings, halts } = status;
  const spots = underlyings.map(
    ({ underlying, spot, spotAt, surfaceAt }) =>
      `${underlying} ${price(spot)} spot ${age(spotAt, serverTime)} surface ${age(surfaceAt, serverTime)}`,
  );
  const halted = halts.map(({ code, scope }) => `${code} ${scopeName(scope)}`);
  const trouble = halted.length === 0 ? 'quoting' : `HALTED ${halted.join(', ')}`;
  return [serverTime, source, ...(spots.length === 0 ? ['no prices yet'] : spots), trouble].join('  ');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}

function haltLines({ halts, serverTime }: MarketStatusView, paint: Paint): string[] {
  if (halts.length === 0) return [paint('green', 'Nothing halts quoting.'), ''];
  const lines = halts.map(({ code, rule, scope, message, since, cleanSince }) => {
    const name = paint(cleanSince === null ? 'red' : 'yellow', `HALTED ${code} ${scopeName(scope)}`);
    const recovery = cleanSince === null ? '' : `, clean for ${age(cleanSince, serverTime)}`;
    return `${name} (${rule}) for ${age(since, serverTime)}${recovery}: ${message}`;
  });
  return [...lines, ''];
}

function quotedLines({ underlyings, serverTime }: MarketStatusView, paint: Paint): string[] {
  if (underlyings.length === 0) return [paint('yellow', 'no underlying has both a spot and a surface yet')];
  return tableLines(
    [
      { title: 'underlying' },
      { title: 'spot', align: 'right' },
      { title: 'spot age', align: 'right' },
      { title: 'surface age', align: 'right' },
    ],
    underlyings.map(({ underlying, spot, spotAt, surfaceAt }) => [
      underlying,
      price(spot),
      age(spotAt, serverTime),
      age(surfaceAt, serverTime),
    ]),
    paint,
  );
}

function compositeLines({ composites, serverTime }: MarketStatusView, paint: Paint): string[] {
  if (composites.length === 0) return [];
  const rows = composites.map(({ symbol, price: spot, at, used }) => [
    symbol,
    spot === null ? paint('yellow', 'none') : price(spot),
    at === null ? '' : age(at, serverTime),
    used.join(' '),
  ]);
  const table = tableLines(
    [{ title: 'symbol' }, { title: 'price', align: 'right' }, { title: 'age', align: 'right' }, { title: 'made of' }],
    rows,
    paint,
  );
  const excluded = composites.flatMap((composite) =>
    composite.excluded.map(
      ({ venue, reason, message }) => `${composite.symbol} without ${venue}: ${paint('yellow', reason)}, ${message}`,
    ),
  );
  return [...table, ...excluded];
}

function venueLines({ venues, serverTime }: MarketStatusView, paint: Paint): string[] {
  if (venues.length === 0) return [];
  return tableLines(
    [
      { title: 'venue' },
      { title: 'state' },
      { title: 'msg/s', align: 'right' },
      { title: 'connects', align: 'right' },
      { title: 'gaps', align: 'right' },
      { title: 'unread', align: 'right' },
      { title: 'symbol' },
      { title: 'bid', align: 'right' },
      { title: 'ask', align: 'right' },
      { title: 'age', align: 'right' },
      { title: 'last fault' },
    ],
    venues.flatMap((venue) => venueRows(venue, serverTime, paint)),
    paint,
  );
}

function venueRows(venue: Venue, serverTime: string, paint: Paint): string[][] {
  const { messagesPerSecond, connects, sequenceGaps, rejected, symbols, lastFault } = venue;
  const unread = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  const own = [
    venue.venue,
    stateText(venue.state, paint),
    messagesPerSecond.toFixed(1),
    String(connects),
    String(sequenceGaps),
    String(unread),
  ];
  const [first, ...others] = symbols.map((symbol) => symbolCells(symbol, serverTime));
  const none = own.map(() => '');
  return [[...own, ...(first ?? ['', '', '', '']), lastFault ?? ''], ...others.map((cells) => [...none, ...cells, ''])];
}

function symbolCells({ symbol, bid, ask, receivedAt }: Symbol, serverTime: string): string[] {
  return [
    symbol,
    bid === null ? '' : price(bid),
    ask === null ? '' : price(ask),
    receivedAt === null ? '' : age(receivedAt, serverTime),
  ];
}

function surfaceLines(
  { builtAt, buildMs, quotes, refusedBuilds, lastRefusal, slices }: MarketStatusView['surfaces'][number],
  { serverTime }: MarketStatusView,
  paint: Paint,
): string[] {
  const built = builtAt === null ? paint('yellow', 'not built yet') : `built ${age(builtAt, serverTime)} ago`;
  const cost = buildMs === null ? '' : ` in ${buildMs} ms`;
  const refused =
    lastRefusal === null
      ? []
      : [
          paint(
            'yellow',
            `${refusedBuilds} refused, the last ${age(lastRefusal.at, serverTime)} ago: ${lastRefusal.reason}`,
          ),
        ];
  const table = tableLines(
    [
      { title: 'expiry' },
      { title: 'forward', align: 'right' },
      { title: 'from' },
      { title: 'vol', align: 'right' },
      { title: 'quotes', align: 'right' },
      { title: 'inside', align: 'right' },
      { title: 'error', align: 'right' },
      { title: 'fallback' },
    ],
    slices.map((slice) => [
      slice.expiry.slice(0, 10),
      price(slice.forward),
      slice.forwardSource,
      percent(slice.atTheMoneyVolatility),
      slice.quotes === 0 ? '' : String(slice.quotes),
      slice.shareInside === null ? '' : percent(slice.shareInside, 0),
      slice.rmsePoints === null ? '' : Number(slice.rmsePoints).toFixed(2),
      slice.fallback ?? '',
    ]),
    paint,
  );
  const from = quotes === 0 ? '' : ` from ${quotes} quotes`;
  return [`${built}${cost}${from}`, ...refused, ...(slices.length === 0 ? [] : table)];
}

function stateText(state: string, paint: Paint): string {
  return paint(state === 'open' || state === 'running' ? 'green' : 'yellow', state);
}

function scopeName(scope: MarketStatusView['halts'][number]['scope']): string {
  return 'underlying' in scope ? scope.underlying : scope.currency;
}

/** Two decimals of a price of hundreds, more of one around a dollar. */
function price(text: string): string {
  const value = Number(text);
  return grouped(value.toFixed(value >= 100 ? 2 : 5));
}

function percent(text: string, digits = 2): string {
  return `${(100 * Number(text)).toFixed(digits)} %`;
}

/** "0.3 s", "12 s", "4 min". */
function age(instant: string, serverTime: string): string {
  const passedMs = Date.parse(serverTime) - Date.parse(instant);
  if (Math.abs(passedMs) < 10_000) return `${(passedMs / 1000).toFixed(1)} s`;
  if (passedMs < 600_000) return `${Math.round(passedMs / 1000)} s`;
  return `${Math.round(passedMs / 60_000)} min`;
}

function clockText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
}

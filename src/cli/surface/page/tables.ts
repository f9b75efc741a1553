import { htmlText } from '../../../contracts/export-text.ts';
import { isFreeOfCalendar, type QuotePoint, type SliceDetail, type SurfaceReport } from '../surface-report.ts';
import { isOutside } from './smile-chart.ts';
import { daysText, percentText, pointsText, priceText, smallText, strikeText, utcText } from './text.ts';

interface Column<Row> {
  readonly title: string;
  /** Text, already safe for HTML. The first column of a table names its row. */
  readonly cell: (row: Row) => string;
}

const FIT_COLUMNS: readonly Column<SliceDetail>[] = [
  { title: 'expiry', cell: ({ name }) => htmlText(name) },
  { title: 'used', cell: ({ fit }) => String(fit.used) },
  { title: 'dropped', cell: ({ fit }) => htmlText(droppedText(fit.dropped)) },
  { title: 'two-sided, 5 to 95 delta', cell: ({ fit }) => String(fit.twoSided) },
  { title: 'inside bid and ask', cell: ({ fit }) => percentText(fit.insideShare, 1) },
  { title: 'inside or within 0.3 of mark', cell: ({ fit }) => percentText(fit.acceptedShare, 1) },
  { title: 'median error, points', cell: ({ fit }) => fit.medianErrorPoints.toFixed(3) },
  { title: 'vega-weighted RMSE, points', cell: ({ fit }) => fit.vegaRmsePoints.toFixed(3) },
  { title: 'method', cell: ({ fit }) => methodText(fit) },
];

const TERM_COLUMNS: readonly Column<SliceDetail>[] = [
  { title: 'expiry', cell: ({ name }) => htmlText(name) },
  { title: 'expires', cell: ({ expiry }) => utcText(expiry).replace(':00 UTC', ' UTC') },
  { title: 'time', cell: ({ yearsToExpiry }) => daysText(yearsToExpiry) },
  { title: 'forward', cell: ({ forward }) => priceText(forward) },
  { title: 'basis a year', cell: ({ basis }) => (basis === null ? '-' : percentText(basis)) },
  { title: 'at the money', cell: ({ atmVolatility }) => percentText(atmVolatility) },
  { title: '25Δ risk reversal, points', cell: ({ riskReversal25 }) => pointsText(riskReversal25) },
  { title: '25Δ butterfly, points', cell: ({ butterfly25 }) => pointsText(butterfly25) },
];

const PARAMETER_COLUMNS: readonly Column<SliceDetail>[] = [
  { title: 'expiry', cell: ({ name }) => htmlText(name) },
  ...(['a', 'b', 'rho', 'm', 'sigma'] as const).map((key) => ({
    title: key,
    cell: ({ parameters }: SliceDetail) => parameters[key].toPrecision(6),
  })),
];

export function fitTable({ slices }: SurfaceReport): string {
  return table('Fit by expiry', FIT_COLUMNS, slices);
}

export function termTable({ slices }: SurfaceReport): string {
  return table('Term structure', TERM_COLUMNS, slices);
}

export function parameterTable({ slices }: SurfaceReport): string {
  return table('Raw SVI: w(k) = a + b (rho (k − m) + √((k − m)² + sigma²))', PARAMETER_COLUMNS, slices);
}

export function arbitrageTable({ slices, calendar }: SurfaceReport): string {
  const rows = slices.map((slice, index) => ({ slice, next: calendar[index] }));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { title: 'expiry', cell: ({ slice }) => htmlText(slice.name) },
    { title: 'smallest g', cell: ({ slice }) => slice.butterfly.minimumG.toFixed(4) },
    { title: 'at, deviations', cell: ({ slice }) => slice.butterfly.atDeviations.toFixed(2) },
    { title: 'butterfly', cell: ({ slice }) => verdict(slice.butterfly.minimumG >= 0) },
    { title: 'next expiry', cell: ({ next }) => (next === undefined ? '-' : htmlText(next.later)) },
    {
      title: 'smallest difference',
      cell: ({ next }) => (next === undefined ? '-' : smallText(next.minimumDifference)),
    },
    { title: 'at k', cell: ({ next }) => (next === undefined ? '-' : next.atK.toFixed(3)) },
    { title: 'smallest growth', cell: ({ next }) => (next === undefined ? '-' : percentText(next.minimumGrowth)) },
    {
      title: 'calendar',
      cell: ({ next }) => (next === undefined ? '-' : verdict(isFreeOfCalendar(next.minimumDifference))),
    },
  ];
  return table('Arbitrage checks over 5 deviations', columns, rows);
}

const QUOTE_COLUMNS: readonly Column<QuotePoint>[] = [
  { title: 'strike', cell: ({ strike }) => strikeText(strike) },
  { title: 'type', cell: ({ optionType }) => optionType },
  { title: 'bid', cell: ({ bid }) => volatilityText(bid) },
  { title: 'mark', cell: ({ mark }) => volatilityText(mark) },
  { title: 'ask', cell: ({ ask }) => volatilityText(ask) },
  { title: 'fit', cell: ({ model }) => percentText(model) },
  { title: 'fit less mark, points', cell: ({ model, mark }) => (mark === null ? '-' : pointsText(model - mark)) },
  { title: 'inside', cell: (quote) => placeText(quote) },
];

/** All quotes in volatility, folded by expiry. */
export function quoteTables({ slices }: SurfaceReport): string {
  return slices
    .map(({ name, quotes }) => {
      const title = `${name}: out-of-the-money quotes`;
      return `<details><summary>${htmlText(name)}, ${quotes.length} options</summary>${table(title, QUOTE_COLUMNS, quotes)}</details>`;
    })
    .join('\n');
}

function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const heads = columns.map(({ title }) => `<th scope="col">${htmlText(title)}</th>`).join('');
  const lines = rows.map((row) => {
    const cells = columns.map(({ cell }, index) =>
      index === 0 ? `<th scope="row">${cell(row)}</th>` : `<td>${cell(row)}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${htmlText(caption)}"><table><caption>${htmlText(caption)}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

function methodText({ method, reason }: SliceDetail['fit']): string {
  if (method === 'svi') return 'SVI';
  return `<span class="warn">fall-back: ${htmlText(method)}${reason === null ? '' : ` (${htmlText(reason)})`}</span>`;
}

function droppedText(dropped: Readonly<Record<string, number>>): string {
  const parts = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  return parts.length === 0 ? '0' : parts.join(', ');
}

function volatilityText(volatility: number | null): string {
  return volatility === null ? '-' : percentText(volatility);
}

function placeText(quote: QuotePoint): string {
  if (quote.bid === null && quote.ask === null) return '-';
  return isOutside(quote) ? '<span class="warn">outside</span>' : 'inside';
}

function verdict(good: boolean): string {
  return good ? '<span class="good">✓ none</span>' : '<span class="warn">✗ found</span>';
}

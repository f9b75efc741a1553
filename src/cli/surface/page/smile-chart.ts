import { htmlText } from '../../../contracts/export-text.ts';
import type { QuotePoint, SliceDetail } from '../surface-report.ts';
import { chart, line, type Plot } from './chart.ts';
import { type Domain, extent, niceTicks, padded, percentTicks, type Tick } from './scale.ts';
import { daysText, percentText, strikeText } from './text.ts';

/** One expiry: bars from bid to ask, the mark, and the fitted smile. */
export function smileFigure(slice: SliceDetail): string {
  const { name, yearsToExpiry, fit } = slice;
  const quality = `${percentText(fit.insideShare, 0)} of 5 to 95 delta inside, median ${fit.medianErrorPoints.toFixed(2)} points off the mark`;
  const fallback = fit.method === 'svi' ? '' : `<span class="warn">fall-back: ${htmlText(fit.method)}</span>`;
  return `<figure class="card" data-slice="${htmlText(name)}">
<figcaption><h3>${htmlText(name)} <small>${daysText(yearsToExpiry)}</small></h3><p>${quality} ${fallback}</p></figcaption>
${smileChart(slice)}
</figure>`;
}

function smileChart(slice: SliceDetail): string {
  const { name, forward, curve } = slice;
  const xDomain = padded([curve[0]?.k ?? -1, curve.at(-1)?.k ?? 1], 0.03);
  const shown = slice.quotes.filter(({ k }) => k >= xDomain[0] && k <= xDomain[1]);
  const yDomain = volatilityDomain(slice, shown);
  return chart({
    description: `Smile of ${name}: ${shown.length} out-of-the-money quotes and the fitted curve; the numbers are in the tables below`,
    x: { title: 'strike', domain: xDomain, ticks: strikeTicks(xDomain, forward) },
    y: { title: 'implied volatility', domain: yDomain, ticks: percentTicks(yDomain, 5) },
    body: (plot) =>
      [
        `<path class="forward" d="M${plot.x(0)} 0v${plot.height}"/>`,
        ...shown.map((quote) => quoteMark(quote, plot)),
        line(
          curve.map(({ k, volatility }) => [k, volatility]),
          plot,
          'fit',
        ),
      ].join(''),
  });
}

/** Wide asks in the wings would flatten the smile: they may leave the frame, the mark and the curve may not. */
function volatilityDomain({ curve }: SliceDetail, shown: readonly QuotePoint[]): Domain {
  const centre = [...curve.map(({ volatility }) => volatility), ...present(shown.map(({ mark }) => mark))];
  const [low, high] = extent(centre);
  const [lowest, highest] = extent([...centre, ...present(shown.flatMap(({ bid, ask }) => [bid, ask]))]);
  const room = Math.max(0.25 * (high - low), 0.02);
  return padded([Math.max(lowest, low - room), Math.min(highest, high + room)]);
}

function quoteMark(quote: QuotePoint, plot: Plot): string {
  const { k, bid, ask, mark } = quote;
  const x = plot.x(k);
  const outside = isOutside(quote);
  const bar = bid !== null && ask !== null ? barPath({ x, low: plot.y(bid), high: plot.y(ask) }) : '';
  const dot = mark === null ? '' : markShape({ x, y: plot.y(mark), outside, hollow: bar === '' });
  const target = `<path class="target" d="M${x} 0v${plot.height}"/>`;
  return `<g class="${outside ? 'quote outside' : 'quote'}" data-tip="${htmlText(tipOf(quote))}">${target}${bar}${dot}</g>`;
}

function barPath({ x, low, high }: { readonly x: number; readonly low: number; readonly high: number }): string {
  return `<path class="bar" d="M${x} ${low}V${high}M${x - 3} ${low}h6M${x - 3} ${high}h6"/>`;
}

interface Mark {
  readonly x: number;
  readonly y: number;
  readonly outside: boolean;
  readonly hollow: boolean;
}

/** A diamond where the curve misses the quote, else a dot: the colour is not the only sign. */
function markShape({ x, y, outside, hollow }: Mark): string {
  const className = hollow ? 'mark hollow' : 'mark';
  if (outside) return `<path class="${className}" d="M${x} ${y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z"/>`;
  return `<circle class="${className}" cx="${x}" cy="${y}" r="2.4"/>`;
}

/** The curve lies below the bid or above the ask. */
export function isOutside({ bid, ask, model }: QuotePoint): boolean {
  return (bid !== null && model < bid) || (ask !== null && model > ask);
}

function tipOf({ strike, optionType, bid, ask, mark, model }: QuotePoint): string {
  const side = (label: string, volatility: number | null) =>
    `${label} ${volatility === null ? 'none' : percentText(volatility)}`;
  return [
    `${strikeText(strike)} ${optionType}`,
    side('bid', bid),
    side('ask', ask),
    side('mark', mark),
    side('fit', model),
  ].join('\n');
}

function strikeTicks(domain: Domain, forward: number): Tick[] {
  const strikes: Domain = [forward * Math.exp(domain[0]), forward * Math.exp(domain[1])];
  return niceTicks(strikes, 8)
    .filter((strike) => strike > 0)
    .map((strike) => ({ value: Math.log(strike / forward), label: shortStrike(strike) }));
}

/** "92.5k" from a thousand on. */
function shortStrike(strike: number): string {
  return strike >= 1_000 ? `${Number((strike / 1_000).toFixed(1))}k` : String(Number(strike.toPrecision(4)));
}

function present(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

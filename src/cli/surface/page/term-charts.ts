import { htmlText } from '../../../contracts/export-text.ts';
import type { SliceDetail, SurfaceReport } from '../surface-report.ts';
import { type Axis, chart, line, type Plot } from './chart.ts';
import { extent, niceTicks, padded, percentTicks } from './scale.ts';
import { daysText, percentText, pointsText, priceText } from './text.ts';

/** At-the-money volatility and the skew by time, and the forwards with their growth. */
export function termFigures({ slices }: SurfaceReport): { readonly volatility: string; readonly forward: string } {
  return { volatility: volatilityFigure(slices), forward: forwardFigure(slices) };
}

function volatilityFigure(slices: readonly SliceDetail[]): string {
  const domain = padded(extent(slices.map(({ atmVolatility }) => atmVolatility)), 0.15);
  const picture = chart({
    description: 'At-the-money volatility by time to expiry; the numbers are in the term structure table',
    x: timeAxis(slices),
    y: { title: 'at-the-money volatility', domain, ticks: percentTicks(domain, 5) },
    body: (plot) => {
      const points = slices.map((slice) => [Math.sqrt(slice.yearsToExpiry), slice.atmVolatility] as const);
      const tips = slices.map(
        ({ riskReversal25, butterfly25, atmVolatility }) =>
          `at the money ${percentText(atmVolatility)}\n25 delta risk reversal ${pointsText(riskReversal25)}\n25 delta butterfly ${pointsText(butterfly25)}`,
      );
      return line(points, plot, 'fit') + dots(slices, points, { plot, tips });
    },
  });
  return figure('Term structure of volatility', 'At the money, by expiry; time runs as its square root.', picture);
}

function forwardFigure(slices: readonly SliceDetail[]): string {
  const forwards = slices.map(({ forward }) => forward);
  const domain = padded(extent(forwards), 0.1);
  const picture = chart({
    description: 'Forward by time to expiry; the numbers are in the term structure table',
    x: timeAxis(slices),
    y: {
      title: 'forward',
      domain,
      ticks: niceTicks(domain, 5).map((value) => ({ value, label: shortPrice(value) })),
    },
    body: (plot) => {
      const points = slices.map((slice) => [Math.sqrt(slice.yearsToExpiry), slice.forward] as const);
      const tips = slices.map(
        ({ forward, basis }) =>
          `forward ${priceText(forward)}${basis === null ? '' : `\nbasis ${percentText(basis)} a year since ${slices[0]?.name}`}`,
      );
      return line(points, plot, 'fit') + dots(slices, points, { plot, tips });
    },
  });
  const last = slices.at(-1)?.basis ?? null;
  const note = last === null ? '' : ` The last is ${percentText(last)} a year over the first.`;
  return figure('Forwards', `The venue's own, by expiry.${note}`, picture);
}

function dots(
  slices: readonly SliceDetail[],
  points: readonly (readonly [number, number])[],
  { plot, tips }: { readonly plot: Plot; readonly tips: readonly string[] },
): string {
  return points
    .map(([x, y], index) => {
      const { name = '', yearsToExpiry = 0 } = slices[index] ?? {};
      const tip = `${name}, ${daysText(yearsToExpiry)}\n${tips[index] ?? ''}`;
      return `<g class="node" data-tip="${htmlText(tip)}"><circle class="target" cx="${plot.x(x)}" cy="${plot.y(y)}" r="9"/><circle class="dot" cx="${plot.x(x)}" cy="${plot.y(y)}" r="3.5"/></g>`;
    })
    .join('');
}

const TIMES = [
  { days: 1, label: '1d' },
  { days: 3, label: '3d' },
  { days: 7, label: '1w' },
  { days: 14, label: '2w' },
  { days: 30, label: '1m' },
  { days: 61, label: '2m' },
  { days: 91, label: '3m' },
  { days: 182, label: '6m' },
  { days: 274, label: '9m' },
  { days: 365, label: '1y' },
  { days: 730, label: '2y' },
];

/** In √t, which gives the short expiries room. */
function timeAxis(slices: readonly SliceDetail[]): Axis {
  const [shortest, longest] = extent(slices.map(({ yearsToExpiry }) => Math.sqrt(yearsToExpiry)));
  const domain = padded([shortest, longest], 0.05);
  const ticks = TIMES.map(({ days, label }) => ({ value: Math.sqrt(days / 365), label }));
  return {
    title: 'time to expiry',
    domain,
    ticks: ticks.filter(({ value }) => value >= domain[0] && value <= domain[1]),
  };
}

function shortPrice(price: number): string {
  return price >= 10_000 ? `${Number((price / 1_000).toFixed(2))}k` : String(Number(price.toPrecision(6)));
}

function figure(title: string, note: string, picture: string): string {
  return `<figure class="card"><figcaption><h3>${htmlText(title)}</h3><p>${htmlText(note)}</p></figcaption>\n${picture}\n</figure>`;
}

import { htmlText } from '../../../contracts/export-text.ts';
import { type CalendarCheck, isFreeOfCalendar, type SliceDetail, type SurfaceReport } from '../surface-report.ts';
import { chart, line } from './chart.ts';
import { sliceStyle } from './palette.ts';
import { extent, niceTicks, padded } from './scale.ts';
import { percentText, smallText } from './text.ts';

/** What would show arbitrage if there were any: lines that cross, a density below zero, a bar on the wrong side. */
export function arbitrageFigures({ slices, calendar }: SurfaceReport): string {
  return [
    figure('Total variance', 'Lines that cross would be calendar arbitrage.', varianceChart(slices), legend(slices)),
    figure(
      'Butterfly function g',
      'Below 0 the implied density would be negative.',
      butterflyChart(slices),
      legend(slices),
    ),
    figure(
      'Growth to the next expiry',
      'Smallest over 5 deviations; below 0 is calendar arbitrage.',
      growthChart(calendar),
      '',
    ),
  ].join('\n');
}

const SHOWN_K = 0.5;
const DECADES = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/** In logarithms, where the short expiries keep apart too. */
function varianceChart(slices: readonly SliceDetail[]): string {
  const shown = slices.map(({ curve }) =>
    curve
      .filter(({ k, variance }) => Math.abs(k) <= SHOWN_K && variance > 0)
      .map(({ k, variance }) => [k, Math.log(variance)] as const),
  );
  const domain = padded(extent(shown.flatMap((curve) => curve.map(([, variance]) => variance))));
  const decades = DECADES.map((value) => ({ value: Math.log(value), label: String(value) }));
  return chart({
    description: 'Total variance of every expiry by log-moneyness; the numbers are in the arbitrage table',
    x: { title: 'ln(strike / forward)', domain: [-SHOWN_K, SHOWN_K], ticks: plainTicks([-SHOWN_K, SHOWN_K], 6) },
    y: {
      title: 'total variance',
      domain,
      ticks: decades.filter(({ value }) => value > domain[0] && value < domain[1]),
    },
    body: (plot) =>
      shown.map((curve, index) => tipped(slices[index]?.name ?? '', line(curve, plot, 'slice'), index)).join(''),
  });
}

function butterflyChart(slices: readonly SliceDetail[]): string {
  const [low, high] = extent(slices.flatMap(({ butterfly }) => butterfly.profile.map(({ g }) => g)));
  const domain = padded([Math.min(low, 0), high]);
  return chart({
    description:
      'Butterfly function of every expiry by deviations from the forward; the numbers are in the arbitrage table',
    x: { title: 'deviations from the forward', domain: [-5, 5], ticks: plainTicks([-5, 5], 6) },
    y: { title: 'g', domain, ticks: plainTicks(domain, 5) },
    body: (plot) => {
      const curves = slices.map(({ name, butterfly }, index) =>
        tipped(
          `${name}: smallest ${butterfly.minimumG.toFixed(4)}`,
          line(
            butterfly.profile.map(({ deviations, g }) => [deviations, g]),
            plot,
            'slice',
          ),
          index,
        ),
      );
      return `<path class="limit" d="M0 ${plot.y(0)}h${plot.width}"/>${curves.join('')}`;
    },
  });
}

function growthChart(calendar: readonly CalendarCheck[]): string {
  const growths = calendar.map(({ minimumGrowth }) => minimumGrowth);
  const domain = padded(extent([0, ...growths]), 0.08);
  return chart({
    description:
      'Smallest growth of total variance from each expiry to the next; the numbers are in the arbitrage table',
    x: {
      title: 'to the expiry',
      domain: [-0.6, calendar.length - 0.4],
      ticks: calendar.map(({ later }, value) => ({ value, label: later })),
    },
    y: {
      title: 'smallest growth of variance',
      domain,
      ticks: niceTicks(domain, 5).map((value) => ({ value, label: percentText(value, 0) })),
    },
    body: (plot) => {
      const zero = plot.y(0);
      const half = (plot.x(1) - plot.x(0)) * 0.32;
      const bars = calendar.map(({ earlier, later, minimumGrowth, minimumDifference }, index) => {
        const tip = `${earlier} to ${later}\ngrowth ${percentText(minimumGrowth)}\ndifference ${smallText(minimumDifference)}`;
        const left = plot.x(index) - half;
        const path = `M${left} ${zero}V${plot.y(minimumGrowth)}h${2 * half}V${zero}z`;
        return `<path class="${isFreeOfCalendar(minimumGrowth) ? 'column' : 'column outside'}" d="${path}" data-tip="${htmlText(tip)}"/>`;
      });
      return `${bars.join('')}<path class="limit" d="M0 ${zero}h${plot.width}"/>`;
    },
  });
}

function tipped(tip: string, path: string, index: number): string {
  return `<g style="${sliceStyle(index)}" data-tip="${htmlText(tip)}">${path}</g>`;
}

function legend(slices: readonly SliceDetail[]): string {
  const items = slices.map(
    ({ name }, index) =>
      `<li><svg viewBox="0 0 14 4"><path style="${sliceStyle(index)}" d="M0 2h14"/></svg>${htmlText(name)}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

function plainTicks(domain: readonly [number, number], count: number) {
  return niceTicks(domain, count).map((value) => ({ value, label: String(Number(value.toFixed(4))) }));
}

function figure(title: string, note: string, ...[picture, key]: readonly [picture: string, key: string]): string {
  return `<figure class="card"><figcaption><h3>${htmlText(title)}</h3><p>${htmlText(note)}</p></figcaption>\n${picture}${key}\n</figure>`;
}

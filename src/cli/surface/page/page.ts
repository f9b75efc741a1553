import { htmlText } from '../../../contracts/export-text.ts';
import { isFreeOfCalendar, type SurfaceReport } from '../surface-report.ts';
import { arbitrageFigures } from './arbitrage-charts.ts';
import { VIRIDIS } from './palette.ts';
import { smileFigure } from './smile-chart.ts';
import { pageStyle } from './style.ts';
import { SURFACE_SCRIPT } from './surface-script.ts';
import { arbitrageTable, fitTable, parameterTable, quoteTables, termTable } from './tables.ts';
import { termFigures } from './term-charts.ts';
import { percentText, utcText } from './text.ts';

/** The whole report as one HTML document that loads nothing: styles, script and numbers are inside. */
export function surfacePage(report: SurfaceReport): string {
  const { underlying, source, slices } = report;
  const title = `${underlying} implied volatility`;
  const term = termFigures(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(`${title}, ${utcText(source.sampledAt)}`)}</title>
<style>${pageStyle(slices.length)}</style>
</head>
<body>
<header>
<h1>${htmlText(title)}</h1>
<p>${htmlText(sourceLine(report))}</p>
${tiles(report)}
</header>
<main>
<h2>Surface</h2>
<div class="grid3">
${surfaceFigure()}
${term.volatility}
${term.forward}
</div>
<h2>Smiles</h2>
${SMILE_KEY}
<div class="grid3">
${slices.map(smileFigure).join('\n')}
</div>
<h2>Fit</h2>
${fitTable(report)}
<h2>Arbitrage checks</h2>
<div class="grid3">
${arbitrageFigures(report)}
</div>
<div style="height:14px"></div>
${arbitrageTable(report)}
<h2>Numbers</h2>
${termTable(report)}
${parameterTable(report)}
${quoteTables(report)}
</main>
<footer>
${notes(report)
  .map((note) => `<p>${htmlText(note)}</p>`)
  .join('\n')}
</footer>
<div id="tip" role="status" hidden></div>
<script type="application/json" id="report">${embedded(report)}</script>
<script>${SURFACE_SCRIPT}</script>
</body>
</html>
`;
}

function sourceLine({ source }: SurfaceReport): string {
  const { sampledAt, options, twoSided, expiries, file } = source;
  return `Deribit chain of ${utcText(sampledAt)}: ${options} options, ${twoSided} quoted on both sides, ${expiries} expiries (${file})`;
}

function tiles({ summary }: SurfaceReport): string {
  const { insideShare, acceptedShare, worstMedianErrorPoints, minimumG, minimumCalendarGap, fallbacks } = summary;
  const entries = [
    tile(percentText(insideShare, 1), 'of two-sided quotes from 5 to 95 delta have the fit inside bid and ask'),
    tile(percentText(acceptedShare, 1), 'are inside or within 0.3 points of the mark'),
    tile(worstMedianErrorPoints.toFixed(2), 'points is the largest median error of an expiry'),
    minimumG >= 0
      ? tile(minimumG.toFixed(3), '✓ no butterfly arbitrage: smallest g', 'good')
      : tile(minimumG.toFixed(3), '✗ butterfly arbitrage: smallest g', 'warn'),
    isFreeOfCalendar(minimumCalendarGap)
      ? tile(percentText(minimumCalendarGap), '✓ no calendar arbitrage: smallest growth', 'good')
      : tile(percentText(minimumCalendarGap), '✗ calendar arbitrage: smallest growth', 'warn'),
    fallbacks === 0
      ? tile('0', '✓ expiries fell back from plain SVI', 'good')
      : tile(String(fallbacks), '✗ of the expiries fell back from plain SVI', 'warn'),
  ];
  return `<ul class="tiles">${entries.join('')}</ul>`;
}

function tile(figure: string, note: string, tone: 'plain' | 'good' | 'warn' = 'plain'): string {
  return `<li class="card"><strong>${figure}</strong><span class="${tone}">${note}</span></li>`;
}

function surfaceFigure(): string {
  return `<figure class="card wide">
<figcaption><h3>Volatility by time and strike</h3><p>Strike in deviations from the forward, which shows all expiries alike; colour is volatility.</p></figcaption>
<div class="stage"><canvas id="surface" tabindex="0" role="img" data-ramp="${VIRIDIS.join(' ')}" aria-label="Volatility surface, rotatable with the arrow keys; its numbers are in the tables below"></canvas></div>
<div class="tools"><span>Drag, or use the arrow keys, to turn it; point at it to read it.</span><button type="button" id="reset">Reset the view</button></div>
</figure>`;
}

const SMILE_KEY = `<ul class="key">
<li><svg viewBox="0 0 20 16"><path class="bar" d="M10 2v12M7 2h6M7 14h6"/><circle class="mark" cx="10" cy="8" r="2.4"/></svg>bid to ask, with the mark</li>
<li><svg viewBox="0 0 20 16"><circle class="mark hollow" cx="10" cy="8" r="2.6"/></svg>mark alone: not quoted on both sides</li>
<li class="outside"><svg viewBox="0 0 20 16"><path class="bar" d="M10 2v12M7 2h6M7 14h6"/><path class="mark" d="M10 3.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z"/></svg>the fit misses bid and ask</li>
<li><svg viewBox="0 0 20 16"><path class="fit" d="M0 12Q10 2 20 9"/></svg>fit</li>
<li><svg viewBox="0 0 20 16"><path class="forward" d="M10 0v16"/></svg>forward</li>
</ul>`;

function notes({ source, leftOut, slices }: SurfaceReport): string[] {
  const { sampledAt, sampledWithinSeconds, file } = source;
  return [
    `Source: ${file}, quotes of Deribit as recorded; this page shows no live price and is not a quote. All times are UTC. Sampled at ${utcText(sampledAt)}, known to ${sampledWithinSeconds} s from the times to expiry in the file.`,
    'Convention: coin-settled (inverse) options. Prices in coin are divided by the forward of their expiry and are not discounted; volatilities are Black volatilities on that forward; time is seconds / 31,536,000 to 08:00 UTC; deltas are forward deltas N(d1).',
    'Fit: raw SVI by expiry, in total variance at constant forward-moneyness, held free of butterfly and of calendar arbitrage; between expiries total variance is linear in time. Smiles show the out-of-the-money option of each strike, within 3.5 deviations; wide asks may leave the frame. The smallest g and growth on top also look between expiries and into the far wings.',
    `Basis: continuous growth of the forward a year since ${slices[0]?.name ?? 'the first expiry'}; the file holds no spot price.`,
    ...(leftOut.length === 0
      ? []
      : [`Without a slice, because expired or without a usable quote: ${leftOut.join(', ')}.`]),
  ];
}

/** No text in the report can end the script element. */
function embedded(report: SurfaceReport): string {
  return JSON.stringify(report).replaceAll('<', '\\u003c');
}

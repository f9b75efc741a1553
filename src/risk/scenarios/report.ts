import { htmlText } from '../../contracts/export-text.ts';
import type { RiskCell, RiskDrill, RiskRun } from '../../contracts/risk-run.ts';
import { barChart, heatMap } from './report-svg.ts';

export interface ReportParts {
  readonly run: RiskRun;
  readonly cells: readonly RiskCell[];
  /** Of the market as it is. */
  readonly byExpiry: RiskDrill;
  readonly byStrike: RiskDrill;
  readonly byClient: RiskDrill;
}

/** Cells of a report's table: the worst ones. */
const ROWS_MAX = 60;
const STYLE = `body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;color:#1c2733;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{padding:.25rem .5rem;text-align:right;border-bottom:1px solid #dde3ea;font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}td{white-space:nowrap}td:first-child{white-space:normal}.loss{color:#b3261e}svg{max-width:100%;height:auto}dt{float:left;width:11rem;color:#5b6b7b}dd{margin:0 0 .2rem 11rem}`;

/** One page that opens anywhere, years later: pictures inside, no scripts, nothing from elsewhere. */
export function htmlReport({ run, cells, byExpiry, byStrike, byClient }: ReportParts): string {
  const { scenario } = run;
  const sections = [
    facts(run),
    summary(run),
    pictures(cells, scenario.grid?.volatilityBy === 'relative' ? '%' : 'points'),
    section(
      'Positions and greeks by expiry, today',
      drillTable(byExpiry) + barChart({ title: 'Vega by expiry', rows: bars(byExpiry, 'vega') }),
    ),
    section(
      'By strike, today',
      drillTable(byStrike) + barChart({ title: 'Gamma by strike', rows: bars(byStrike, 'gamma') }),
    ),
    section('By client, today', drillTable(byClient)),
    section(`Cells, the worst ${Math.min(cells.length, ROWS_MAX)} of ${cells.length}`, cellTable(cells)),
    section('Limits, where they are nearest', limitTable(cells)),
    sources(scenario.sources ?? []),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${htmlText(scenario.title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><style>${STYLE}</style></head>
<body><h1>${htmlText(scenario.title)}</h1><p>${htmlText(scenario.description ?? '')}</p><p>All amounts are dollars of what the desk holds.</p>${sections.join('\n')}</body></html>\n`;
}

function sources(named: readonly string[]): string {
  if (named.length === 0) return '';
  return section('Sources', `<ul>${named.map((source) => `<li>${htmlText(source)}</li>`).join('')}</ul>`);
}

function facts({ runId, asOf, snapshotId, modelVersion, book, file, startedBy, state }: RiskRun): string {
  const rows = {
    Run: `${runId}, ${state}, by ${startedBy}`,
    Scenario: file === null ? 'written into the request' : `${file.name} v${file.version}`,
    'Book as of': asOf,
    Book: book === null ? 'not read' : `${book.trades} trades, ${book.quotes} quotes, ${book.legs} legs, ${book.hash}`,
    Market: snapshotId,
    Model: modelVersion,
  };
  return `<dl>${Object.entries(rows)
    .map(([name, value]) => `<dt>${name}</dt><dd>${htmlText(value)}</dd>`)
    .join('')}</dl>`;
}

function summary({ summary: found }: RiskRun): string {
  if (found === null) return '';
  const { base, worst, best, losses, windows, horizonMinutes } = found;
  const lines = [
    `Present value ${money(base.presentValue)}.`,
    `Worst: ${htmlText(worst.name)}, ${money(worst.profitAndLoss)}. Best: ${htmlText(best.name)}, ${money(best.profitAndLoss)}.`,
    ...(losses ?? []).map(
      ({ confidence, valueAtRisk, expectedShortfall, tail }) =>
        `At ${confidence * 100} % over ${horizonMinutes} minutes, ${windows} windows: value at risk ${money(valueAtRisk)}, expected shortfall ${money(expectedShortfall)} (mean of ${tail}).`,
    ),
  ];
  return section('In short', `<p>${lines.join('<br>')}</p>`);
}

/** A heat map for each number of days of a grid. */
function pictures(cells: readonly RiskCell[], unit: 'points' | '%'): string {
  const days = [...new Set(cells.flatMap(({ at }) => (at === null ? [] : [at.days])))];
  const maps = days.map((day) =>
    heatMap({ title: `Profit and loss, ${day} days on`, cells: cells.filter(({ at }) => at?.days === day), unit }),
  );
  return maps.length === 0 ? '' : section('Spot and volatility', maps.join('\n'));
}

type GreekName = keyof RiskCell['greeks'];

function bars({ rows }: RiskDrill, greek: GreekName): { label: string; value: number }[] {
  return rows.slice(0, 40).map(({ key, greeks }) => ({ label: shownKey(key), value: greeks[greek] }));
}

/** An instant as it is read, and a strike without what puts it in order. */
function shownKey(key: string): string {
  return key.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):00\.000Z$/, '$1 $2 UTC').replace(/\s+/g, ' ');
}

const SHOWN: readonly GreekName[] = ['delta', 'gamma', 'vega', 'theta', 'vanna', 'volga'];

function drillTable({ rows, by }: RiskDrill): string {
  return table(
    [by, 'legs', 'present value', ...SHOWN],
    rows
      .slice(0, ROWS_MAX)
      .map(({ key, legs, presentValue, greeks }) => [
        shownKey(key),
        String(legs),
        money(presentValue),
        ...SHOWN.map((greek) => money(greeks[greek])),
      ]),
  );
}

function cellTable(cells: readonly RiskCell[]): string {
  const worst = cells.toSorted((a, b) => a.profitAndLoss - b.profitAndLoss).slice(0, ROWS_MAX);
  const parts = ['delta', 'gamma', 'vega', 'vanna', 'volga', 'theta', 'rho', 'conversion', 'residual'] as const;
  return table(
    ['cell', 'profit and loss', ...parts],
    worst.map(({ name, profitAndLoss, explain }) => [
      name,
      money(profitAndLoss),
      ...parts.map((part) => money(explain[part])),
    ]),
  );
}

function limitTable(cells: readonly RiskCell[]): string {
  const rows = (cells[0]?.limits ?? []).map(({ limitId, max }, index) => {
    const nearest = cells.reduce((best, cell) =>
      (cell.limits[index]?.gap ?? 0) < (best.limits[index]?.gap ?? 0) ? cell : best,
    );
    const { used = 0, gap = 0, who = null } = nearest.limits[index] ?? {};
    return [limitId, money(max), money(used), money(gap), who ?? '', nearest.name];
  });
  return rows.length === 0 ? '<p>No limit is set.</p>' : table(['limit', 'bound', 'used', 'gap', 'whose', 'in'], rows);
}

function section(title: string, body: string): string {
  return `<h2>${htmlText(title)}</h2>${body}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}${cell.startsWith('-') && tag === 'td' ? ' class="loss"' : ''}>${htmlText(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`;
}

/** Whole dollars, in groups of three; no clock and no locale of the machine. */
function money(dollars: number): string {
  const whole = String(Math.abs(Math.round(dollars))).replace(/\B(?=(\d{3})+$)/g, ',');
  return Math.round(dollars) < 0 ? `-${whole}` : whole;
}

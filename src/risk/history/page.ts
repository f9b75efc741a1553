import { htmlText } from '../../contracts/export-text.ts';
import {
  MARK_MINUTES,
  type WhatIfFigures,
  type WhatIfResult,
  type WhatIfRun,
  type WhatIfTotal,
} from '../../contracts/what-if.ts';

/** The report of a run as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export function whatIfPage(run: WhatIfRun, changed: readonly WhatIfResult[]): string {
  const { request, totals } = run;
  const title = `What if: ${request.name}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)}</title><style>${STYLE}</style></head><body>
<h1>${htmlText(title)}</h1>
<p>${htmlText(
    `${run.whatIfId}, ${run.state}, by ${run.startedBy}. Requests from ${request.from} to ${request.to}${
      request.accountId === undefined ? '' : ` of ${request.accountId}`
    }: ${run.done} of ${run.total}, ${totals.changed} otherwise than they were.`,
  )}</p>
<h2>What is changed</h2><pre>${htmlText(JSON.stringify(request.change, null, 2))}</pre>
<h2>In all</h2>${totalsTable('', [totals.all])}
<h2>By client</h2>${totalsTable('client', totals.byClient)}
<h2>By product</h2>${totalsTable('product', totals.byProduct)}
<h2>By trader</h2>${totalsTable('trader', totals.byTrader)}
<h2>How to read it</h2><ul>${run.notes.map((note) => `<li>${htmlText(note)}</li>`).join('')}</ul>
<h2>What changed, and why</h2>
<p>The first ${changed.length} of ${totals.changed}, numbers to eight digits; the export has all requests and all digits.</p>${changesTable(changed)}
</body></html>
`;
}

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:84rem;padding:0 1rem;color:#1b1f24}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%;font-size:12px;font-variant-numeric:tabular-nums}div{overflow-x:auto}
th,td{text-align:left;padding:.25rem .4rem;border-bottom:1px solid #d8dee4;vertical-align:top}th{font-weight:600}
td.number,th.number{text-align:right;white-space:nowrap}pre{background:#f6f8fa;padding:.8rem;overflow:auto}
tr.now td{border-bottom:2px solid #afb8c1}`;

const COLUMNS: readonly { readonly title: string; readonly of: (figures: WhatIfFigures) => string }[] = [
  { title: 'requests', of: ({ requests }) => String(requests) },
  { title: 'quoted', of: ({ quoted }) => String(quoted) },
  { title: 'won', of: ({ won }) => String(won) },
  { title: 'refused', of: ({ refused }) => String(refused) },
  { title: 'unknown', of: ({ unknown }) => String(unknown) },
  { title: 'hit %', of: ({ hitPercent }) => hitPercent ?? '–' },
  { title: 'margin USD', of: ({ marginUsd }) => marginUsd },
  ...MARK_MINUTES.map((minutes, n) => ({
    title: `+${minutes} min USD`,
    of: ({ marks }: WhatIfFigures) => markText(marks[n]),
  })),
  { title: 'credit USD', of: ({ creditUsd }) => creditUsd },
  { title: 'notional USD', of: ({ notionalUsd }) => notionalUsd },
  { title: 'vega USD', of: ({ vegaUsd }) => vegaUsd },
];

function markText(mark: WhatIfFigures['marks'][number] | undefined): string {
  if (mark === undefined || mark.known + mark.unknown === 0) return '–';
  return mark.unknown === 0 ? mark.usd : `${mark.usd} (${mark.unknown} unknown)`;
}

function totalsTable(title: string, totals: readonly WhatIfTotal[]): string {
  const heads = COLUMNS.map((column) => `<th class="number">${column.title}</th>`).join('');
  const row = (name: string, label: string, figures: WhatIfFigures) =>
    `<tr class="${label}"><td>${htmlText(name)}</td><td>${label}</td>${COLUMNS.map(
      ({ of }) => `<td class="number">${htmlText(of(figures))}</td>`,
    ).join('')}</tr>`;
  const rows = totals.map(({ key, was, now }) => row(key, 'was', was) + row('', 'now', now));
  return `<div><table><thead><tr><th>${title}</th><th></th>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** Decisions and prices, by what changed them; what the passport is made of is counted alone. */
function changesTable(results: readonly WhatIfResult[]): string {
  const rows = results.map(({ rfqId, at, client, product, changes }) => {
    const cells = [rfqId, at, client, product].map((text) => `<td>${htmlText(text)}</td>`).join('');
    return `<tr>${cells}<td>${causesOf(changes).map(htmlText).join('<br>')}</td></tr>`;
  });
  return `<div><table><thead><tr><th>request</th><th>at</th><th>client</th><th>product</th><th>was → now</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

const PASSPORT = /^passport\./;

function causesOf(changes: WhatIfResult['changes']): string[] {
  const causes = [...new Set(changes.map(({ why }) => why))];
  return causes.flatMap((why) => {
    const mine = changes.filter((change) => change.why === why);
    const shown = mine.filter(({ path }) => !PASSPORT.test(path));
    const inside = mine.length - shown.length;
    return [
      `${why}:`,
      ...shown.map(({ path, was, now }) => `${path} ${shortly(was)} → ${shortly(now)}`),
      ...(inside === 0 ? [] : [`and ${inside} figures of the passport`]),
    ];
  });
}

const LONG_NUMBER = /^-?\d+\.\d{8,}$/;

function shortly(value: unknown): string {
  const text = String(value);
  return LONG_NUMBER.test(text) ? String(Number(Number(text).toPrecision(8))) : text;
}
